import type { SlotEpoch } from '../outbox/owned-slots.js';
import { withinTime } from '../policy/within-time.js';
import { balance, type Standing } from './balance.js';
import type { FleetParts } from './fleet-parts.js';
import type { ClaimedSlot, Renewal } from './fleet-store.js';
import { elapsedSince, type FleetTiming, fleetTiming, type Moment, momentOf } from './fleet-timing.js';
import { Handovers } from './handovers.js';
import { HeldSlots } from './held-slots.js';
import { SlotFit } from './slot-fit.js';
import { SurveyWatch } from './survey-watch.js';

/** One life in the fleet, under one id: from joining until it is over. */
export class Membership {
  readonly held = new HeldSlots();
  readonly timing: FleetTiming;
  readonly #handovers: Handovers;
  readonly #surveys: SurveyWatch;
  readonly #over = new AbortController();
  /** The last renewal that was confirmed, when it was sent. */
  #renewed: Moment;
  /** The last renewal of all, when it was sent. */
  #asked: Moment;
  #firstAnswered: Moment | undefined;
  #ready = false;
  #retiring = false;
  #claiming: Promise<void> | undefined;
  readonly #preparing = new Set<Promise<void>>();
  /** By the monotonic clock: not at once again after a preparation has failed. */
  #claimFromMs = Number.NEGATIVE_INFINITY;
  #stillBeats = 0;
  /** Slots that others have taken since the last heartbeat. */
  #fenced = 0;
  #seen = '';
  #drained: () => void = () => undefined;

  /** @param joined when its joining was sent */
  constructor(
    private readonly parts: FleetParts,
    readonly id: string,
    joined: Moment,
  ) {
    this.timing = fleetTiming(parts.member.expiryMs);
    this.#renewed = joined;
    this.#asked = joined;
    const release = (slots: readonly SlotEpoch[]) => parts.store.release(id, slots);
    this.#surveys = new SurveyWatch(parts, id, (slots) => this.#adopt(slots));
    this.#handovers = new Handovers(this.held, parts.hooks, release, parts.log, () => this.#drained());
  }

