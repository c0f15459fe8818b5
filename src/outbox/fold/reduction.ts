import type { Logger } from '../../contract/logger.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { DEAD_LETTERS, unfoldable } from '../dead-letter.js';
import type { OwnedSlots } from '../owned-slots.js';
import type { FoldEvent, Reducer, Settler } from '../reducer.js';
import type { Table } from '../table.js';
import { EventTx } from './event-tx.js';
import type { PatientStore } from './patient-store.js';
import { settle } from './settle.js';
import { ownSlotOf } from './slots-of-events.js';
import type { Verdict } from './submissions.js';
import type { WorkingSet } from './working-set.js';

/** Runs reducers and settlers on a working set: what comes of events, before anything is written. */
export class Reduction {
  readonly #byKind = new Map<string, Reducer[]>();
  readonly #verdicts = new WeakMap<FoldEvent, Verdict>();

  constructor(
    reducers: readonly Reducer[],
    private readonly settlers: readonly Settler[],
    private readonly set: WorkingSet,
    private readonly store: Pick<PatientStore, 'read'>,
    private readonly slots: OwnedSlots,
    private readonly scheduler: Scheduler,
    private readonly log: Logger,
  ) {
    for (const reducer of reducers) {
      for (const kind of reducer.kinds) this.#byKind.set(kind, [...(this.#byKind.get(kind) ?? []), reducer]);
    }
  }

  /** `undefined`: it was folded, and no reducer answered. */
  verdictOf(event: FoldEvent): Verdict | undefined {
    return this.#verdicts.get(event);
  }

  /** Runs every event; loads what they missed; until none missed anything. */
  async reduce(events: readonly FoldEvent[]): Promise<void> {
    for (;;) {
      const nowMs = this.scheduler.now();
      for (const event of events) this.#reduceOne(event, nowMs);
      const reads = this.set.missing();
      if (reads.length === 0) return;
      this.set.restart();
      this.set.expect();
      this.set.load(reads, await this.store.read(reads));
    }
  }

  /** Nothing comes of the event here. */
  fail(event: FoldEvent, error: unknown): void {
    this.#verdicts.set(event, { kind: 'failed', error });
  }

  /** A dead letter stands in the event's stead. */
  bury(event: FoldEvent, error: unknown, nowMs: number): void {
    const detail = error instanceof Error ? error.message : String(error);
    this.log.error('an event could not be folded', { kind: event.kind, seq: event.inbox?.seq, detail });
    this.fail(event, error);
    const tx = this.#txOf(event, nowMs);
    tx.put(DEAD_LETTERS, unfoldable(event, detail, nowMs));
    this.set.keep(tx.finish());
  }

  #reduceOne(event: FoldEvent, nowMs: number): void {
    const tx = this.#txOf(event, nowMs);
    // What an earlier run came to was about rows as they no longer are.
    this.#verdicts.delete(event);
    try {
      for (const reducer of this.#reducersOf(event)) reducer.reduce(event, tx);
      settle(tx, this.settlers, (table, key) => this.#before(table, key));
    } catch (error) {
      // A reducer may stumble over a row that only seemed to be absent: it runs again once the row is here.
      if (!tx.incomplete) this.bury(event, error, nowMs);
      return;
    }
    if (tx.incomplete) return;
    const writes = tx.finish();
    if (writes.answer) this.#verdicts.set(event, { kind: 'answered', answer: writes.answer.value });
    this.set.keep(writes);
  }

  #txOf(event: FoldEvent, nowMs: number): EventTx {
    return new EventTx(this.set, event, nowMs, ownSlotOf(this.slots, event)?.epoch ?? 0);
  }

  #reducersOf({ kind, inbox }: FoldEvent): Reducer[] {
    const reducers = this.#byKind.get(kind);
    if (!reducers && inbox) throw new Error('this version knows no such event');
    return reducers ?? [];
  }

  #before(table: Table<unknown>, key: string): unknown {
    const seen = this.set.look(table, key);
    return seen.known ? seen.row : undefined;
  }
}
