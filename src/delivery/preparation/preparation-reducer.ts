import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { backoffMs } from '../../policy/backoff.js';
import type { Random } from '../../policy/random.js';
import { RANDOM } from '../../policy/tokens.js';
import { CONTENTS } from '../../status/content-row.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import type { Part } from '../../status/part.js';
import type { DeliveryEvents, PlannedDraft } from '../message/delivery-events.js';
import { nextStep } from '../message/step.js';
import { stopMessage } from '../message/stop-message.js';
import { doubtful } from '../recovery/recovered-message.js';

const PREPARE_BACKOFF = { baseMs: 1_000, capMs: 30_000 };

/** A message is planned once: its parts are committed and never planned again. Or it cannot be, for now or for ever. */
@injectable()
export class PreparationReducer implements Reducer {
  readonly kinds = ['delivery.prepared', 'delivery.unprepared', 'delivery.stopped'];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RANDOM) private readonly random: Random,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const message = tx.get(MESSAGES, (event.body as { message: string }).message);
    if (!message) return;
    if (event.kind === 'delivery.stopped') {
      return stopMessage(tx, message, (event.body as DeliveryEvents['stopped']).reason);
    }
    if (nextStep(message).kind !== 'prepare') return;
    if (event.kind === 'delivery.prepared') this.#plan(message, event.body as DeliveryEvents['prepared'], tx);
    else this.#postponeOrRefuse(message, event.body as DeliveryEvents['unprepared'], tx);
  }

  #plan(message: MessageRow, { items, parts }: DeliveryEvents['prepared'], tx: Tx): void {
    const version = this.channels.byName(message.channel)?.definition.version ?? message.adapter.version;
    const { recoveredAtMs, ...rest } = message;
    const planned = parts.map((draft, index) => plannedPart(draft, index, version));
    const sinceMs = message.receivedAtMs;
    const known =
      recoveredAtMs === undefined ? planned : planned.map((part) => doubtful(part, sinceMs, tx.epoch, tx.nowMs));
    tx.put(MESSAGES, { ...rest, parts: known });
    const content = tx.get(CONTENTS, message.key);
    if (!content) return;
    const { incomplete: _completed, ...complete } = content;
    const contents = parts.map(({ items, data }) => ({ items, ...(data === undefined ? {} : { data }) }));
    tx.put(CONTENTS, { ...complete, items, parts: contents });
  }

  #postponeOrRefuse(message: MessageRow, { reason, passing }: DeliveryEvents['unprepared'], tx: Tx): void {
    if (!passing) return tx.put(MESSAGES, { ...message, rejection: reason });
    const failures = (message.prepareFailures ?? 0) + 1;
    const pauseMs = Math.max(reason.afterMs ?? 0, backoffMs(PREPARE_BACKOFF, failures, this.random));
    tx.put(MESSAGES, { ...message, prepareFailures: failures, prepareNotBeforeMs: tx.nowMs + pauseMs });
  }
}

function plannedPart(draft: PlannedDraft, index: number, adapterVersion: string): Part {
  const { id, idempotencyKey, continues, awaitsReplyMs: forMs } = draft;
  const awaitsReply = forMs === undefined ? {} : { awaitsReply: { forMs } };
  return { id, index, idempotencyKey, continues, adapterVersion, attempts: [], ...awaitsReply };
}
