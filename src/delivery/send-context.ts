import { inject, injectable } from 'inversify';
import type { Account } from '../contract/account.js';
import type { FileItem } from '../contract/content-item.js';
import type { FailureReason } from '../contract/failure-reason.js';
import type { HttpTransport } from '../contract/http-transport.js';
import type { Logger } from '../contract/logger.js';
import type { MediaStream } from '../contract/media.js';
import type { Conversation, SendContext } from '../contract/send-context.js';
import { TOKENS } from '../contract/tokens.js';
import type { ConversationRow } from '../directory/conversation-row.js';
import { type CallScope, callScopes } from '../transport/call-scope.js';
import { FileUnavailable } from './file-unavailable.js';
import { DELIVERY_CALLS, type DeliveryCalls } from './hubspot-calls.js';

/** Where providers reach this connector: `publicUrl` of the configuration, without a trailing slash. */
export const PUBLIC_URL = Symbol.for('channelwright.PublicUrl');

export interface CallFacts {
  app: string;
  portal: string;
  account: Account;
  conversation: ConversationRow;
  correlation: string;
  attempt: number;
  scope: CallScope;
  signal: AbortSignal;
}

/** Makes what an adapter is handed with each call. */
@injectable()
export class SendContexts {
  constructor(
    @inject(DELIVERY_CALLS) private readonly calls: DeliveryCalls,
    @inject(PUBLIC_URL) private readonly publicUrl: string,
    @inject(TOKENS.HttpTransport) private readonly http: HttpTransport,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  make(call: CallFacts): SendContext {
    const { account, correlation, attempt, signal, scope } = call;
    const urlOf = (item: FileItem) => this.#urlOf(call, item);
    return {
      account,
      conversation: asConversation(call.conversation),
      correlation,
      attempt,
      callbackUrl: (params = {}) => this.#callbackUrl(account, params),
      mediaUrl: urlOf,
      openMedia: async (item) => this.#open(await urlOf(item), item, signal),
      assertLicensed: () => {
        scope.assertLicensed();
        // Whoever asks is about to write: from here on it may have been sent.
        scope.requestStarted();
      },
      signal,
      log: this.log.child({ channel: account.channel, account: account.key, correlation }),
    };
  }

  #callbackUrl({ channel, key }: Account, params: Record<string, string>): URL {
    const url = new URL(`${this.publicUrl}/providers/${encodeURIComponent(channel)}/${encodeURIComponent(key)}`);
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
    return url;
  }

  async #urlOf({ app, portal }: CallFacts, { ref }: FileItem): Promise<URL> {
    if (ref.kind === 'url') return new URL(ref.url);
    if (ref.kind !== 'hubspot') throw new FileUnavailable(unavailable('it has no URL'), false);
    // HubSpot is not the provider: asking it for a link sends nothing.
    const signed = await callScopes.exit(() => this.calls.signedUrl(app, portal, ref.fileId));
    if (!signed.ok) throw new FileUnavailable(signed.reason, signed.passing);
    return new URL(signed.value);
  }

  async #open(url: URL, item: FileItem, signal: AbortSignal): Promise<MediaStream> {
    const answer = await this.http.request({ method: 'GET', url, signal, preparatory: true });
    if (answer.status !== 200) {
      await answer.stream().cancel();
      throw new FileUnavailable(unavailable(`HTTP ${answer.status}`), answer.status >= 500 || answer.status === 429);
    }
    const type = item.type ?? answer.headers['content-type']?.split(';')[0] ?? 'application/octet-stream';
    const length = Number(answer.headers['content-length']);
    const size = item.size ?? (Number.isFinite(length) ? length : undefined);
    return {
      body: answer.stream(),
      type,
      ...(size === undefined ? {} : { size }),
      ...(item.name === undefined ? {} : { name: item.name }),
    };
  }
}

function unavailable(detail: string): FailureReason {
  return { class: 'media-unavailable', scope: 'message', detail };
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
