import { inject, injectable } from 'inversify';
import type { FailureReason } from '../../contract/failure-reason.js';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import { LANES, type LaneRow, laneKey, leaveLane } from '../../outbox/lane.js';
import type { Settler } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { partFailure, partState } from '../../status/aggregate.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import type { Part } from '../../status/part.js';
import { nextStep, type Step } from '../message/step.js';
import { resolveAtMs } from '../message/uncertain.js';
import { placeLaneDeadline } from './lane-deadline.js';

export const OUTGOING_QUEUE = 'outgoing';

export function laneWorkKey(lane: string): string {
  return `lane:${lane}`;
}

/** A message has changed: give up what its failed parts make pointless, let its lane go on, set the time of the next step. */
@injectable()
export class OutgoingMessageSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  settle(row: MessageRow, _before: MessageRow | undefined, tx: Tx): void {
    if (row.origin !== 'agent' || row.conversation === '') return;
    const message = giveUpContinuations(row);
    if (message !== row) tx.put(MESSAGES, message);
    const key = laneKey(message.conversation, 'out');
    if (nextStep(message).kind === 'finished') {
      const lane = leaveLane(tx, message.conversation, 'out', message.key);
      if (lane?.items.length === 0) tx.remove(WORK, laneWorkKey(key));
      return;
    }
    const lane = tx.get(LANES, key);
    if (lane?.items[0]?.key === message.key) scheduleLane(tx, lane, message, this.channels);
  }
}

/** The head of a lane may have changed: set the time of its next step. */
@injectable()
export class OutgoingLaneSettler implements Settler<LaneRow> {
  readonly table = LANES;

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  settle(lane: LaneRow, before: LaneRow | undefined, tx: Tx): void {
    const head = lane.items[0];
    if (lane.direction !== 'out') return;
    placeLaneDeadline(tx, lane, before);
    if (head?.key === before?.items[0]?.key) return;
    const message = head?.kind === 'message' ? tx.get(MESSAGES, head.key) : undefined;
    // An echo on its way into HubSpot has its own work; the lane waits for it.
    if (message) scheduleLane(tx, lane, message, this.channels);
    else tx.remove(WORK, laneWorkKey(lane.key));
  }
}

function scheduleLane(tx: Tx, lane: LaneRow, message: MessageRow, channels: Channels): void {
  const step = nextStep(message);
  if (step.kind === 'finished') return;
  const key = laneWorkKey(lane.key);
  const { app, portal } = lane;
  const leased = step.kind === 'calling';
  const dueAtMs = dueTime(step, message, channels, tx.nowMs);
  // A gate that holds the lane stays closed whatever receipts come in; a call under way has passed it.
  const gate = leased ? undefined : heldBy(tx, key, message);
  if (gate) return;
  tx.put(WORK, { key, queue: OUTGOING_QUEUE, app, portal, slot: slotOf(app, portal), dueAtMs, leased, ref: lane.key });
}

function heldBy(tx: Tx, key: string, message: MessageRow): string | undefined {
  const work = tx.get(WORK, key);
  return work?.gate !== undefined && work.dueAtMs > tx.nowMs && message.deadlineAtMs > tx.nowMs ? work.gate : undefined;
}

function dueTime(
  step: Exclude<Step, { kind: 'finished' }>,
  message: MessageRow,
  channels: Channels,
  nowMs: number,
): number {
  switch (step.kind) {
    case 'calling':
      return step.untilMs;
    // Its deadline stands still: what it waits for is not ours to hurry.
    case 'await':
      return (step.wait.sinceMs ?? nowMs) + step.wait.forMs;
    case 'resolve': {
      const channel = channels.byName(message.channel);
      const atMs = channel ? resolveAtMs(step.attempt, channel) : step.attempt.intendedAtMs;
      return Math.min(atMs, message.deadlineAtMs);
    }
    default:
      return Math.min(step.atMs, message.deadlineAtMs);
  }
}

/** A part that only continues another is pointless once that one has failed. */
function giveUpContinuations(message: MessageRow): MessageRow {
  const parts = message.parts ?? [];
  let leader: Part | undefined;
  const given = parts.map((part) => {
    const pointless = part.continues && leader && mayGiveUp(part) && partState(leader) === 'failed';
    leader = pointless && leader ? { ...part, abandoned: reasonAfter(leader) } : part;
    return leader;
  });
  return given.some((part, index) => part !== parts[index]) ? { ...message, parts: given } : message;
}

/** Nothing of it has been sent, and nothing is being sent. */
function mayGiveUp(part: Part): boolean {
  const outcome = part.attempts.at(-1)?.outcome;
  return part.abandoned === undefined && (part.attempts.length === 0 || outcome === 'retry' || outcome === 'blocked');
}

function reasonAfter(leader: Part): FailureReason {
  return partFailure(leader) ?? { class: 'cancelled', scope: 'message' };
}
