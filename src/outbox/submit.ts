import type { FoldEvent } from './reducer.js';

/**
 * Hands the outcome of one of our own calls to the fold. Resolves once it is committed, to what a reducer answered if
 * one did; rejects when this process has lost the store, after which nothing may be called any more.
 */
export type Submit = (event: FoldEvent) => Promise<unknown>;

export const SUBMIT = Symbol.for('channelwright.Submit');
