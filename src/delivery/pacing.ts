import { inject, injectable } from 'inversify';
import type { Limit } from '../contract/capabilities.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
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

  /** @param handedOver slots that others may just have sent all for that their limits allow; not those that nobody ever owned */
  gained(handedOver: Iterable<number>): void {
    const nowMs = this.scheduler.now();
    for (const slot of handedOver) this.#ofSlots.set(slot, new TokenBuckets(nowMs));
  }

  lost(slots: Iterable<number>): void {
    for (const slot of slots) this.#ofSlots.delete(slot);
  }

  /**
   * This process has become a member, under a new id: it has no share yet of what spans slots.
   *
   * @param members how many live, this one too
   * @param unawareMs how long another member may still call without knowing of this one: its horizon
   */
  joined(members: number, unawareMs: number): void {
    const nowMs = this.scheduler.now();
    this.#spanning = new TokenBuckets(members > 1 ? nowMs + unawareMs : nowMs);
    this.membersChanged(members);
  }

  /** So many members live now, this one too. */
  membersChanged(members: number): void {
    this.#spanning.setShare(1 / Math.max(1, members), this.scheduler.now());
  }

  #bucketsOf(slot: number): TokenBuckets {
    const known = this.#ofSlots.get(slot);
    if (known) return known;
    const buckets = new TokenBuckets();
    this.#ofSlots.set(slot, buckets);
    return buckets;
  }
}
