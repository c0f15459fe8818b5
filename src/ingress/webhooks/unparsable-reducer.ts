import { inject, injectable } from 'inversify';
import { DEAD_LETTERS, type DeadLetterRow, EMPTIED, type LetterRest } from '../../outbox/dead-letter.js';
import { letterTimer } from '../../outbox/letter-timer.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { lifecycleEvent } from '../../status/lifecycle-events.js';
import { RETENTION, type Retention } from '../../status/retention.js';
import type { UnknownWebhookBody } from './hubspot-events.js';
import { UNPARSABLE, type UnparsableBody } from './unparsable-event.js';

const CODE = 'CW_WEBHOOK_UNPARSABLE';

/** What nobody can read is kept as it came, and what nobody knows is at least on record. */
@injectable()
export class UnparsableReducer implements Reducer {
  readonly kinds = [UNPARSABLE, 'hubspot.unknown'];

  constructor(@inject(RETENTION) private readonly retention: Pick<Retention, 'contentMs'>) {}

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === UNPARSABLE) keep(event, event.body as UnparsableBody, this.retention.contentMs, tx);
    else record(event, event.body as UnknownWebhookBody, tx);
  }
}

function keep(event: FoldEvent, { rest: own, ...body }: UnparsableBody, contentMs: number, tx: Tx): void {
  const { app, portal, account, inbox, receivedAtMs: atMs } = event;
  const key = `${UNPARSABLE}:${inbox?.dedupeKey ?? inbox?.seq ?? atMs}`;
  const where = {
    app,
    portal,
    ...(body.channel === undefined ? {} : { channel: body.channel }),
    ...(account === undefined ? {} : { account }),
  };
  const cause = { code: CODE, detail: body.detail };
  const rest = own ?? restOf(body);
  const letter: DeadLetterRow = { key, kind: UNPARSABLE, atMs, ...where, cause, body: { ...body }, rest };
  tx.put(DEAD_LETTERS, letter);
  tx.put(WORK, letterTimer(letter, atMs + contentMs));
  tx.emit(lifecycleEvent('dead-letter.added', { deadLetter: key, kind: UNPARSABLE, ...where, code: CODE, atMs }));
}

/** A whole request of a provider may be about several people; the others are about one. */
function restOf({ source, name }: Pick<UnparsableBody, 'source' | 'name'>): LetterRest {
  return { kind: EMPTIED, body: { source, name }, ...(source === 'provider' ? { shared: true } : {}) };
}

function record(event: FoldEvent, { type }: UnknownWebhookBody, tx: Tx): void {
  const { app, portal } = event;
  tx.journal({ type: 'hubspot.unknown', atMs: event.receivedAtMs, app, portal, data: { type } });
}
