import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import type { FoldEvent, Reducer, Settler } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { lastPullAt, nextPullAt } from './pull-schedule.js';

export const PULL_QUEUE = 'pull';
/** A pull that failed is tried again after this, or at its next time, ms … */
const FAILED_REST_MS = 60_000;
/** … the last one for so long, ms. */
const FAILED_FOR_MS = 3_600_000;

/** What a pull tells the fold. `atMs` is when it was begun. */
export interface PulledBody {
  message: string;
  atMs: number;
  ok: boolean;
}

export const PULLED = 'ingress.pulled';

function pullKey(message: string): string {
  return `pull:${message}`;
}

/** Asks for receipts on the declared schedule, where the provider pushes none. */
@injectable()
export class PullSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  settle(row: MessageRow, before: MessageRow | undefined, tx: Tx): void {
    const receipts = this.channels.byName(row.channel)?.definition.receipts;
    if (typeof receipts?.delivery !== 'object' || row.origin !== 'agent') return;
    const nextMs = nextPullAt(row, receipts, tx.nowMs);
    if (nextMs === (before && nextPullAt(before, receipts, tx.nowMs))) return;
    const work = tx.get(WORK, pullKey(row.key));
    if (nextMs === undefined) {
      if (work) tx.remove(WORK, work.key);
    } else if (!work || work.dueAtMs > nextMs) {
      place(tx, row, nextMs);
    }
  }
}

@injectable()
export class PullReducer implements Reducer {
  readonly kinds = [PULLED];

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { message, atMs, ok } = event.body as PulledBody;
    const row = tx.get(MESSAGES, message);
    const receipts = row && this.channels.byName(row.channel)?.definition.receipts;
    const nextMs = row && receipts ? nextPullAt(row, receipts, atMs) : undefined;
    const lastMs = row && receipts ? lastPullAt(row, receipts) : undefined;
    const retryMs =
      !ok && lastMs !== undefined && tx.nowMs < lastMs + FAILED_FOR_MS ? tx.nowMs + FAILED_REST_MS : undefined;
    const dueAtMs = Math.min(nextMs ?? Infinity, retryMs ?? Infinity);
    if (row && Number.isFinite(dueAtMs)) place(tx, row, dueAtMs);
    else tx.remove(WORK, pullKey(message));
  }
}

function place(tx: Tx, { key, app, portal }: MessageRow, dueAtMs: number): void {
  tx.put(WORK, {
    key: pullKey(key),
    queue: PULL_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs,
    leased: false,
    ref: key,
  });
}
