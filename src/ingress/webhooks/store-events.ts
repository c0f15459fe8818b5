import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { tracedEvent } from '../../outbox/traced-event.js';
import type { TraceParent } from '../../policy/traces.js';
import type { WebhookSide } from '../ingress-counters.js';
import type { IngressDeps } from '../ingress-deps.js';

/**
 * Appends everything a request brought, in one go. `false`: nothing was stored, so nothing may be acknowledged. Never
 * rejects.
 */
export async function storeEvents(
  deps: Pick<IngressDeps, 'append' | 'counters' | 'log'>,
  side: WebhookSide,
  name: string,
  events: NewInboxEvent[],
  trace?: TraceParent,
): Promise<boolean> {
  if (events.length === 0) return true;
  try {
    const outcomes = await deps.append(events.map((event) => tracedEvent(event, trace)));
    for (const [index, event] of events.entries()) {
      deps.counters.stored(side, name, event.kind, outcomes[index] ?? 'appended');
    }
    return true;
  } catch (error) {
    const code = isChannelwrightError(error) ? error.code : 'CW_STORE_UNAVAILABLE';
    const detail = error instanceof Error ? error.message : String(error);
    deps.log.warn('webhook not stored', { code, side, name, events: events.length, detail });
    return false;
  }
}
