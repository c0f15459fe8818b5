import type { SendOutcome } from '../../contract/send-outcome.js';

/** Told of every call that has returned, to count it. Must not throw. */
export type SendObserver = (channel: string, outcome: SendOutcome['kind'], durationMs: number) => void;

export const SEND_OBSERVER = Symbol.for('channelwright.SendObserver');
