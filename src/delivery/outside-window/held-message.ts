import { inject, injectable } from 'inversify';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CONVERSATIONS, type ConversationRow } from '../../directory/people/conversation-row.js';
import { LANES, laneKey } from '../../outbox/lane.js';
import type { FoldEvent, Reducer, Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { heldTimes } from '../../status/aggregate.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import type { Part } from '../../status/part.js';
import { optedOut } from '../intake/outgoing-reducer.js';
import { changePart } from '../message/change-part.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { giveTimeBack } from '../message/give-time-back.js';
import { nextStep } from '../message/step.js';
import { stopMessage } from '../message/stop-message.js';
import { isOutsideWindow, outsideWindow } from './window.js';

/** A message has come to a part that waits for the peer: it is held from now on, unless the peer has written already. */
@injectable()
export class HeldMessageSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  constructor(@inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts) {}

  settle(message: MessageRow, before: MessageRow | undefined, tx: Tx): void {
    const held = before && heldTimes(before);
    if (held && !heldTimes(message)) giveTimeBack(laneKey(message.conversation, 'out'), tx.nowMs - held.sinceMs, tx);
    const step = nextStep(message);
    if (step.kind !== 'await') return;
    const conversation = tx.get(CONVERSATIONS, message.conversation);
    if (conversation?.optedOutAtMs !== undefined) return stopMessage(tx, message, optedOut(conversation));
    if (conversation && hasAnswered(conversation, message, step.part, this.accounts, tx.nowMs)) {
      return release(tx, message, step.part);
    }
    if (step.wait.sinceMs !== undefined) return;
    const awaitsReply = { ...step.wait, sinceMs: tx.nowMs };
    tx.put(MESSAGES, changePart(message, { ...step.part, awaitsReply }));
  }
}

/** A peer has written, or wants no more messages: what is held for them goes, or ends. */
@injectable()
export class AnswerSettler implements Settler<ConversationRow> {
  readonly table = CONVERSATIONS;

  constructor(@inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts) {}

  settle(row: ConversationRow, before: ConversationRow | undefined, tx: Tx): void {
    const hasLeft = row.optedOutAtMs !== undefined && before?.optedOutAtMs === undefined;
    if (!hasLeft && row.lastInboundAtMs === before?.lastInboundAtMs && row.lastHeardAtMs === before?.lastHeardAtMs)
      return;
    const head = tx.get(LANES, laneKey(row.key, 'out'))?.items[0];
    const message = head?.kind === 'message' ? tx.get(MESSAGES, head.key) : undefined;
    const step = message && nextStep(message);
    if (!message || step?.kind !== 'await') return;
    if (row.optedOutAtMs !== undefined) return stopMessage(tx, message, optedOut(row));
    if (hasAnswered(row, message, step.part, this.accounts, tx.nowMs)) release(tx, message, step.part);
  }
}

/** The peer has not written in time. */
@injectable()
export class UnansweredReducer implements Reducer {
  readonly kinds = ['delivery.unanswered'];

  reduce({ body }: FoldEvent, tx: Tx): void {
    const message = tx.get(MESSAGES, (body as DeliveryEvents['unanswered']).message);
    const held = message && heldTimes(message);
    if (held && held.untilMs <= tx.nowMs) stopMessage(tx, message, outsideWindow());
  }
}

/**
 * With a window, that it is open: also by a message that was on its way to us when the template went out. Without one, that
 * something has come from the peer since the part before was handed over, by our own clock.
 */
function hasAnswered(
  conversation: ConversationRow,
  { account, parts, receivedAtMs }: MessageRow,
  { index }: Part,
  accounts: Accounts,
  nowMs: number,
): boolean {
  const { lastInboundAtMs, lastHeardAtMs } = conversation;
  if (lastInboundAtMs === undefined) return false;
  const known = accounts.get(account);
  if (known?.capabilities?.window) return !isOutsideWindow(known, conversation, nowMs);
  return (lastHeardAtMs ?? 0) >= (parts?.[index - 1]?.attempts[0]?.intendedAtMs ?? receivedAtMs);
}

function release(tx: Tx, message: MessageRow, { awaitsReply: _over, ...part }: Part): void {
  tx.put(MESSAGES, changePart(message, part));
}
