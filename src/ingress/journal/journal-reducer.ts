import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { CHECKPOINTS } from '../receiving/checkpoint-row.js';
import {
  JOURNAL_QUEUE,
  JOURNAL_READ,
  JOURNAL_WANTED,
  type JournalRead,
  journalCheckpoint,
  journalWorkKey,
} from './journal-events.js';
import { passBy } from './missed-entry-reducer.js';

/** How far HubSpot's journal was read, and when it is looked at again. */
@injectable()
export class JournalReducer implements Reducer {
  readonly kinds = [JOURNAL_WANTED, JOURNAL_READ];

  reduce({ kind, app, body }: FoldEvent, tx: Tx): void {
    if (kind === JOURNAL_WANTED) {
      if (!tx.get(WORK, journalWorkKey(app))) place(tx, app, tx.nowMs);
      return;
    }
    const { offset, missed = [], againAtMs } = body as JournalRead;
    for (const entry of missed) passBy(app, entry, tx);
    if (offset !== undefined) tx.put(CHECKPOINTS, { key: journalCheckpoint(app), value: offset, atMs: tx.nowMs });
    if (againAtMs === undefined) tx.remove(WORK, journalWorkKey(app));
    else place(tx, app, againAtMs);
  }
}

function place(tx: Tx, app: string, dueAtMs: number): void {
  const slot = slotOf(app, '');
  tx.put(WORK, {
    key: journalWorkKey(app),
    queue: JOURNAL_QUEUE,
    app,
    portal: '',
    slot,
    dueAtMs,
    leased: false,
    ref: app,
  });
}
