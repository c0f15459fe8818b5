import { inject, injectable } from 'inversify';
import type { Address } from '../contract/address.js';
import type { ReceiptEvent } from '../contract/provider-event.js';
import { isPurged } from '../directory/accounts/account-changes.js';
import { namesakes, namesakesInTurn } from '../directory/accounts/namesakes.js';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { findConversation } from '../directory/people/conversations.js';
import { PROVIDER_EVENT, type ProviderEventBody } from '../directory/people/peer-reducer.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../directory/people/tombstones.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import { traceOf } from '../outbox/traced-event.js';
import { tracedStep } from '../outbox/traced-step.js';
import type { Tx } from '../outbox/tx.js';
import type { SpanStart } from '../policy/traces.js';
import { lifecycleEvent, type ReceiptUnmatchedPayload } from './lifecycle-events.js';
import {
  type AttemptName,
  idRefKey,
  MESSAGES,
  type MessageRow,
  REFS,
  type RefRow,
  refKey,
  waitKey,
} from './message-row.js';
import { messageAttributes } from './message-span.js';
import type { Attempt } from './part.js';
import { registerIds } from './register-ids.js';
import { RETENTION, type Retention } from './retention.js';
import { statusPolicy } from './status-policy.js';
import { applyReceipt, type Receipt } from './transition.js';
import { underWatermark } from './watermark.js';
import { bareReason, keptId } from './without-person.js';

/** More open messages than this are not moved by one watermark; the newest are. */
const WATERMARK_REACH = 500;

interface Arrival {
  event: FoldEvent;
  channel: string;
  account: string;
  told: ReceiptEvent;
}

/** A name of one attempt, as a receipt uses it. */
interface Name extends AttemptName {
  /** The provider ids the receipt is about. */
  ids: readonly string[];
}

/** Moves messages by what providers report of them. A receipt never starts an attempt, whatever it says. */
@injectable()
export class ReceiptReducer implements Reducer {
  readonly kinds = [PROVIDER_EVENT];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RETENTION) private readonly retention: Retention,
    @inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { channel, event: told } = event.body as ProviderEventBody;
    if (told.kind !== 'receipt' || event.account === undefined) return;
    const arrival = { event, channel, account: event.account, told };
    const { of } = told;
    if ('peer' in of) receiveWatermark(tx, arrival, of);
    else if ('id' in of) this.#receive(tx, arrival, { of: 'id', ref: of.id, ids: [of.id] });
    else this.#receive(tx, arrival, { of: 'correlation', ref: of.correlation, ids: of.ids ?? [] });
  }

  #receive(tx: Tx, arrival: Arrival, name: Name): void {
    const { account, told, event } = arrival;
    const ref = this.#refOf(tx, account, name) ?? this.#refOfNamesake(tx, account, name);
    if (!ref) {
      // Nobody waits for the receipts of an account that is gone.
      if (isPurged(tx, account)) return;
      if (event.overdue) this.#drop(tx, arrival, name);
      else tx.park(waitKey({ ...event, channel: arrival.channel }, name), this.#waitsUntil(arrival));
      return;
    }
    const row = tx.get(MESSAGES, ref.message);
    const attempt = row && attemptOf(row, ref);
    if (!row || !attempt) {
      if (isPurged(tx, account)) return;
      this.#drop(tx, arrival, name);
      return;
    }
    const isErased = row.erasedAtMs !== undefined;
    const ids = isErased
      ? name.ids.map((id) => keptId(attempt, id, this.tombstones.hiddenIds(row.account, id)))
      : name.ids;
    const after = applyReceipt(attempt, isErased ? withoutWords(receiptOf(arrival)) : receiptOf(arrival), ids);
    const moved = withAttempt(row, ref.partIndex, after, told.final === true);
    if (moved === row) return;
    tx.put(MESSAGES, moved);
    traceReceipt(tx, arrival, moved);
    const learnt = ids.filter((id) => !attempt.ids.some((known) => known.id === id));
    registerIds(tx, row, { part: ref.partIndex, attempt: ref.attempt }, { ids: learnt }, this.retention.statesMs);
  }

  #refOf(tx: Tx, account: string, name: Name): RefRow | undefined {
    return (
      tx.get(REFS, refKey(account, name)) ?? (name.of === 'id' ? this.#hiddenRef(tx, account, name.ref) : undefined)
    );
  }

  /** The provider calls them the same: whichever of them has heard it, another may have sent what it is about. */
  #refOfNamesake(tx: Tx, account: string, name: Name): RefRow | undefined {
    const found = namesakes(tx, account).map((other) => this.#refOf(tx, other, name));
    return found.find((ref) => ref !== undefined);
  }

  /** An id that told the address of somebody who was erased. */
  #hiddenRef(tx: Tx, account: string, id: string): RefRow | undefined {
    const found = this.tombstones.hiddenIds(account, id).map((hidden) => tx.get(REFS, idRefKey(account, hidden)));
    return found.find((ref) => ref !== undefined);
  }

  /** Nobody knows what it is about, and nobody will. The journal is not sealed, and the id may tell an address. */
  #drop(tx: Tx, arrival: Arrival, { of, ref }: { of: 'id' | 'correlation'; ref: string }): void {
    drop(tx, arrival, { of, ref, journaled: this.tombstones.hiddenIds(arrival.account, ref)[0] });
  }

  /** A receipt may overtake the answer of the call it is about, so one for an unknown name waits for the name to be known. */
  #waitsUntil({ event, channel }: Arrival): number {
    const runtime = this.channels.byName(channel);
    const horizonMs = runtime?.definition.receipts.retryHorizonMs ?? 0;
    return event.receivedAtMs + Math.max(statusPolicy(runtime).receiptDeadlineMs, horizonMs);
  }
}

