import type { CurrentRows } from '../outbox/current-rows.js';
import type { Submit } from '../outbox/submit.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { StatusPermit } from './status-calls.js';
import { STATUS_GONE } from './status-events.js';
import { type HubSpotStatus, STATUSES, type StatusRow } from './status-row.js';

/** How long work rests whose row cannot be read, ms. */
const UNREADABLE_MS = 1_000;

/** What one run of work may ask for: to be run again. */
export type Again = { againAtMs: number } | undefined;

/** A status that HubSpot should know. */
export type DesiredStatus = StatusRow & { desired: HubSpotStatus };

export interface DueStatusDeps {
  rows: CurrentRows;
  submit: Submit;
  scheduler: Scheduler;
}

/**
 * The status that work is about, as it is now, where a call is to be made for it. Where none is, the permit is given back, and
 * work that is about nothing any more ends.
 */
export async function dueStatus<Due extends DesiredStatus>(
  { app, portal, ref, dueAtMs }: WorkRow,
  permit: StatusPermit,
  { rows, submit, scheduler }: DueStatusDeps,
  isDue: (row: StatusRow) => row is Due,
): Promise<{ kind: 'due'; row: Due } | { kind: 'none'; again: Again }> {
  const row = await rows.get(STATUSES, ref).catch(() => 'unreadable' as const);
  if (row !== undefined && row !== 'unreadable' && isDue(row)) return { kind: 'due', row };
  permit.giveBack();
  if (row === 'unreadable') return { kind: 'none', again: { againAtMs: scheduler.now() + UNREADABLE_MS } };
  if (!row) await submit({ kind: STATUS_GONE, app, portal, receivedAtMs: dueAtMs, body: { message: ref } });
  return { kind: 'none', again: undefined };
}
