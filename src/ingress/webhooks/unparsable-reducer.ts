import { injectable } from 'inversify';
import { DEAD_LETTERS } from '../../outbox/dead-letter.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { lifecycleEvent } from '../../status/lifecycle-events.js';
import type { UnknownWebhookBody } from './hubspot-events.js';
import { UNPARSABLE, type UnparsableBody } from './unparsable-event.js';

const CODE = 'CW_WEBHOOK_UNPARSABLE';

/** What nobody can read is kept as it came, and what nobody knows is at least on record. */
@injectable()
export class UnparsableReducer implements Reducer {
  readonly kinds = [UNPARSABLE, 'hubspot.unknown'];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === UNPARSABLE) keep(event, event.body as UnparsableBody, tx);
    else record(event, event.body as UnknownWebhookBody, tx);
  }
}

function keep(event: FoldEvent, body: UnparsableBody, tx: Tx): void {
  const { app, portal, account, inbox, receivedAtMs: atMs } = event;
  const key = `${UNPARSABLE}:${inbox?.dedupeKey ?? inbox?.seq ?? atMs}`;
  const where = {
    app,
    portal,
    ...(body.channel === undefined ? {} : { channel: body.channel }),
    ...(account === undefined ? {} : { account }),
  };
  const cause = { code: CODE, detail: body.detail };
  tx.put(DEAD_LETTERS, { key, kind: UNPARSABLE, atMs, ...where, cause, body: { ...body } });
  tx.emit(lifecycleEvent('dead-letter.added', { deadLetter: key, kind: UNPARSABLE, ...where, code: CODE, atMs }));
}

function record(event: FoldEvent, { type }: UnknownWebhookBody, tx: Tx): void {
  const { app, portal } = event;
  tx.journal({ type: 'hubspot.unknown', atMs: event.receivedAtMs, app, portal, data: { type } });
}