function receiveWatermark(tx: Tx, arrival: Arrival, { peer, upToMs }: { peer: Address; upToMs: number }): void {
  const accounts = [arrival.account, ...namesakesInTurn(tx, arrival.account)];
  const conversations = accounts.flatMap((account) => findConversation(tx, account, peer) ?? []);
  if (conversations.length === 0) {
    if (isPurged(tx, arrival.account)) return;
    drop(tx, arrival, { of: 'watermark', journaled: undefined });
    return;
  }
  const open = conversations.flatMap(({ key }) =>
    tx.find(MESSAGES, {
      equal: { conversation: key, open: 1 },
      range: { column: 'created_at' },
      order: 'descending',
      limit: WATERMARK_REACH,
    }),
  );
  for (const row of open) {
    const moved = underWatermark(row, upToMs, receiptOf(arrival));
    if (moved === row) continue;
    tx.put(MESSAGES, moved);
    traceReceipt(tx, arrival, moved);
  }
}

/** What brought the receipt may have brought others: the receipt is a step of its own message. */
function traceReceipt(tx: Tx, { event, told }: Arrival, row: MessageRow): void {
  if (row.trace === undefined) return;
  const broughtBy = traceOf(event);
  const step: SpanStart = {
    name: `receipt ${row.channel}`,
    kind: 'consumer',
    of: row.trace,
    links: broughtBy === undefined ? [] : [broughtBy],
    attributes: { ...messageAttributes(row), 'channelwright.state': told.state },
  };
  tx.emit(tracedStep(step, event.receivedAtMs, tx.nowMs));
}

function receiptOf({ told, event }: Arrival): Receipt {
  const { state, reason, usage, atMs = event.receivedAtMs } = told;
  return { state, atMs, ...(reason ? { reason } : {}), ...(usage ? { usage } : {}) };
}

function attemptOf(row: MessageRow, { partIndex, attempt }: RefRow): Attempt | undefined {
  return row.parts?.[partIndex]?.attempts.find(({ n }) => n === attempt);
}

/** The same row where nothing changes. */
function withAttempt(row: MessageRow, partIndex: number, after: Attempt, final: boolean): MessageRow {
  const part = row.parts?.[partIndex];
  const index = part?.attempts.findIndex(({ n }) => n === after.n) ?? -1;
  if (!row.parts || !part || (part.attempts[index] === after && (!final || part.final))) return row;
  const changed = { ...part, attempts: part.attempts.with(index, after), ...(final ? { final } : {}) };
  return { ...row, parts: row.parts.with(partIndex, changed) };
}

function withoutWords({ reason, ...receipt }: Receipt): Receipt {
  return { ...receipt, ...(reason ? { reason: bareReason(reason) } : {}) };
}

/** @param journaled what the journal calls it */
function drop(
  tx: Tx,
  arrival: Arrival,
  { of, ref, journaled }: Pick<ReceiptUnmatchedPayload, 'of' | 'ref'> & { journaled: string | undefined },
): void {
  const { event, channel, account, told } = arrival;
  const { app, portal } = event;
  const what = { of, ...(ref === undefined ? {} : { ref }), state: told.state };
  const data = { of, ...(journaled === undefined ? {} : { ref: journaled }), state: told.state };
  tx.journal({ type: 'receipt.unmatched', atMs: tx.nowMs, app, portal, channel, account, data });
  tx.emit(lifecycleEvent('receipt.unmatched', { app, portal, channel, account, ...what, atMs: tx.nowMs }));
}
