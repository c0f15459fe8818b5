import type { WorkHandler } from '../work-handler.js';

/** A handler of the same queue and within the same limits, whose work is run by a function around it. */
export function handlerRunBy(handler: WorkHandler, run: WorkHandler['run']): WorkHandler {
  const { queue, concurrency, perPortal, heldUntil } = handler;
  return { queue, concurrency, perPortal, ...(heldUntil ? { heldUntil: heldUntil.bind(handler) } : {}), run };
}