  get isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Aborted when it is over. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** For how long no renewal has been confirmed, ms. */
  get silentMs(): number {
    return elapsedSince(this.#renewed, this.parts.scheduler);
  }

  /** How long until the next heartbeat, ms. */
  get restMs(): number {
    return Math.max(0, this.timing.beatMs - elapsedSince(this.#asked, this.parts.scheduler));
  }

  /** Resolves when what is being claimed and prepared is prepared. */
  async prepared(): Promise<void> {
    await this.#claiming;
    await Promise.all(this.#preparing);
  }

  /** A heartbeat, and what follows from it. Never rejects. */
  async beat(): Promise<void> {
    const { scheduler, store, log } = this.parts;
    const sent = momentOf(scheduler);
    this.#asked = sent;
    this.#sayFenced();
    const waitMs = Math.min(this.timing.answerMs, this.timing.expiryMs - this.silentMs);
    try {
      const renewal = await withinTime(scheduler, waitMs, this.#over.signal, () => store.renew(this.id));
      if (this.isOver) return;
      if (!renewal) return this.end('it was not renewed in time');
      this.#renewed = sent;
      if (this.#isExpired()) return this.end('the answer to its renewal came too late');
      this.#follow(renewal);
    } catch (error) {
      if (this.isOver) return;
      log.warn('the fleet could not be told that this process lives', { error: String(error) });
      if (this.#isExpired()) this.end('the store did not answer');
    }
  }

  /** Everything is lost at once. */
  end(why: string): void {
    if (this.isOver) return;
    this.#over.abort();
    this.#handovers.end();
    const slots = this.held.remove(this.held.list());
    if (slots.length > 0) this.parts.hooks.lost(slots);
    this.#sayFenced();
    this.parts.log.warn('this process is no longer a member of the fleet', { id: this.id, why, slots: slots.length });
    this.#drained();
  }

  /** The store says that this slot is another's. */
  fenced(slot: SlotEpoch): void {
    if (this.held.remove([slot]).length === 0) return;
    this.#fenced += 1;
    this.#handovers.forget(slot);
    this.parts.hooks.lost([slot]);
    this.#drained();
  }

  /** They go one by one, and may be many: one line for each heartbeat. */
  #sayFenced(): void {
    if (this.#fenced > 0) this.parts.log.warn('slots were lost to other processes', { slots: this.#fenced });
    this.#fenced = 0;
  }

  /** Hands everything over and leaves. What is still under way when `hard` aborts is left behind. */
  async leave(hard: AbortSignal): Promise<void> {
    this.#retiring = true;
    const stop = AbortSignal.any([hard, this.#over.signal]);
    await this.#tell(stop, () => this.parts.store.retire(this.id));
    this.#handovers.begin(this.held.list('working'));
    await this.#untilDrained(stop);
    const wasOver = this.isOver;
    this.#over.abort();
    this.#handovers.end();
    const left = this.held.remove(this.held.list());
    if (left.length > 0) this.parts.hooks.lost(left);
    if (!wasOver) await this.#tell(new AbortController().signal, () => this.parts.store.leave(this.id));
  }

  #isExpired(): boolean {
    return this.silentMs >= this.timing.expiryMs;
  }

  #follow(renewal: Renewal): void {
    const { hooks, scheduler } = this.parts;
    hooks.membersChanged(renewal.members.length);
    this.#firstAnswered ??= momentOf(scheduler);
    this.#ready ||= renewal.members.length === 1 || this.#isSeenByAll(this.#firstAnswered, renewal);
    this.#handovers.retry();
    this.#watch(renewal);
    const known = this.#claiming ? undefined : this.held.size + this.#handovers.unreleased;
    const fit = this.#surveys.follow(renewal, known);
    if (this.#retiring) return;
    const { claim, handOver } = balance(this.#standing(renewal, fit));
    if (handOver.length > 0) this.#handovers.begin(handOver);
    if (claim > 0 && !this.#claiming && scheduler.monotonic() >= this.#claimFromMs) this.#take(claim);
  }

  /** @param fit unknown: nothing is handed over, the ledger alone says what may be claimed */
  #standing(renewal: Renewal, fit: SlotFit | undefined): Standing {
    const kept = this.held.size - this.held.list('leaving').length;
    const going = this.held.size - kept + this.#handovers.unreleased;
    const movable = fit ? this.held.list('working') : [];
    const { id } = this;
    return {
      id,
      renewal,
      fit: fit ?? new SlotFit(),
      ready: this.#ready,
      kept,
      movable,
      going,
      stillBeats: this.#stillBeats,
    };
  }

  /**
   * Whoever may call has renewed within its horizon. So once a horizon has passed since this member was in the ledger, they have
   * all seen it, and leave it its part of what the fleet shares.
   */
  #isSeenByAll(since: Moment, { members }: Renewal): boolean {
    const longestMs = Math.max(...members.map(({ expiryMs }) => fleetTiming(expiryMs).horizonMs));
    // Here it is the clock on the wall that could run ahead.
    return this.parts.scheduler.monotonic() - since.monotonicMs >= longestMs;
  }

  /** Counts the heartbeats at which the fleet looked the same. */
  #watch({ free, members }: Renewal): void {
    const seen = [free, ...members.map(({ id, slots, leaving }) => `${id} ${slots} ${leaving}`)].join();
    const isStill = seen === this.#seen && !this.#claiming && this.#handovers.unreleased === 0;
    this.#seen = seen;
    this.#stillBeats = isStill ? this.#stillBeats + 1 : 1;
  }

  #take(limit: number): void {
    this.#claiming = this.#claim(limit).finally(() => {
      this.#claiming = undefined;
    });
  }

  async #claim(limit: number): Promise<void> {
    const { store, log } = this.parts;
    try {
      const slots = await store.claim(this.id, limit);
      // What is claimed while leaving is given up by leaving: its former owner's fate is kept that way.
      if (slots.length > 0 && !this.isOver && !this.#retiring) this.#prepare(slots);
    } catch (error) {
      log.warn('slots could not be claimed', { error: String(error) });
    }
  }

  /**
   * Slots that the ledger says are this member's, and it does not hold. Either the answer to a claim was lost: what became of
   * their former owner is not known, so it is taken to have died this moment. Or they were given up: then once more.
   */
  #adopt(owned: readonly SlotEpoch[]): void {
    if (this.isOver || this.#retiring || this.#claiming) return;
    const owner = { renewedAgoMs: 0, expiryMs: this.timing.expiryMs };
    const missed = owned.filter((slot) => this.held.isNew(slot));
    if (missed.length > 0) this.#prepare(missed.map(({ slot, epoch }) => ({ slot, epoch, from: 'expired', owner })));
    this.#handovers.release(owned.filter((slot) => !this.held.has(slot)));
  }

  #prepare(slots: readonly ClaimedSlot[]): void {
    this.held.add(slots);
    const preparing = this.#prepared(slots).finally(() => this.#preparing.delete(preparing));
    this.#preparing.add(preparing);
  }

  async #prepared(slots: readonly ClaimedSlot[]): Promise<void> {
    try {
      await this.parts.hooks.gained(slots);
    } catch (error) {
      if (this.isOver) return;
      this.parts.log.error('slots could not be prepared and are given back', { error: String(error) });
      this.#claimFromMs = this.parts.scheduler.monotonic() + this.timing.horizonMs;
      return this.#handovers.giveBack(slots);
    }
    const ours = slots.filter((slot) => this.held.has(slot));
    this.held.enter('working', ours);
    if (ours.length > 0) this.parts.hooks.begun(ours);
    if (this.#retiring) this.#handovers.begin(ours);
  }

  #untilDrained(stop: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#drained = () => {
        if (stop.aborted || (this.held.size === 0 && this.#handovers.unreleased === 0)) resolve();
      };
      stop.addEventListener('abort', this.#drained, { once: true });
      this.#drained();
    });
  }

  /** Tells the ledger something that it finds out by itself if it does not hear it. */
  async #tell(stop: AbortSignal, what: () => Promise<void>): Promise<void> {
    try {
      await withinTime(this.parts.scheduler, this.timing.answerMs, stop, what);
    } catch (error) {
      this.parts.log.warn('the fleet could not be told that this process leaves', { error: String(error) });
    }
  }
}
