import { ChannelwrightError, isChannelwrightError } from '../errors/channelwright-error.js';
import type { OwnedSlots, SlotEpoch } from '../outbox/owned-slots.js';
import { backoffMs } from '../policy/backoff.js';
import { withinTime } from '../policy/within-time.js';
import type { FleetParts } from './fleet-parts.js';
import { elapsedSince, fleetTiming, momentOf } from './fleet-timing.js';
import { Membership } from './membership.js';

export type { FleetHooks } from './fleet-hooks.js';

/**
 * This process as a member of its fleet: it takes its share of the slots, says every few moments that it lives, makes room for
 * whoever comes, and takes over from whoever goes.
 *
 * A slot is claimed (the ledger raises its epoch), prepared, worked on, handed over (nothing of it is under way any more), and
 * released. Where the process dies on the way:
 *
 * - having joined: it owns nothing, and nobody counts on a member that never renewed;
 * - having claimed, whether it heard of it or not: the slots are free when it expires, as if it had worked on them;
 * - working: the same. Its commits stand, the calls it had begun are its successor's to clear up, and its successor leaves
 *   alone what it may have used of the quotas;
 * - handing over: the same. What it had already committed of the handover does no harm;
 * - having released: the slots are somebody else's already;
 * - retired: what it still owned is free when it expires; leaving only makes that come sooner.
 *
 * Where it does not die but stands still (stopped, suspended, cut off), it may not call once the horizon has passed, long before
 * it expires; what it commits after another process has claimed its slots is refused; and once it expires by its own clocks, or
 * learns that it did by the ledger's, it drops everything and joins anew.
 *
 * Where only an answer is lost: a renewal is sent again at the next heartbeat, a release as well; what was claimed unheard is
 * found because the ledger counts more slots than the member does; a member that was joined unheard expires.
 */
export class FleetMember implements OwnedSlots {
  readonly shared = true;
  readonly #parts: FleetParts;
  readonly #stopping = new AbortController();
  #membership: Membership | undefined;
  #life: Promise<void> = Promise.resolve();
  #members = 0;
  #failures = 0;
  #trouble: string | undefined = 'it has not joined the fleet yet';

  constructor(parts: FleetParts) {
    const membersChanged = (count: number) => {
      if (count !== this.#members) parts.hooks.membersChanged(count);
      this.#members = count;
    };
    const { gained, begun, handOver, lost } = parts.hooks;
    const hooks = {
      gained: gained.bind(parts.hooks),
      begun: begun.bind(parts.hooks),
      handOver: handOver.bind(parts.hooks),
      lost: lost.bind(parts.hooks),
    };
    this.#parts = { ...parts, hooks: { ...hooks, membersChanged } };
  }

  /**
   * Joins. Resolves when what it could take at once is prepared: where others are at work already, its share comes by and by.
   *
   * @throws ChannelwrightError `CW_STORE_UNAVAILABLE` when it cannot join
   */
  async start(): Promise<void> {
    await this.#joinPatiently();
    await this.#membership?.beat();
    this.#life = this.#live();
    await this.#membership?.prepared();
  }

  /** Hands everything over and leaves; after `hard` aborts it leaves behind what is still under way. Resolves when it has left. */
  async stop(hard: AbortSignal): Promise<void> {
    this.#stopping.abort();
    await this.#membership?.leave(hard);
    this.#membership = undefined;
    this.#trouble = 'it has left the fleet';
    await this.#life;
  }

  /** How many members live, as far as this one knows. */
  get members(): number {
    return this.#members;
  }

  /** For how long no renewal has been confirmed, ms; `undefined`: it is no member. */
  get silentMs(): number | undefined {
    return this.#membership?.silentMs;
  }

  owned(): readonly SlotEpoch[] {
    return this.#membership?.held.list() ?? [];
  }

  epochOf(slot: number): number | undefined {
    return this.#membership?.held.epochOf(slot);
  }

  mayBegin(slot: number): boolean {
    return this.#membership?.held.phaseOf(slot) === 'working';
  }

  fenced(slot: SlotEpoch): void {
    this.#membership?.fenced(slot);
  }

  /** @throws ChannelwrightError `CW_STORE_FENCED` unless the slot is owned and the horizon has not passed */
  assertMayCall(slot: number): void {
    const membership = this.#membership;
    if (!membership || membership.held.epochOf(slot) === undefined) {
      throw new ChannelwrightError('CW_STORE_FENCED', `slot ${slot} is not this process's`);
    }
    if (membership.silentMs >= membership.timing.horizonMs) {
      throw new ChannelwrightError('CW_STORE_FENCED', `no renewal for ${seconds(membership.silentMs)}`);
    }
  }

  /** Why it is not well; `undefined`: it is. */
  get health(): string | undefined {
    const membership = this.#membership;
    if (!membership) return this.#trouble;
    const isSilent = membership.silentMs > membership.timing.beatMs * 3;
    return isSilent ? `no renewal for ${seconds(membership.silentMs)}` : undefined;
  }

  /** One membership after another, until it is stopped. */
  async #live(): Promise<void> {
    while (!this.#stopping.signal.aborted || this.#membership) {
      if (this.#membership) await this.#stayIn(this.#membership);
      else await this.#comeBack();
    }
  }

  async #stayIn(membership: Membership): Promise<void> {
    await this.#parts.scheduler.sleep(membership.restMs, membership.over);
    if (!membership.isOver) await membership.beat();
    if (!membership.isOver) return;
    this.#membership = undefined;
    this.#trouble = 'it was taken for dead and joins the fleet anew';
    // Where the ledger takes it for alive, nobody could have its slots until it expires.
    if (!this.#stopping.signal.aborted)
      await this.#ask(() => this.#parts.store.leave(membership.id)).catch(() => undefined);
  }

  async #comeBack(): Promise<void> {
    const { scheduler, random, log, member } = this.#parts;
    try {
      await this.#join();
      this.#failures = 0;
      log.info('this process is a member of the fleet again', { id: this.#membership?.id });
      await this.#membership?.beat();
    } catch (error) {
      this.#failures += 1;
      // Shown to whoever asks how this process is: the rest is for the log.
      this.#trouble = `it cannot join the fleet: ${isChannelwrightError(error) ? error.code : 'failed'}`;
      log.warn('this process cannot join the fleet', { failures: this.#failures, error: String(error) });
      const { beatMs, horizonMs } = fleetTiming(member.expiryMs);
      const waitMs = backoffMs({ baseMs: beatMs, capMs: horizonMs }, this.#failures, random);
      await scheduler.sleep(waitMs, this.#stopping.signal);
    }
  }

  /** The first answers of a database are its slowest: one that comes late ends no start. */
  async #joinPatiently(): Promise<void> {
    const { scheduler, member } = this.#parts;
    const began = momentOf(scheduler);
    for (;;) {
      try {
        return await this.#join();
      } catch (cause) {
        if (isChannelwrightError(cause)) throw cause;
        if (elapsedSince(began, scheduler) < member.expiryMs) continue;
        throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'it does not answer in time', { cause });
      }
    }
  }

  async #join(): Promise<void> {
    const { store, member, scheduler } = this.#parts;
    const sent = momentOf(scheduler);
    const id = await this.#ask(() => store.join(member));
    if (!this.#stopping.signal.aborted) this.#membership = new Membership(this.#parts, id, sent);
    else await this.#ask(() => store.leave(id)).catch(() => undefined);
  }

  #ask<T>(what: () => Promise<T>): Promise<T> {
    const { scheduler, member } = this.#parts;
    return withinTime(scheduler, fleetTiming(member.expiryMs).answerMs, new AbortController().signal, what);
  }
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
