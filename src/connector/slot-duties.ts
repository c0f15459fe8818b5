import type { Logger } from '../contract/logger.js';
import { recoverPortals } from '../delivery/recover-portals.js';
import type { PortalRow } from '../directory/portal-row.js';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import type { ClaimedSlot, FleetStore } from '../fleet/fleet-store.js';
import type { Receivers } from '../ingress/receivers.js';
import type { SlotEpoch } from '../outbox/owned-slots.js';
import { SLOTS, slotOf } from '../outbox/slot.js';
import type { WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { scheduleTakeoverReadBack } from '../status/schedule-takeover-read-back.js';
import type { Announcements } from './announcements.js';
import type { Engine } from './engine.js';
import { untilFolded } from './until-folded.js';

export interface SlotDutiesParts {
  fleet: Pick<FleetStore, 'take' | 'drop'>;
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

  constructor(private readonly parts: SlotDutiesParts) {
    this.#unrecovered = new Set(parts.recovered ? Array.from({ length: SLOTS }, (_, slot) => slot) : []);
  }

  /** Prepares slots that have come. Work of them begins when this resolves. */
  async gained(slots: readonly ClaimedSlot[]): Promise<void> {
    const { fleet, store, engine, announcements, scheduler, log } = this.parts;
    await announcements.caughtUp();
    engine.fold.forget();
    engine.pacing.gained(slots);
    await engine.portals.gained(slots);
    const leased = await fleet.take(slots);
    engine.fold.notify();
    const portals = this.#portalsOf(slots);
    await this.#recover(slots);
    await scheduleTakeoverReadBack(store, engine.submit, scheduler.now(), portals);
    await engine.releases.releaseStale(new Set(numbersOf(slots)));
    log.info('slots taken', { slots: slots.length, portals: portals.length, leased, ...origins(slots) });
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
    this.#forget(numbers);
    log.info('slots handed over', { slots: slots.length });
  }

  /** Others own them. What is under way in them cannot be committed any more. */
  lost(slots: readonly SlotEpoch[]): void {
    const { fleet, receivers, log } = this.parts;
    const numbers = numbersOf(slots);
    fleet.drop(numbers);
    this.#forget(numbers);
    void receivers()?.released();
    log.warn('slots lost', { slots: slots.length });
  }

  membersChanged(count: number): void {
    this.parts.engine.pacing.membersChanged(count);
  }

  /** What comes back later is read anew. */
  #forget(slots: readonly number[]): void {
    const { engine } = this.parts;
    engine.portals.lost(slots);
    engine.pacing.lost(slots);
    engine.fold.forget();
  }

  /** Each slot once: what is begun in it later is on record. Lost transactions may have folded what waits in the inbox now. */
  async #recover(gained: readonly SlotEpoch[]): Promise<void> {
    const { store, engine, scheduler, log } = this.parts;
    const slots = gained.filter(({ slot }) => this.#unrecovered.has(slot));
    if (slots.length === 0) return;
    const portals = this.#portalsOf(slots);
    if (!(await untilFolded(store, scheduler))) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', NOT_FOLDED);
    const messages = await recoverPortals(store, engine.submit, portals, scheduler.now());
    for (const { slot } of slots) this.#unrecovered.delete(slot);
    log.warn('nothing that was under way is taken for unsent', { portals: portals.length, messages });
  }

  #portalsOf(slots: readonly SlotEpoch[]): PortalRow[] {
    const numbers = new Set(slots.map(({ slot }) => slot));
    return this.parts.engine.portals.all().filter(({ app, portal }) => numbers.has(slotOf(app, portal)));
  }
}

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
