/** How long what is kept. Content goes long before the states it belonged to. */
export interface Retention {
  /** Messages, their provider ids and statuses, ms. */
  statesMs: number;
  /** Texts, files and raw bodies, ms. */
  contentMs: number;
  /** Everything of a portal whose consent is gone, ms. */
  disconnectedMs: number;
}

export const RETENTION = Symbol.for('channelwright.Retention');
