import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';

/** The queue in which HubSpot's webhooks journal is read: one row for each app, in the slot of the app itself. */
export const JOURNAL_QUEUE = 'webhooks-journal';

/** The journal of an app is to be read from now on. */
export const JOURNAL_WANTED = 'webhooksJournal.wanted';

/** It was read up to an entry, or could not be read. What it told is durable before. */
export const JOURNAL_READ = 'webhooksJournal.read';

/** Which entry, and why its file could not be had: what is in it nobody knows. */
export interface MissedEntry {
  offset: string;
  detail: string;
}

export interface JournalRead {
  /** The last entry that was read; absent: none was. */
  offset?: string;
  /** Entries that were passed by. */
  missed?: MissedEntry[];
  /** When to look again, ms since the epoch; absent: never. */
  againAtMs?: number;
}

export function journalCheckpoint(app: string): string {
  return `webhooks-journal|${app}`;
}

export function journalWorkKey(app: string): string {
  return `${JOURNAL_QUEUE}:${app}`;
}

/** Belongs to no portal. May be asked for any number of times, by every process. */
export function journalWanted(app: string, receivedAtMs: number): NewInboxEvent {
  return { kind: JOURNAL_WANTED, slot: slotOf(app, ''), app, portal: '', receivedAtMs, body: {} };
}
