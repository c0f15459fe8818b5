import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { Account } from '../contract/account.js';
import type { Authenticated, RawRequest, Refused, Reply } from '../contract/raw-request.js';
import type { ReceivingLookup } from '../directory/accounts/accounts.js';
import type { ChannelRuntime } from '../directory/channels/channel-runtime.js';
import type { ErrorCode } from '../errors/registry.js';
import type { NewInboxEvent } from '../outbox/inbox-event.js';
import type { Span } from '../policy/traces.js';
import { acknowledged, errorResponse } from './error-response.js';
import type { IngressDeps } from './ingress-deps.js';
import type { IngressRequest, IngressResponse } from './ingress-request.js';
import { mend } from './mend.js';
import { type ProviderBatch, providerBatch, type ReceivingChannel } from './provider-events.js';
import { requestTarget } from './public-url.js';
import { storeEvents } from './store-events.js';
import { tracedRequest } from './traced-request.js';
import { base64Of, unparsableEvent } from './unparsable-event.js';

/** What taking a provider's webhook needs of the ingress. */
export type WebhookDeps = Pick<IngressDeps, 'append' | 'counters' | 'scheduler' | 'log' | 'traces'>;

/** As long as the least patient of the known providers waits for an answer. */
const AUTHENTICATE_MS = 2_000;

type Verdict = Authenticated | Reply | Refused;

/** A channel whose adapter takes webhooks, and what its URL says. */
export interface WebhookChannel {
  runtime: ReceivingChannel & Pick<ChannelRuntime, 'adapter'>;
  accounts: ReceivingLookup;
  accountKey?: string;
}

/** `/providers/{channel}[/{accountKey}]`: the adapter says whether it is genuine, then reads it; then append, then answer. */
export function providerWebhook(
  deps: WebhookDeps,
  origin: string,
  channel: WebhookChannel,
  request: IngressRequest,
): Promise<IngressResponse> {
  const { app, name } = channel.runtime;
  const route = {
    route: channel.accountKey === undefined ? '/providers/:channel' : '/providers/:channel/:accountKey',
    attributes: {
      'channelwright.app': app,
      'channelwright.channel': name,
      'channelwright.account': channel.accountKey,
    },
  };
  return tracedRequest(deps.traces, route, request, (span) => answerWebhook(deps, origin, channel, request, span));
}

async function answerWebhook(
  deps: WebhookDeps,
  origin: string,
  channel: WebhookChannel,
  request: IngressRequest,
  span: Span,
): Promise<IngressResponse> {
  const { runtime, accountKey } = channel;
  const raw: RawRequest = {
    method: request.method,
    url: new URL(origin + requestTarget(request.url)),
    headers: request.headers,
    body: request.body,
    receivedAtMs: deps.scheduler.now(),
    ...(accountKey === undefined ? {} : { accountKey }),
  };
  let verdict: Verdict;
  try {
    verdict = await authenticate(deps, channel, raw);
  } catch (error) {
    if (error instanceof TookTooLong) return refuse(deps, runtime.name, 'CW_ADAPTER_TOO_SLOW');
    deps.log.error('adapter failed to authenticate a webhook', { channel: runtime.name, error });
    return refuse(deps, runtime.name, 'CW_ADAPTER_THREW');
  }
  switch (verdict.kind) {
    case 'reply':
      return answer(deps, runtime.name, verdict);
    case 'refused':
      deps.log.warn('provider webhook refused', {
        channel: runtime.name,
        detail: verdict.detail,
        ...mend('CW_PROVIDER_REFUSED'),
      });
      return refuse(deps, runtime.name, 'CW_PROVIDER_REFUSED', refusalStatus(verdict));
    case 'authenticated':
      return await take(deps, channel, raw, verdict, span);
  }
}

/**
 * Providers wait for an answer for a second or two, and take the URL away from whoever is slow too often. An adapter that has to
 * ask somebody first gets no longer than that.
 */
async function authenticate(
  { scheduler, log }: WebhookDeps,
  { runtime, accounts }: WebhookChannel,
  raw: RawRequest,
): Promise<Verdict> {
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

async function take(
  deps: WebhookDeps,
  channel: WebhookChannel,
  raw: RawRequest,
  { accounts, reply }: Authenticated,
  span: Span,
): Promise<IngressResponse> {
  const { runtime } = channel;
  const events = read(deps, channel, raw, accounts);
  span.set({ 'messaging.batch.message_count': events.length });
  const stored = await storeEvents(deps, 'provider', runtime.name, events, span.trace);
  if (!stored) return refuse(deps, runtime.name, 'CW_STORE_UNAVAILABLE');
  return reply ? answer(deps, runtime.name, reply) : acknowledged();
}

function read(
  deps: WebhookDeps,
  { runtime, accounts: lookup }: WebhookChannel,
  raw: RawRequest,
  genuine: Account[],
): NewInboxEvent[] {
  let batch: ProviderBatch;
  try {
    const parsed = runtime.adapter.parseWebhook?.(raw, genuine) ?? [];
    batch = providerBatch(runtime, lookup, genuine, parsed, raw.receivedAtMs);
  } catch (error) {
    deps.log.error('provider webhook unparsable', { channel: runtime.name, error });
    return [wholeBody(runtime, raw, genuine, error)];
  }
  const { events, foreign } = batch;
  if (foreign > 0) {
    for (let i = 0; i < foreign; i += 1) deps.counters.foreignEvent(runtime.name);
    deps.log.warn('provider events rejected', { channel: runtime.name, foreign, ...mend('CW_EVENT_ACCOUNT_FOREIGN') });
  }
  return events;
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

/** What cannot be written would end the process where it is written: an adapter may echo what somebody sent. */
function answer(
  deps: WebhookDeps,
  channel: string,
  { status, headers = {}, body }: Omit<Reply, 'kind'>,
): IngressResponse {
  try {
    for (const [name, value] of Object.entries(headers)) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    if (!Number.isInteger(status) || status < 200 || status > 599) throw new RangeError(`no status: ${status}`);
  } catch (error) {
    deps.log.error('adapter gave an answer that cannot be written', { channel, error });
    return refuse(deps, channel, 'CW_ADAPTER_THREW');
  }
  return { status, headers: { ...headers }, body: body ?? '' };
}

function refuse(deps: WebhookDeps, channel: string, code: ErrorCode, status?: number): IngressResponse {
  deps.counters.refused('provider', code, channel);
  return errorResponse(code, 'provider', status);
}

function refusalStatus({ status = 401 }: Refused): number {
  return status >= 400 && status < 500 ? status : 401;
}
