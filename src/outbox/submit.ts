import type { FoldEvent } from './reducer.js';

/**
 * Hands the outcome of one of our own calls to the fold. Resolves once it is committed; rejects when this process has lost
 * the store, after which nothing may be called any more.
 */
export type Submit = (event: FoldEvent) => Promise<void>;

export const SUBMIT = Symbol.for('channelwright.Submit');
