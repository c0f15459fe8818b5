import { inject, injectable } from 'inversify';
import type { Account } from '../../contract/account.js';
import type { FileItem } from '../../contract/content-item.js';
import type { Logger } from '../../contract/logger.js';
import type { Conversation, SendContext } from '../../contract/send-context.js';
import { TOKENS } from '../../contract/tokens.js';
import type { ConversationRow } from '../../directory/people/conversation-row.js';
import { FileUnavailable } from '../../media/file-unavailable.js';
import { MEDIA_LINKS, type MediaLinks } from '../../media/media-links.js';
import { PortalFiles } from '../../media/portal-files.js';
import { personalFields } from '../../policy/personal.js';
import { type TraceParent, traceId } from '../../policy/traces.js';
import { type CallScope, callScopes } from '../../transport/call-scope.js';
import { OutgoingFiles, type Upload } from './outgoing-files.js';

/** Where providers reach this connector: `publicUrl` of the configuration, without a trailing slash. */
export const PUBLIC_URL = Symbol.for('channelwright.PublicUrl');

export interface CallFacts extends Upload {
  account: Account;
  conversation: ConversationRow;
  /** HubSpot's id of the message. */
  message: string;
  trace?: TraceParent;
  /** What names this call at the provider. */
  call: string;
  attempt: number;
  scope: CallScope;
}

/** Makes what an adapter is handed with each call. */
@injectable()
export class SendContexts {
  constructor(
    @inject(PortalFiles) private readonly files: PortalFiles,
    @inject(OutgoingFiles) private readonly outgoing: OutgoingFiles,
    @inject(MEDIA_LINKS) private readonly links: MediaLinks,
    @inject(PUBLIC_URL) private readonly publicUrl: string,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  make(call: CallFacts): SendContext {
    const { account, call: correlation, attempt, signal, scope } = call;
    return {
      account,
      conversation: asConversation(call.conversation),
      correlation,
      attempt,
      callbackUrl: (params = {}) => this.#callbackUrl(account, params),
      // HubSpot is not the provider: asking it for a file sends nothing.
      mediaUrl: (item) => callScopes.exit(() => this.#mediaUrl(call, item)),
      openMedia: (item) => callScopes.exit(() => this.outgoing.open(call, item)),
      assertLicensed: () => {
        scope.assertLicensed();
        // Whoever asks is about to write: from here on it may have been sent.
        scope.requestStarted?.();
      },
      signal,
      log: this.log.child({ ...callFields(call), ...personalFields(namesOf(call.conversation)) }),
    };
  }

  #callbackUrl({ channel, key }: Account, params: Record<string, string>): URL {
    const url = new URL(`${this.publicUrl}/providers/${encodeURIComponent(channel)}/${encodeURIComponent(key)}`);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url;
  }

  /** A file that is not there any more is found out now, and not by the provider. */
  async #mediaUrl({ app, portal }: CallFacts, item: FileItem): Promise<URL> {
    const url = new URL(this.links.full({ app, portal }, item));
    if (item.ref.kind !== 'hubspot') return url;
    const signed = await this.files.signed(app, portal, item.ref.fileId);
    if (!signed.ok) throw new FileUnavailable(signed.reason, signed.passing);
    return url;
  }
}

/** Whatever an adapter logs, it is nobody's business with whom. */
export function namesOf({ address, aliases, names = [] }: ConversationRow): string[] {
  const addresses = [address, ...aliases].map(({ value }) => value);
  return [...addresses, ...names.flatMap(({ name }) => name ?? [])];
}

/** What every log line about a call says. `correlation` is the message's, the same from its webhook to its last PATCH. */
export function callFields({
  account,
  message,
  attempt,
  call,
  trace,
}: Pick<CallFacts, 'account' | 'message' | 'attempt' | 'call' | 'trace'>): Record<string, unknown> {
  const fields = { channel: account.channel, account: account.key, correlation: message, attempt, call };
  return trace === undefined ? fields : { ...fields, trace_id: traceId(trace) };
}

export function asConversation(row: ConversationRow): Conversation {
  const { key, address, aliases, lastInboundAtMs, replyHandle } = row;
  return {
    key,
    address,
    aliases,
    ...(lastInboundAtMs === undefined ? {} : { lastInboundAtMs }),
    ...(replyHandle ? { replyHandle } : {}),
  };
}
