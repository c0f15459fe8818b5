import type { FoldEvent } from './reducer.js';
import type { Urgency } from './urgency.js';

/**
 * Hands the outcome of one of our own calls to the fold; by default with the next commit. Resolves once it is committed, to what a reducer answered if
 * one did. Rejects when the event could not be folded (it is a dead letter then), and when this process has lost the store
 * or is stopping, after which nothing may be called any more.
 */
export type Submit = (event: FoldEvent, urgency?: Urgency) => Promise<unknown>;

export const SUBMIT = Symbol.for('channelwright.Submit');
