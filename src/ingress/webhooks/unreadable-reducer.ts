import { injectable } from 'inversify';
import { DEAD_LETTERS } from '../../outbox/dead-letter.js';
import { UNREADABLE, type UnreadableEvent } from '../../outbox/inbox-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { lifecycleEvent } from '../../status/lifecycle-events.js';

/** The kind of the dead letter, and of the event that its replay appends. */
const REOPEN = 'inbox.reopen';
/** How long what cannot be read is kept for somebody to bring its key back, ms. */
const KEPT_MS = 30 * 24 * 3_600_000;

/**
 * What the store cannot open (its key is gone from the configuration, or its bytes are damaged) is set aside and told of, and the
 * rest of the inbox goes on. It stays where it is, sealed: a replay looks at it again.
 */
@injectable()
export class UnreadableReducer implements Reducer {
  readonly kinds = [UNREADABLE, REOPEN];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === REOPEN) return tx.unpark((event.body as { parkKey: string }).parkKey);
    const { app, portal, account, overdue, inbox } = event;
    const { code, detail, was } = event.body as UnreadableEvent;
    const key = `unreadable:${inbox?.seq}`;
    // Nobody has brought the key back in all this time.
    if (overdue && tx.get(DEAD_LETTERS, key)) return;
    tx.park(key, tx.nowMs + KEPT_MS);
    const where = { app, portal, ...(account === undefined ? {} : { account }) };
    const cause = { code, detail: `${was}: ${detail}` };
    tx.put(DEAD_LETTERS, { key, kind: REOPEN, atMs: tx.nowMs, ...where, cause, body: { parkKey: key } });
    tx.emit(lifecycleEvent('dead-letter.added', { deadLetter: key, kind: REOPEN, ...where, code, atMs: tx.nowMs }));
  }
}
