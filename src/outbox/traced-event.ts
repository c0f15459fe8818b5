import { TRACEPARENT, type TraceParent } from '../policy/traces.js';
import type { NewInboxEvent } from './inbox-event.js';
import type { FoldEvent } from './reducer.js';

/** The event with the trace that brought it, for whichever process folds it. */
export function tracedEvent(event: NewInboxEvent, trace: TraceParent | undefined): NewInboxEvent {
  const { body } = event;
  if (trace === undefined || typeof body !== 'object' || body === null || Array.isArray(body)) return event;
  return { ...event, body: { ...body, trace } };
}

export function traceOf({ body }: FoldEvent): TraceParent | undefined {
  const { trace } = (body ?? {}) as { trace?: unknown };
  return typeof trace === 'string' && TRACEPARENT.test(trace) ? trace : undefined;
}
