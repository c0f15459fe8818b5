import { MAX_FILE_MIB } from '../../hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import { boundedKey } from '../../outbox/bounded-key.js';
import { slotOf } from '../../outbox/slot.js';
import type { WorkRow } from '../../outbox/work-row.js';
import { JOURNAL_QUEUE, journalWorkKey } from './journal-events.js';

/** An entry that was passed by, since its file could not be had, is to be asked for: also what the replay of its letter appends. */
export const ENTRY_MISSED = 'webhooksJournal.missed';

/** It was asked for once more. What it told is durable before. */
export const ENTRY_RETRIED = 'webhooksJournal.retried';

export interface EntryRetried {
  offset: string;
  /** HubSpot refuses it still, for this many times. */
  missed?: { detail: string; tries: number };
  /** When to ask again, ms since the epoch; absent: never. */
  againAtMs?: number;
}

/** Where the work of an entry is. */
export interface EntryCursor {
  offset: string;
  /** How often its file was refused. */
  tries: number;
}

const MINUTE_MS = 60_000;

/** After so long a file is asked for again, ms. HubSpot keeps it for days; a letter that is replayed begins anew. */
const RETRIES_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS];

/** @param tries so far; `undefined`: it was asked for often enough */
export function nextTryAtMs(tries: number, nowMs: number): number | undefined {
  const waitMs = RETRIES_MS[tries - 1];
  return waitMs === undefined ? undefined : nowMs + waitMs;
}

/**
 * What is wrong with the file itself, in our own words. `undefined`: with it there is nothing wrong that is known. Another file would
 * have met the same, as an outage, a limit, or refused credentials: it is waited for.
 */
export function whyMissed({ kind, retry, status, tooLarge }: HubSpotFailure): string | undefined {
  if (tooLarge) return `its file is larger than ${MAX_FILE_MIB} MiB`;
  if (retry !== 'never' || kind === 'unauthenticated' || kind === 'forbidden' || kind === 'server') return undefined;
  return `HubSpot answered ${status ?? 'nothing readable'} when its file was asked for`;
}

export function entryKey(app: string, offset: string): string {
  return `${journalWorkKey(app)}:${boundedKey(offset)}`;
}

export function entryWork(app: string, cursor: EntryCursor, dueAtMs: number): WorkRow {
  return {
    key: entryKey(app, cursor.offset),
    queue: JOURNAL_QUEUE,
    app,
    portal: '',
    slot: slotOf(app, ''),
    dueAtMs,
    leased: false,
    ref: app,
    cursor: { ...cursor },
  };
}
