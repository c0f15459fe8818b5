import { inject, injectable } from 'inversify';
import type { ReceiptDeclaration } from '../contract/capabilities.js';
import { CHANNEL_RUNTIMES, type Channels, type StatusPolicy } from '../directory/channels/channel-runtime.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { TIMER_QUEUE } from '../outbox/work-handler.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import { messageState, partState, presume } from './aggregate.js';
import { attemptState } from './attempt-state.js';
import { MESSAGES, type MessageRow } from './message-row.js';
import type { Part } from './part.js';
import { statusPolicy } from './status-policy.js';

const NAME = 'receipt-deadline';

/** The rules by which a channel waits for receipts. */
export interface ReceiptRules {
  policy: Pick<StatusPolicy, 'sentWhen' | 'receiptDeadlineMs' | 'onMissingReceipt'>;
  receipts: Pick<ReceiptDeclaration, 'states' | 'delivery'>;
}

function receiptDeadlineKey(message: string): string {
  return `${NAME}:${message}`;
}

/** When waiting for the receipts of a message ends, ms; `undefined` where none is due. */
function receiptDeadlineAt(row: MessageRow, rules: ReceiptRules): number | undefined {
  if (row.origin === 'published' || row.unconfirmedAtMs !== undefined) return undefined;
  const state = messageState(row, rules.policy);
  if (state !== 'accepted' && state !== 'sent') return undefined;
  const waiting = (row.parts ?? []).filter((part) => awaitsReceipt(part, rules));
  if (waiting.length === 0) return undefined;
  return Math.max(...waiting.map(handedOverAtMs)) + rules.policy.receiptDeadlineMs;
}

/** The message after its receipts did not come. */
function withoutReceipts(row: MessageRow, rules: ReceiptRules, nowMs: number): MessageRow {
  const unconfirmed = { ...row, unconfirmedAtMs: nowMs };
  if (rules.policy.onMissingReceipt === 'leave' || !row.parts) return unconfirmed;
  const parts = row.parts.map((part) =>
    awaitsReceipt(part, rules) ? presume(part, { class: 'unconfirmed', scope: 'message' }) : part,
  );
  return { ...unconfirmed, parts };
}

/** Keeps the timer of a message in step with what it waits for. */
export function placeReceiptDeadline(
  tx: Tx,
  row: MessageRow,
  before: MessageRow | undefined,
  rules: ReceiptRules,
): void {
  const atMs = receiptDeadlineAt(row, rules);
  const wasAtMs = before && receiptDeadlineAt(before, rules);
  if (atMs === wasAtMs) return;
  const key = receiptDeadlineKey(row.key);
  if (atMs === undefined) {
    tx.remove(WORK, key);
    return;
  }
  const { app, portal } = row;
  tx.put(WORK, {
    key,
    queue: TIMER_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: Math.max(atMs, tx.nowMs),
    leased: false,
    ref: row.key,
  });
}

/** Ends the waiting for receipts when its time is over. What that means is derived by the settler. */
@injectable()
export class ReceiptDeadlineReducer implements Reducer {
  readonly kinds = [`due.${NAME}`];

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const work = event.body as WorkRow;
    tx.remove(WORK, work.key);
    const row = tx.get(MESSAGES, work.ref);
    const rules = row && receiptRules(this.channels, row.channel);
    if (!row || !rules) return;
    const atMs = receiptDeadlineAt(row, rules);
    if (atMs === undefined) return;
    if (atMs > tx.nowMs) tx.put(WORK, { ...work, dueAtMs: atMs });
    else tx.put(MESSAGES, withoutReceipts(row, rules, tx.nowMs));
  }
}

/** `undefined` where the channel is not configured in this process: then nothing is known of its receipts. */
export function receiptRules(channels: Channels, channel: string): ReceiptRules | undefined {
  const runtime = channels.byName(channel);
  return runtime && { policy: statusPolicy(runtime), receipts: runtime.definition.receipts };
}

/** That a message was read is never certain to be told, so nobody waits for it. */
function awaitedState({ states, delivery }: ReceiptRules['receipts']): 'sent' | 'delivered' | undefined {
  if (delivery === 'none') return undefined;
  if (states.includes('delivered')) return 'delivered';
  return states.includes('sent') ? 'sent' : undefined;
}

function awaitsReceipt(part: Part, rules: ReceiptRules): boolean {
  const awaited = awaitedState(rules.receipts);
  if (awaited === undefined || part.final) return false;
  const state = partState(part);
  return state === 'accepted' || (state === 'sent' && awaited === 'delivered');
}

function handedOverAtMs(part: Part): number {
  const taken = part.attempts.filter((attempt) => attemptState(attempt) !== 'pending');
  return Math.max(...taken.map((attempt) => attempt.returnedAtMs ?? attempt.intendedAtMs));
}
