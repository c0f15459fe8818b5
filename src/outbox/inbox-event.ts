import type { Json } from '../contract/json.js';

/** Something that arrived, verified and parsed, on its way into the inbox. */
export interface NewInboxEvent {
  /** Which reducer it is for, e.g. `hubspot.message`. */
  kind: string;
  slot: number;
  app: string;
  portal: string;
  /** Our account key, where the event belongs to one. */
  account?: string;
  /** The same fact never enters twice while its key is remembered. Absent: never a duplicate. */
  dedupeKey?: string;
  /** How long the key is remembered, ms since the epoch. */
  dedupeUntilMs?: number;
  receivedAtMs: number;
  body: Json;
}

/** An event of the inbox, as it is folded. */
export interface InboxEvent extends NewInboxEvent {
  /** The order of arrival. */
  seq: number;
  /** Why the store could not open it. It has no body then. */
  unreadable?: { code: string; detail: string };
}

/** The kind under which the fold sees an event that the store could not open, whatever it was. */
export const UNREADABLE = 'inbox.unreadable';

/** The body of such an event. */
export interface UnreadableEvent {
  code: string;
  detail: string;
  /** Its own kind. */
  was: string;
}

export type AppendOutcome = 'appended' | 'duplicate';
