import { inject, injectable } from 'inversify';
import type { Limit } from '../../contract/capabilities.js';
import type { ClaimedSlot } from '../../fleet/fleet-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { TokenBuckets } from './token-buckets.js';

/**
 * Keeps the rates an adapter declares: a token bucket for each key of each limit, in memory. A bucket that holds `count` and gains
 * `count` in `perMs` lets at most `count * (1 + w / perMs)` calls begin in any `w` ms.
 *
 * The same bound holds for all processes of a fleet together. What is limited for a peer, an account or a sender belongs to one
 * slot: whoever takes a slot over begins with empty buckets, since its giver may just have emptied them. What is limited for the
 * provider is divided by the number of members. Where less than one call falls to each, a member still sends one at a time, at its
 * share of the rate: then as many calls as there are members may begin at once, instead of `count`.
 */
@injectable()
export class Pacing {
  readonly #ofSlots = new Map<number, TokenBuckets>();
  #spanning = new TokenBuckets();
  #share = 1;

  constructor(@inject(SCHEDULER) private readonly scheduler: Scheduler) {}

  /**
   * Takes one call's worth from every limit, or from none.
   *
   * @param slot the slot of the portal that is sent for
   * @param keyOf the key of a limit's scope, e.g. the account's
   * @returns when to try again, ms since the epoch; `undefined`: go ahead
   */
  take(limits: readonly Limit[], slot: number, keyOf: (scope: Limit['scope']) => string): number | undefined {
    const nowMs = this.scheduler.now();
    const places = limits.map((limit, index) => ({
      limit,
      key: `${index}:${keyOf(limit.scope)}`,
      buckets: limit.scope === 'provider' ? this.#spanning : this.#bucketsOf(slot),
    }));
    const waitMs = Math.max(0, ...places.map(({ limit, key, buckets }) => buckets.waitMs(limit, key, nowMs)));
    if (waitMs > 0) return nowMs + Math.ceil(waitMs);
    for (const { key, buckets } of places) buckets.take(key);
    return undefined;
  }

  /** Slots have been gained. Whoever had them may just have sent all that their limits allow. */
  gained(slots: Iterable<Pick<ClaimedSlot, 'slot' | 'from'>>): void {
    const nowMs = this.scheduler.now();
    // Without slots it did not send, and its share of what spans them was the others'.
    if (this.#ofSlots.size === 0) this.#spanning = new TokenBuckets(nowMs, this.#share);
    for (const { slot, from } of slots) {
      this.#ofSlots.set(slot, from === 'new' ? new TokenBuckets() : new TokenBuckets(nowMs));
    }
  }

  lost(slots: Iterable<number>): void {
    for (const slot of slots) this.#ofSlots.delete(slot);
  }

  /** @param members how many may call at this moment, this process too, and never fewer */
  membersChanged(members: number): void {
    this.#share = 1 / Math.max(1, members);
    this.#spanning.setShare(this.#share, this.scheduler.now());
  }

  #bucketsOf(slot: number): TokenBuckets {
    const known = this.#ofSlots.get(slot);
    if (known) return known;
    const buckets = new TokenBuckets();
    this.#ofSlots.set(slot, buckets);
    return buckets;
  }
}
