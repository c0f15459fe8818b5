import type { Logger } from '../../contract/logger.js';
import { recoverPortals } from '../../delivery/recovery/recover-portals.js';
import type { PortalRow } from '../../directory/portals/portal-row.js';
import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import type { ClaimedSlot, FleetStore } from '../../fleet/fleet-store.js';
import type { Receivers } from '../../ingress/receiving/receivers.js';
import type { SweepCause } from '../../ingress/sweep/sweep-events.js';
import { wantSweeps } from '../../ingress/sweep/want-sweeps.js';
import type { OwnedSlots, SlotEpoch } from '../../outbox/owned-slots.js';
import { SLOTS, slotOf } from '../../outbox/slot.js';
import type { Submit } from '../../outbox/submit.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { scheduleTakeoverReadBack } from '../../status/schedule-takeover-read-back.js';
import type { Announcements } from '../directory/announcements.js';
import type { Engine } from '../engine/engine.js';
import { untilFolded } from '../until-folded.js';

export interface SlotDutiesParts {
  fleet: Pick<FleetStore, 'take' | 'drop'>;
  slots: Pick<OwnedSlots, 'epochOf'>;
  store: WorkStore;
  engine: Engine;
  announcements: Pick<Announcements, 'caughtUp'>;
  /** Transactions of the store were lost: what it says of sends is not trusted. */
  recovered: boolean;
  receivers(): Receivers | undefined;
  scheduler: Scheduler;
  log: Logger;
}

/**
 * What an engine does when slots come and go. Everything it keeps in memory of a slot is read anew when the slot comes, and is
 * forgotten when it goes.
 */
export class SlotDuties {
  /** Slots in which nothing has been put in doubt yet, after transactions of the store were lost. */
  readonly #unrecovered: Set<number>;
  /** Slots whose portals have yet to be searched for messages that were lost with those transactions. */
  readonly #unswept: Set<number>;

  constructor(private readonly parts: SlotDutiesParts) {
    const all = parts.recovered ? Array.from({ length: SLOTS }, (_, slot) => slot) : [];
    this.#unrecovered = new Set(all);
    this.#unswept = new Set(all);
  }

  /** Prepares slots that have come. Work of them begins when this resolves. What it cannot prepare, it forgets again. */
  async gained(slots: readonly ClaimedSlot[]): Promise<void> {
    try {
      await this.#prepare(slots);
    } catch (error) {
      this.#letGo(this.#unlessRegained(slots));
      throw error;
    }
    // Lost in the middle: what was prepared of them since is nobody's.
    this.#letGo(numbersOf(slots).filter((slot) => this.parts.slots.epochOf(slot) === undefined));
  }

  async #prepare(slots: readonly ClaimedSlot[]): Promise<void> {
    const { fleet, store, engine, announcements, scheduler, log } = this.parts;
    // Before anything else: they may be written from the moment they are owned.
    engine.fold.forget();
    await announcements.caughtUp();
    const ours = slots.filter((slot) => this.#isOwned(slot));
    engine.pacing.gained(ours);
    await engine.portals.gained(ours);
    const leased = await fleet.take(ours);
    engine.fold.notify();
    const portals = this.#portalsOf(ours);
    await this.#recover(ours);
    await this.#wantSweeps(ours);
    await scheduleTakeoverReadBack(store, this.#submitIfOwned, scheduler.now(), portals);
    await engine.releases.releaseStale(new Set(numbersOf(ours)));
    log.info('slots taken', { slots: ours.length, portals: portals.length, leased, ...origins(ours) });
  }

  /** The slots may be worked on. */
  begun(): void {
    const { engine, receivers } = this.parts;
    engine.dueWork.lookAgain();
    receivers()?.accountsChanged();
  }

  /** Brings what is under way in them to its end. Nothing of them begins any more. */
  async handOver(slots: readonly SlotEpoch[], signal: AbortSignal): Promise<void> {
    const { fleet, engine, receivers, log } = this.parts;
    const numbers = numbersOf(slots);
    fleet.drop(numbers);
    const drained = [receivers()?.released(), engine.dueWork.drained(new Set(numbers))];
    await Promise.race([Promise.all(drained), aborted(signal)]);
    if (signal.aborted) return;
    // The last commit of these slots: what was submitted before it is folded before it.
    await engine.portals.handOver(numbers);
    this.#forget(this.#unlessRegained(slots));
    log.debug('slots handed over', { slots: slots.length });
  }

  /** Others own them. What is under way in them cannot be committed any more. */
  lost(slots: readonly SlotEpoch[]): void {
    this.#letGo(numbersOf(slots));
    void this.parts.receivers()?.released();
  }

  membersChanged(count: number): void {
    this.parts.engine.pacing.membersChanged(count);
  }

  #letGo(slots: readonly number[]): void {
    if (slots.length === 0) return;
    this.parts.fleet.drop(slots);
    this.#forget(slots);
  }

