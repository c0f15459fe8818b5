import { injectable } from 'inversify';
import { GATES } from '../../outbox/gate.js';
import { LANES, type LaneRow } from '../../outbox/lane.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { TIMER_QUEUE } from '../../outbox/work-handler.js';
import { WORK, type WorkRow } from '../../outbox/work-row.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { gatesBefore } from '../gates/gate-changes.js';
import { stopMessage } from '../message/stop-message.js';

const NAME = 'lane-deadline';
/** How often it is looked whether a pause is over, ms. */
const PAUSED_MS = 60_000;

/**
 * While an echo on its way into HubSpot holds a lane, nobody works on what stands behind it: a timer sees to its deadline, so
 * that an agent is told even where HubSpot will not take the echo for days.
 */
export function placeLaneDeadline(tx: Tx, lane: LaneRow, before: LaneRow | undefined): void {
  const message = firstBehindEcho(tx, lane);
  if (message) place(tx, lane, message.deadlineAtMs);
  else if (before && isHeldByEcho(before)) tx.remove(WORK, `${NAME}:${lane.key}`);
}

/** The deadline of a message behind an echo has passed. */
@injectable()
export class LaneDeadlineReducer implements Reducer {
  readonly kinds = [`due.${NAME}`];

  reduce(event: FoldEvent, tx: Tx): void {
    const { key, ref } = event.body as WorkRow;
    const lane = tx.get(LANES, ref);
    const message = lane && firstBehindEcho(tx, lane);
    if (!lane || !message) return tx.remove(WORK, key);
    const isPaused = gatesBefore(message).some((gate) => tx.get(GATES, gate)?.kind === 'paused');
    if (isPaused) place(tx, lane, tx.nowMs + PAUSED_MS);
    else if (message.deadlineAtMs > tx.nowMs) place(tx, lane, message.deadlineAtMs);
    else {
      tx.remove(WORK, key);
      stopMessage(tx, message, { class: 'deadline-exceeded', scope: 'message' });
    }
  }
}

function isHeldByEcho({ items }: LaneRow): boolean {
  return items[0]?.kind === 'publication';
}

function firstBehindEcho(tx: Tx, lane: LaneRow): MessageRow | undefined {
  if (!isHeldByEcho(lane)) return undefined;
  const item = lane.items.find(({ kind }) => kind === 'message');
  return item && tx.get(MESSAGES, item.key);
}

function place(tx: Tx, { key: ref, app, portal }: LaneRow, dueAtMs: number): void {
  const slot = slotOf(app, portal);
  tx.put(WORK, { key: `${NAME}:${ref}`, queue: TIMER_QUEUE, app, portal, slot, dueAtMs, leased: false, ref });
}
