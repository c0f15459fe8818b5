import { injectable } from 'inversify';
import { DEAD_LETTERS } from '../../outbox/dead-letter.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { lifecycleEvent } from '../../status/lifecycle-events.js';
import type { MissedEntry } from './journal-events.js';
import { ENTRY_MISSED, ENTRY_RETRIED, type EntryRetried, entryKey, entryWork, nextTryAtMs } from './missed-entry.js';

const CODE = 'CW_JOURNAL_ENTRY_MISSED';

/** An entry of HubSpot's journal whose file cannot be had is asked for a few times, beside the others; then it is a dead letter. */
@injectable()
export class MissedEntryReducer implements Reducer {
  readonly kinds = [ENTRY_MISSED, ENTRY_RETRIED];

  reduce({ kind, app, body }: FoldEvent, tx: Tx): void {
    if (kind === ENTRY_RETRIED) return retried(app, body as EntryRetried, tx);
    const { offset } = body as Pick<MissedEntry, 'offset'>;
    tx.put(WORK, entryWork(app, { offset, tries: 0 }, tx.nowMs));
  }
}

/** It is passed by in the commit that reads on behind it. */
export function passBy(app: string, { offset }: MissedEntry, tx: Tx): void {
  const atMs = nextTryAtMs(1, tx.nowMs) ?? tx.nowMs;
  tx.put(WORK, entryWork(app, { offset, tries: 1 }, atMs));
}

function retried(app: string, { offset, missed, againAtMs }: EntryRetried, tx: Tx): void {
  const key = entryKey(app, offset);
  const work = tx.get(WORK, key);
  if (!work) return;
  if (againAtMs === undefined) {
    tx.remove(WORK, key);
    if (missed) giveUp(app, { offset, detail: missed.detail }, tx);
    return;
  }
  const cursor = missed ? { offset, tries: missed.tries } : work.cursor;
  tx.put(WORK, { ...work, dueAtMs: againAtMs, leased: false, ...(cursor === undefined ? {} : { cursor }) });
}

function giveUp(app: string, entry: MissedEntry, tx: Tx): void {
  const at = { kind: ENTRY_MISSED, app, portal: '', atMs: tx.nowMs };
  const key = `${ENTRY_MISSED}:${entryKey(app, entry.offset)}`;
  const detail = `entry ${entry.offset} of HubSpot’s webhooks journal: ${entry.detail}`;
  tx.put(DEAD_LETTERS, { key, ...at, cause: { code: CODE, detail }, body: { ...entry } });
  tx.emit(lifecycleEvent('dead-letter.added', { deadLetter: key, code: CODE, ...at }));
}
