/** Identifiers of the injected sources of time and randomness. */
export const SCHEDULER = Symbol.for('channelwright.Scheduler');
export const RANDOM = Symbol.for('channelwright.Random');
