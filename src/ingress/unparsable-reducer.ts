import { injectable } from 'inversify';
import type { Json } from '../contract/json.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import type { UnknownWebhookBody } from './hubspot-events.js';
import type { UnparsableBody } from './unparsable-event.js';

/** What nobody can read is kept as it came, and what nobody knows is at least on record. */
@injectable()
export class UnparsableReducer implements Reducer {
  readonly kinds = ['unparsable', 'hubspot.unknown'];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === 'unparsable') keep(event, event.body as UnparsableBody, tx);
    else record(event, event.body as UnknownWebhookBody, tx);
  }
}

function keep(event: FoldEvent, body: UnparsableBody, tx: Tx): void {
  const { app, portal, account, inbox } = event;
  tx.put(DEAD_LETTERS, {
    key: `unparsable:${inbox?.dedupeKey ?? inbox?.seq ?? tx.nowMs}`,
    kind: 'unparsable',
    atMs: event.receivedAtMs,
    app,
    portal,
    ...(body.channel === undefined ? {} : { channel: body.channel }),
    ...(account === undefined ? {} : { account }),
    cause: { code: 'CW_WEBHOOK_UNPARSABLE', detail: body.detail },
    body: { ...body } satisfies Json,
  });
  tx.emit({ type: 'deadLetter.added', payload: { kind: 'unparsable', app, portal, detail: body.detail } });
}

function record(event: FoldEvent, { type }: UnknownWebhookBody, tx: Tx): void {
  const { app, portal } = event;
  tx.journal({ type: 'hubspot.unknown', atMs: event.receivedAtMs, app, portal, data: { type } });
}