  #isOwned({ slot, epoch }: SlotEpoch): boolean {
    return this.parts.slots.epochOf(slot) === epoch;
  }

  /** Those that have not been lost and gained again since: whatever is prepared of them now is another membership's. */
  #unlessRegained(slots: readonly SlotEpoch[]): number[] {
    const isOther = ({ slot, epoch }: SlotEpoch) => (this.parts.slots.epochOf(slot) ?? epoch) !== epoch;
    return numbersOf(slots.filter((slot) => !isOther(slot)));
  }

  /** One slot that was lost again does not give back the others. Its next owner does the same. */
  readonly #submitIfOwned: Submit = async (event) => {
    try {
      return await this.parts.engine.submit(event);
    } catch (error) {
      if (!isChannelwrightError(error, 'CW_STORE_FENCED')) throw error;
      return undefined;
    }
  };

  /** What comes back later is read anew. */
  #forget(slots: readonly number[]): void {
    const { engine } = this.parts;
    engine.portals.lost(slots);
    engine.pacing.lost(slots);
    engine.fold.forget();
  }

  /** Webhooks may have been lost while nobody owned a slot, and whatever lost transactions had received. */
  async #wantSweeps(gained: readonly ClaimedSlot[]): Promise<void> {
    const now = this.parts.scheduler.now();
    for (const [cause, slots] of Map.groupBy(gained, (slot) => this.#causeOf(slot))) {
      const wanted = wantSweeps(this.#submitIfOwned, this.#portalsOf(slots), cause, now);
      // Nothing is to be taken for unsent that they may have sent. All else can wait: the work begins without it.
      if (cause === 'recovered') await wanted;
      else wanted.catch((error: unknown) => this.parts.log.warn('sweeps are not begun yet', { error: String(error) }));
    }
  }

  #causeOf({ slot, from, releasedAgoMs = 0 }: ClaimedSlot): SweepCause {
    if (this.#unswept.delete(slot)) return 'recovered';
    if (from === 'expired') return 'taken';
    return from === 'released' && releasedAgoMs < UNATTENDED_MS ? 'handed-over' : 'started';
  }

  /** Each slot once: what is begun in it later is on record. Lost transactions may have folded what waits in the inbox now. */
  async #recover(gained: readonly SlotEpoch[]): Promise<void> {
    const { store, scheduler, log } = this.parts;
    const slots = gained.filter(({ slot }) => this.#unrecovered.has(slot));
    if (slots.length === 0) return;
    const portals = this.#portalsOf(slots);
    if (!(await untilFolded(store, scheduler))) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', NOT_FOLDED);
    const messages = await recoverPortals(store, this.#submitIfOwned, portals, scheduler.now());
    for (const one of slots.filter((slot) => this.#isOwned(slot))) this.#unrecovered.delete(one.slot);
    log.warn('nothing that was under way is taken for unsent', { portals: portals.length, messages });
  }

  #portalsOf(slots: readonly SlotEpoch[]): PortalRow[] {
    const numbers = new Set(slots.map(({ slot }) => slot));
    return this.parts.engine.portals.all().filter(({ app, portal }) => numbers.has(slotOf(app, portal)));
  }
}

/** After so long without an owner, a slot's webhooks may have found nobody, ms. */
const UNATTENDED_MS = 60_000;

const NOT_FOLDED = 'what waits in it could not be folded in time';

function numbersOf(slots: readonly SlotEpoch[]): number[] {
  return slots.map(({ slot }) => slot);
}

function origins(slots: readonly ClaimedSlot[]): Record<string, number> {
  const counts = Map.groupBy(slots, ({ from }) => from);
  return Object.fromEntries([...counts].map(([from, of]) => [from, of.length]));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
