import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { OwnedSlots, SlotEpoch } from '../owned-slots.js';
import type { FoldEvent } from '../reducer.js';
import type { FoldObserver } from './fold-observer.js';
import type { InboxFeed } from './inbox-feed.js';
import type { PatientStore } from './patient-store.js';
import type { Reduction } from './reduction.js';
import { ownSlotsOf } from './slots-of-events.js';
import type { WorkingSet } from './working-set.js';

/** Why the store refuses what events read or write, and the slots they were folded under. */
interface Failure {
  cause: unknown;
  under: readonly SlotEpoch[];
}

/**
 * Folds events in one commit. Where the store refuses what they read or write, each is folded alone, and one that it refuses
 * even so becomes a dead letter: or, where another process owns its slot, is left to that one.
 */
export class BatchFold {
  constructor(
    private readonly reduction: Reduction,
    private readonly set: WorkingSet,
    private readonly store: Pick<PatientStore, 'commit'>,
    private readonly inbox: Pick<InboxFeed, 'lookAgain'>,
    private readonly observer: FoldObserver,
    private readonly slots: OwnedSlots,
    private readonly scheduler: Scheduler,
  ) {}

  /** Rejects where this process has lost the store, or must not wait for it any longer. */
  async fold(events: readonly FoldEvent[]): Promise<void> {
    const failure = await this.#tryAll(events);
    if (failure === undefined) return this.#tell(events);
    this.set.restart();
    if (events.length > 1) {
      for (const event of events) await this.fold([event]);
      return;
    }
    if (isFenced(failure.cause)) this.#lose(events[0]!, failure);
    else await this.#bury(events[0]!, failure.cause);
  }

  /** Answers why the store refuses what the events read or write, if it does. */
  async #tryAll(events: readonly FoldEvent[]): Promise<Failure | undefined> {
    let under: SlotEpoch[] = [];
    try {
      // Told before anything is reduced: what is lost and owned again meanwhile is refused by the store.
      under = ownSlotsOf(this.slots, events);
      await this.reduction.reduce(events);
      await this.#write(under);
      return undefined;
    } catch (cause) {
      if (this.#isEndOfStore(cause)) throw cause;
      return { cause, under };
    }
  }

  async #write(under: readonly SlotEpoch[]): Promise<void> {
    const changes = this.set.changes();
    this.set.expect();
    await this.store.commit(changes, under);
    if (changes.some(({ op }) => op === 'unpark')) this.inbox.lookAgain();
  }

  #tell(events: readonly FoldEvent[]): void {
    const { emissions, rows } = this.set.committed();
    this.observer.folded?.(events);
    this.observer.committed(rows);
    if (emissions.length > 0) this.observer.emitted(emissions);
  }

  /** Another process owns its slot. An event of the inbox stays there for it; whoever submitted one is told. */
  #lose(event: FoldEvent, { cause, under }: Failure): void {
    this.set.forget();
    this.reduction.fail(event, cause);
    // As it was owned then: it may have come back meanwhile.
    for (const slot of under) this.slots.fenced(slot);
  }

  /** The event alone cannot be read for or written: it is kept as a dead letter in its stead. */
  async #bury(event: FoldEvent, error: unknown): Promise<void> {
    this.reduction.bury(event, error, this.scheduler.now());
    let under: SlotEpoch[] = [];
    try {
      under = ownSlotsOf(this.slots, [event]);
      await this.#write(under);
      this.#tell([event]);
    } catch (cause) {
      if (this.#isEndOfStore(cause) || !isFenced(cause)) throw cause;
      this.set.restart();
      this.#lose(event, { cause, under });
    }
  }

  /** Nothing is wrong with the events: it is the store that is no longer ours, or that there is no time to wait for. */
  #isEndOfStore(error: unknown): boolean {
    return (isFenced(error) && !this.slots.shared) || isChannelwrightError(error, 'CW_STORE_UNAVAILABLE');
  }
}

function isFenced(error: unknown): boolean {
  return isChannelwrightError(error, 'CW_STORE_FENCED');
}
