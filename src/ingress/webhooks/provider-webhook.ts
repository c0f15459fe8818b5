import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { RawRequest, Refused, Reply } from '../../contract/raw-request.js';
import type { ErrorCode } from '../../errors/registry.js';
import type { Span } from '../../policy/traces.js';
import { acknowledged, errorResponse } from '../http/error-response.js';
import type { IngressRequest, IngressResponse } from '../http/ingress-request.js';
import { requestTarget } from '../http/public-url.js';
import { tracedRequest } from '../http/traced-request.js';
import type { IngressDeps } from '../ingress-deps.js';
import { type Heard, hearWebhook, isOfNobody, type WebhookChannel } from './heard-webhook.js';
import { mend } from './mend.js';
import { storeEvents } from './store-events.js';
import { whatIsMissing } from './what-is-missing.js';

/** What taking a provider's webhook needs of the ingress. */
export type WebhookDeps = Pick<IngressDeps, 'append' | 'catchUp' | 'counters' | 'scheduler' | 'log' | 'traces'>;

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
  let heard = await hearWebhook(deps, channel, raw);
  if (deps.catchUp && isOfNobody(heard)) {
    const missing = await whatIsMissing(deps);
    heard = await hearWebhook(deps, channel, raw);
    if (missing && isOfNobody(heard)) return refuse(deps, runtime.name, missing);
  }
  switch (heard.kind) {
    case 'reply':
      return answer(deps, runtime.name, heard);
    case 'failed':
      return refuse(deps, runtime.name, heard.code);
    case 'refused':
      deps.log.warn('provider webhook refused', {
        channel: runtime.name,
        detail: heard.detail,
        ...mend('CW_PROVIDER_REFUSED'),
      });
      return refuse(deps, runtime.name, 'CW_PROVIDER_REFUSED', refusalStatus(heard));
    case 'batch':
      return await take(deps, channel, heard, span);
  }
}

async function take(
  deps: WebhookDeps,
  { runtime: { name } }: WebhookChannel,
  { events, foreign, reply }: Heard & { kind: 'batch' },
  span: Span,
): Promise<IngressResponse> {
  if (foreign > 0) {
    for (let i = 0; i < foreign; i += 1) deps.counters.foreignEvent(name);
    deps.log.warn('provider events rejected', { channel: name, foreign, ...mend('CW_EVENT_ACCOUNT_FOREIGN') });
  }
  span.set({ 'messaging.batch.message_count': events.length });
  const stored = await storeEvents(deps, 'provider', name, events, span.trace);
  if (!stored) return refuse(deps, name, 'CW_STORE_UNAVAILABLE');
  return reply ? answer(deps, name, reply) : acknowledged();
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
