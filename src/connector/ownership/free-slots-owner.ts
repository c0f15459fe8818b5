import { hostname } from 'node:os';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { FleetStore } from '../../fleet/fleet-store.js';
import type { OwnedSlots, SlotEpoch } from '../../outbox/owned-slots.js';
import { SLOTS } from '../../outbox/slot.js';
import { FRAMEWORK_VERSION } from '../../policy/framework-version.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { RunParts } from '../run-parts.js';

/** How long a command is taken for alive after each renewal, ms. Nobody waits for one that was killed any longer. */
const EXPIRY_MS = 5_000;
const RENEWALS = 3;

/** Owns, for the time of a command, the slots of a fleet of which no replica lives. */
export class FreeSlotsOwner implements OwnedSlots, AsyncDisposable {
  readonly shared = true;
  readonly #epochs = new Map<number, number>();
  readonly #ended = new AbortController();
  readonly #renewing: Promise<void>;

  private constructor(
    private readonly store: FleetStore,
    private readonly id: string,
    slots: readonly SlotEpoch[],
    scheduler: Scheduler,
  ) {
    for (const { slot, epoch } of slots) this.#epochs.set(slot, epoch);
    this.#renewing = this.#renew(scheduler);
  }

  /** @throws ChannelwrightError `CW_STORE_LOCKED` where a replica lives: the work is its */
  static async take(store: FleetStore, { config, scheduler }: Pick<RunParts, 'config' | 'scheduler'>) {
    const { members } = await store.survey();
    if (members.length > 0) {
      throw new ChannelwrightError('CW_STORE_LOCKED', members.map(({ name }) => name).join(', '));
    }
    const id = await store.join({
      name: `a command on ${hostname()}`,
      version: FRAMEWORK_VERSION,
      fingerprint: 'command',
      apps: Object.keys(config.apps),
      channels: Object.keys(config.channels),
      expiryMs: EXPIRY_MS,
    });
    try {
      const slots = await store.claim(id, SLOTS);
      await store.take(slots);
      return new FreeSlotsOwner(store, id, slots, scheduler);
    } catch (error) {
      await store.leave(id).catch(() => undefined);
      throw error;
    }
  }

  epochOf(slot: number): number | undefined {
    return this.#epochs.get(slot);
  }

  mayBegin(slot: number): boolean {
    return this.#epochs.has(slot);
  }

  fenced({ slot }: SlotEpoch): void {
    this.#epochs.delete(slot);
    this.store.drop([slot]);
  }

  /**
   * Leaves as one that died: what the owner before had used of a quota is not known here, so whoever comes next must go on
   * counting with it.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#renewing;
    await this.store.leave(this.id);
  }

  async #renew(scheduler: Scheduler): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      await scheduler.sleep(EXPIRY_MS / RENEWALS, signal);
      if (!signal.aborted && !(await this.#lives())) return;
    }
  }

  /** Where it does not, every commit is refused from now on. */
  #lives(): Promise<boolean> {
    return this.store.renew(this.id).then(
      (renewal) => renewal !== undefined,
      () => true,
    );
  }
}
