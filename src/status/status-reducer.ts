import { injectable } from 'inversify';
import type { Json } from '../contract/json.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { lifecycleEvent, type StatusPayload } from './lifecycle-events.js';
import { type PatchOutcome, READ_BACK_AFTER_MS } from './patch-result.js';
import { STATUS_REPLAY, type StatusReplayBody, statusDeadLetter, statusDeadLetterKey } from './status-dead-letter.js';
import {
  STATUS_GONE,
  STATUS_LATE,
  STATUS_PATCHED,
  STATUS_READ_BACK,
  STATUS_TAKEOVER,
  type StatusGoneBody,
  type StatusLateBody,
  type StatusPatchedBody,
  type StatusReadBackBody,
  type StatusTakeoverBody,
} from './status-events.js';
import { type HubSpotStatus, isDirty, STATUSES, type StatusRow, sameStatus } from './status-row.js';
import { putStatus, readBackWorkKey, statusWorkKey } from './status-work.js';

/** What HubSpot has confirmed, refused or shown, and when to ask it again. */
@injectable()
export class StatusReducer implements Reducer {
  readonly kinds = [STATUS_PATCHED, STATUS_READ_BACK, STATUS_TAKEOVER, STATUS_LATE, STATUS_GONE, STATUS_REPLAY];

  reduce({ kind, body }: FoldEvent, tx: Tx): void {
    switch (kind) {
      case STATUS_PATCHED:
        return patched(tx, body as StatusPatchedBody);
      case STATUS_READ_BACK:
        return readBack(tx, body as StatusReadBackBody);
      case STATUS_TAKEOVER:
        return takenOver(tx, body as StatusTakeoverBody);
      case STATUS_LATE:
        return patchedLate(tx, body as StatusLateBody);
      case STATUS_GONE:
        return gone(tx, body as StatusGoneBody);
      case STATUS_REPLAY:
        return replayed(tx, body as StatusReplayBody);
    }
  }
}

function patched(tx: Tx, { message, sent, outcome }: StatusPatchedBody): void {
  const row = tx.get(STATUSES, message);
  if (!row) return;
  if (outcome.kind === 'synced') synced(tx, row, sent);
  else if (outcome.kind === 'postponed') postponed(tx, row, outcome);
  else if (sameStatus(row.desired, sent)) abandoned(tx, row, sent, outcome);
  // Something else is desired by now, which HubSpot may well take.
  else put(tx, row, withoutDelay(row));
}

function synced(tx: Tx, row: StatusRow, sent: HubSpotStatus): void {
  put(tx, row, { ...withoutDelay(row), synced: sent });
  tell(tx, row, 'status.synced', { status: sent.status });
  const lagMs = tx.nowMs - (row.desiredAtMs ?? tx.nowMs);
  const { createdAtMs } = row;
  tx.emit(lifecycleEvent('status.synced', { ...payload(row, sent, tx.nowMs), lagMs, createdAtMs }));
}

function postponed(
  tx: Tx,
  row: StatusRow,
  { untilMs, readBackAtMs, answer }: PatchOutcome & { kind: 'postponed' },
): void {
  // The first failure of a row is news; the others are the same again.
  if (row.failures === 0) tell(tx, row, 'status.postponed', { answer, untilMs });
  const later = readBackAtMs ?? row.readBackAtMs;
  put(tx, row, {
    ...row,
    failures: row.failures + 1,
    notBeforeMs: untilMs,
    ...(later === undefined ? {} : { readBackAtMs: later }),
  });
}

function abandoned(
  tx: Tx,
  row: StatusRow,
  sent: HubSpotStatus,
  { code, answer, detail }: PatchOutcome & { kind: 'abandoned' },
): void {
  put(tx, row, { ...withoutDelay(row), abandoned: true });
  const letter = statusDeadLetter(row, { code, detail }, tx.nowMs);
  tx.put(DEAD_LETTERS, letter);
  // The words of HubSpot may name a person: they are in the dead letter, which is sealed.
  tell(tx, row, 'status.abandoned', { status: sent.status, code, answer });
  tx.emit(lifecycleEvent('status.abandoned', { ...payload(row, sent, tx.nowMs), code }));
  const { app, portal, channel, account } = row;
  const { key: deadLetter, kind } = letter;
  tx.emit(
    lifecycleEvent('dead-letter.added', { deadLetter, kind, app, portal, channel, account, code, atMs: tx.nowMs }),
  );
}

function readBack(tx: Tx, { message, compared, askedForMs, outcome }: StatusReadBackBody): void {
  const row = tx.get(STATUSES, message);
  // Another one was asked for meanwhile, after another call: it will tell.
  if (!row || row.readBackAtMs !== askedForMs) return;
  if (outcome.kind === 'later') {
    put(tx, row, { ...row, readBackAtMs: outcome.untilMs });
    return;
  }
  const { readBackAtMs: _done, ...rest } = row;
  const current = sameStatus(row.desired, compared);
  if (current && outcome.kind === 'same') put(tx, row, { ...rest, synced: compared });
  else if (current && outcome.kind === 'different') {
    const { synced: _wrong, notBeforeMs: _now, ...unsynced } = rest;
    tell(tx, row, 'status.differed', { expected: compared.status, shown: outcome.shown });
    put(tx, row, unsynced);
  } else put(tx, row, rest);
}

function takenOver(tx: Tx, { messages }: StatusTakeoverBody): void {
  for (const key of messages) {
    const row = tx.get(STATUSES, key);
    if (row && isDirty(row) && row.readBackAtMs === undefined) {
      put(tx, row, { ...row, readBackAtMs: tx.nowMs + READ_BACK_AFTER_MS });
    }
  }
}

/** By a process that no longer owns it: what HubSpot shows now is anybody's guess. */
function patchedLate(tx: Tx, { message, answered }: StatusLateBody): void {
  const row = tx.get(STATUSES, message);
  if (!row?.desired) return;
  const atMs = tx.nowMs + (answered ? 0 : READ_BACK_AFTER_MS);
  put(tx, row, { ...row, readBackAtMs: Math.max(atMs, row.readBackAtMs ?? 0) });
}

function gone(tx: Tx, { message }: StatusGoneBody): void {
  if (tx.get(STATUSES, message)) return;
  tx.remove(WORK, statusWorkKey(message));
  tx.remove(WORK, readBackWorkKey(message));
}

/** An operator has mended what HubSpot refused. */
function replayed(tx: Tx, { message }: StatusReplayBody): void {
  const row = tx.get(STATUSES, message);
  if (!row?.abandoned) return;
  const { abandoned: _again, ...revived } = withoutDelay(row);
  tx.remove(DEAD_LETTERS, statusDeadLetterKey(message));
  put(tx, row, revived);
}

function withoutDelay({ notBeforeMs: _now, ...row }: StatusRow): StatusRow {
  return { ...row, failures: 0 };
}

function put(tx: Tx, before: StatusRow, row: StatusRow): void {
  putStatus(tx, { ...row, updatedAtMs: tx.nowMs }, before);
}

function payload(row: StatusRow, { status }: HubSpotStatus, atMs: number): StatusPayload {
  const { app, portal, channel, account, key: message, messageId, trace } = row;
  const traced = trace === undefined ? {} : { trace };
  return { app, portal, channel, account, message, messageId, status, atMs, ...traced };
}

function tell(tx: Tx, row: StatusRow, type: string, data: Json): void {
  const { app, portal, channel, account, key: message } = row;
  tx.journal({ type, atMs: tx.nowMs, app, portal, channel, account, message, data });
}
