import type { ErrorCode } from '../../errors/registry.js';
import { type HubSpotWebhook, parseHubSpotWebhook } from '../../hubspot/schemas/webhook.js';
import { type SignatureVerdict, verifyHubSpotSignature } from '../../hubspot/signature.js';
import { type Span, type SpanAttributes, traceId } from '../../policy/traces.js';
import { messageKey } from '../../status/message-row.js';
import { acknowledged, errorResponse } from '../http/error-response.js';
import type { IngressRequest, IngressResponse } from '../http/ingress-request.js';
import { requestTarget } from '../http/public-url.js';
import { tracedRequest } from '../http/traced-request.js';
import type { IngressDeps } from '../ingress-deps.js';
import { hubspotEvent } from './hubspot-events.js';
import { mend } from './mend.js';
import { storeEvents } from './store-events.js';

type Refusal = Extract<SignatureVerdict, { ok: false }>['reason'];

const CODES: Record<Refusal, ErrorCode> = {
  missing: 'CW_SIGNATURE_MISSING',
  stale: 'CW_SIGNATURE_STALE',
  future: 'CW_SIGNATURE_STALE',
  mismatch: 'CW_SIGNATURE_MISMATCH',
};

/**
 * POST `/hubspot/webhooks/{app}`: verify, read, append, acknowledge. What is verified is never refused for its content;
 * only a store that cannot write makes HubSpot come again.
 */
export function hubspotWebhook(
  deps: IngressDeps,
  origin: string,
  app: string,
  secrets: readonly string[],
  request: IngressRequest,
): Promise<IngressResponse> {
  const route = { route: '/hubspot/webhooks/:app', attributes: { 'channelwright.app': app } };
  return tracedRequest(deps.traces, route, request, (span) => take(deps, { origin, app, secrets }, request, span));
}

interface WebhookTarget {
  origin: string;
  app: string;
  secrets: readonly string[];
}

async function take(
  deps: IngressDeps,
  { origin, app, secrets }: WebhookTarget,
  request: IngressRequest,
  span: Span,
): Promise<IngressResponse> {
  const receivedAtMs = deps.scheduler.now();
  const verdict = verifyHubSpotSignature({
    method: request.method,
    url: origin + requestTarget(request.url),
    headers: request.headers,
    body: request.body,
    secrets,
    nowMs: receivedAtMs,
  });
  if (!verdict.ok) return refuse(deps, app, CODES[verdict.reason], verdict.reason);

  const webhook = parseHubSpotWebhook(request.body);
  if (webhook.kind === 'unparsable') deps.log.warn('hubspot webhook unparsable', { app, detail: webhook.detail });
  const event = hubspotEvent(app, webhook, request.body, receivedAtMs);
  span.set({ 'channelwright.portal': event.portal, 'channelwright.event': event.kind, ...messageOf(app, webhook) });
  if (await storeEvents(deps, 'hubspot', app, [event], span.trace)) {
    deps.log.debug('hubspot webhook stored', {
      app,
      portal: event.portal,
      kind: event.kind,
      ...namesOf(webhook, span),
    });
    return acknowledged();
  }
  deps.counters.refused('hubspot', 'CW_STORE_UNAVAILABLE', app);
  return errorResponse('CW_STORE_UNAVAILABLE', 'hubspot');
}

function messageOf(app: string, webhook: HubSpotWebhook): SpanAttributes {
  if (webhook.kind !== 'message') return {};
  const { portalId, message } = webhook.event;
  return { 'channelwright.message': messageKey(app, portalId, message.id), 'messaging.message.id': message.id };
}

/** How log lines call the message, and the trace of it. */
function namesOf(webhook: HubSpotWebhook, { trace }: Span): Record<string, unknown> {
  const correlation = webhook.kind === 'message' ? { correlation: webhook.event.message.id } : {};
  return trace === undefined ? correlation : { ...correlation, trace_id: traceId(trace) };
}

function refuse(deps: IngressDeps, app: string, code: ErrorCode, reason: Refusal): IngressResponse {
  deps.counters.refused('hubspot', code, app);
  deps.log.warn('hubspot webhook refused', { app, reason, ...mend(code) });
  return errorResponse(code, 'hubspot');
}
