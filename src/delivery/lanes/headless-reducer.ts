import { injectable } from 'inversify';
import { LANES, leaveLane } from '../../outbox/lane.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { MESSAGES } from '../../status/message-row.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { nextStep } from '../message/step.js';
import { laneWorkKey } from './lane-settler.js';

/** Work of a lane that has nothing to send at its head: the lane is gone, or its message is. Without this it were due for ever. */
@injectable()
export class HeadlessReducer implements Reducer {
  readonly kinds = ['delivery.headless'];

  reduce(event: FoldEvent, tx: Tx): void {
    const { lane: key } = event.body as DeliveryEvents['headless'];
    const lane = tx.get(LANES, key);
    const head = lane?.items[0];
    if (!lane || head?.kind !== 'message') return tx.remove(WORK, laneWorkKey(key));
    const message = tx.get(MESSAGES, head.key);
    if (message?.origin === 'agent' && nextStep(message).kind !== 'finished') return;
    const { app, portal, channel, account, conversation } = lane;
    const where = { app, portal, channel, account, conversation };
    tx.journal({ type: 'lane.mended', atMs: tx.nowMs, ...where, data: { gone: head.key } });
    if (leaveLane(tx, conversation, 'out', head.key)?.items.length === 0) tx.remove(WORK, laneWorkKey(key));
  }
}
