import type { AppendOutcome, NewInboxEvent } from './inbox-event.js';

/** Adds events to the inbox. Resolves when they are durable; rejects with `CW_STORE_UNAVAILABLE`, then nothing was stored. */
export type Append = (events: NewInboxEvent[]) => Promise<AppendOutcome[]>;

export const APPEND = Symbol.for('channelwright.Append');
