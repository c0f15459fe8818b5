import type { Account } from '../../contract/account.js';
import type { Authenticated, RawRequest, Refused, Reply } from '../../contract/raw-request.js';
import type { ReceivingLookup } from '../../directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { ErrorCode } from '../../errors/registry.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { IngressDeps } from '../ingress-deps.js';
import { type ProviderBatch, providerBatch, type ReceivingChannel } from './provider-events.js';
import { base64Of, unparsableEvent } from './unparsable-event.js';

/** What reading a provider's webhook needs of the ingress. */
export type HearingDeps = Pick<IngressDeps, 'scheduler' | 'log'>;

/** A channel whose adapter takes webhooks, and what its URL says. */
export interface WebhookChannel {
  runtime: ReceivingChannel & Pick<ChannelRuntime, 'adapter'>;
  accounts: ReceivingLookup;
  accountKey?: string;
}

/** What a webhook says, as far as the accounts are known here. Nothing of it is stored yet. */
export type Heard =
  | Reply
  | Refused
  /** The adapter did not manage. */
  | { kind: 'failed'; code: ErrorCode }
  | (ProviderBatch & { kind: 'batch'; genuine: readonly Account[]; reply?: Omit<Reply, 'kind'> });

/** As long as the least patient of the known providers waits for an answer. */
const AUTHENTICATE_MS = 2_000;

/**
 * The adapter says whether it is genuine, then reads it. The URL of an account that has been replaced stays at the provider, which may
 * sign with the secret that only its successor knows: so that URL is the successor's as well.
 */
export async function hearWebhook(deps: HearingDeps, channel: WebhookChannel, raw: RawRequest): Promise<Heard> {
  const heard = await hear(deps, channel, raw);
  if (heard.kind !== 'refused' || raw.accountKey === undefined) return heard;
  const successor = channel.accounts.successorOf?.(raw.accountKey);
  if (!successor) return heard;
  const again = await hear(deps, channel, { ...raw, accountKey: successor.key });
  return again.kind === 'refused' ? heard : again;
}

async function hear(deps: HearingDeps, channel: WebhookChannel, raw: RawRequest): Promise<Heard> {
  let verdict: Authenticated | Reply | Refused;
  try {
    verdict = await authenticate(deps, channel, raw);
  } catch (error) {
    if (error instanceof TookTooLong) return { kind: 'failed', code: 'CW_ADAPTER_TOO_SLOW' };
    deps.log.error('adapter failed to authenticate a webhook', { channel: channel.runtime.name, error });
    return { kind: 'failed', code: 'CW_ADAPTER_THREW' };
  }
  if (verdict.kind !== 'authenticated') return verdict;
  const { accounts: genuine, reply } = verdict;
  return { kind: 'batch', ...read(deps, channel, raw, genuine), genuine, ...(reply ? { reply } : {}) };
}

/** It may be of an account that is not known here yet. */
export function isOfNobody(heard: Heard): boolean {
  return heard.kind === 'refused' || (heard.kind === 'batch' && (heard.foreign > 0 || heard.genuine.length === 0));
}

/**
 * Providers wait for an answer for a second or two, and take the URL away from whoever is slow too often. An adapter that has to
 * ask somebody first gets no longer than that.
 */
async function authenticate(
  { scheduler, log }: HearingDeps,
  { runtime, accounts }: WebhookChannel,
  raw: RawRequest,
): Promise<Authenticated | Reply | Refused> {
  const told = runtime.adapter.authenticateWebhook?.(raw, accounts) ?? unsupported;
  if (!(told instanceof Promise)) return told;
  return new Promise((resolve, reject) => {
    const cancel = scheduler.at(scheduler.now() + AUTHENTICATE_MS, () => {
      log.error('adapter took too long to authenticate a webhook', { channel: runtime.name, ms: AUTHENTICATE_MS });
      reject(new TookTooLong());
    });
    told.then(resolve, reject).finally(cancel);
  });
}

class TookTooLong extends Error {}

const unsupported: Refused = { kind: 'refused', detail: 'the adapter takes no webhooks' };

function read(
  deps: HearingDeps,
  { runtime, accounts: lookup }: WebhookChannel,
  raw: RawRequest,
  genuine: Account[],
): ProviderBatch {
  try {
    const parsed = runtime.adapter.parseWebhook?.(raw, genuine) ?? [];
    return providerBatch(runtime, lookup, genuine, parsed, raw.receivedAtMs);
  } catch (error) {
    deps.log.error('provider webhook unparsable', { channel: runtime.name, error });
    return { events: [wholeBody(runtime, raw, genuine, error)], foreign: 0 };
  }
}

function wholeBody(runtime: ReceivingChannel, raw: RawRequest, genuine: Account[], error: unknown): NewInboxEvent {
  const [only, ...others] = genuine;
  const owner = only && others.length === 0 ? { portal: only.portalId, account: only.key } : {};
  const { method, url, headers, body, accountKey, receivedAtMs } = raw;
  const contentType = headers['content-type'];
  return unparsableEvent(
    { app: runtime.app, receivedAtMs, ...owner },
    {
      source: 'provider',
      name: runtime.name,
      channel: runtime.name,
      // The message of the error is left to the log, which redacts: it may quote the body.
      detail: `the adapter threw ${error instanceof Error ? error.name : typeof error}`,
      base64: base64Of(body),
      request: {
        method,
        url: url.href,
        accounts: genuine.map(({ key }) => key),
        ...(contentType === undefined ? {} : { contentType }),
        ...(accountKey === undefined ? {} : { accountKey }),
      },
    },
  );
}
