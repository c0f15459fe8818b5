import { slotOf } from '../../outbox/slot.js';
import type { WorkRow } from '../../outbox/work-row.js';
import { CONNECTION_QUEUE } from './connection-events.js';
import type { ConnectionRow } from './connection-row.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** For so long a connection is worked on, ms. Nobody says how long HubSpot's staging tokens live. */
export const CONNECTION_LIFE_MS = 24 * 60 * MINUTE_MS;

/** When HubSpot is asked for a channel account, since it could make one, ms. Then every hour. */
const LOOKS_AT_MS = [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS];
const LOOKS_EVERY_MS = 60 * MINUTE_MS;

/** A channel account that was there before may be what HubSpot has made of the connection: not before so many looks. */
export const PATIENT_LOOKS = 1;

export function connectionWork({ key, app, portal }: ConnectionRow, dueAtMs: number): WorkRow {
  const slot = slotOf(app, portal);
  return { key: connectionWorkKey(key), queue: CONNECTION_QUEUE, app, portal, slot, dueAtMs, leased: false, ref: key };
}

export function connectionWorkKey(key: string): string {
  return `${CONNECTION_QUEUE}:${key}`;
}

/** The next time to ask HubSpot for the channel account. */
export function nextLookAtMs({ stagedAtMs = 0, looks = 0 }: ConnectionRow): number {
  const further = Math.max(0, looks - LOOKS_AT_MS.length + 1) * LOOKS_EVERY_MS;
  return stagedAtMs + (LOOKS_AT_MS[Math.min(looks, LOOKS_AT_MS.length - 1)] ?? 0) + further;
}
