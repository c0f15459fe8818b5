import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Limit } from '../../../../src/contract/capabilities.js';
import { Pacing } from '../../../../src/delivery/sending/pacing.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const LIMITS: Limit[] = [
  { scope: 'sender', count: 3, perMs: 1_000 },
  { scope: 'provider', count: 24, perMs: 1_000 },
];
const SLOTS = 3;
/** Members renew this often, and call for no longer than this after a renewal. */
const HORIZON_MS = 400;
const EXPIRY_MS = 3 * HORIZON_MS;

interface Member {
  pacing: Pacing;
  joinedAtMs: number;
  renewAtMs: number;
  /** Counted by the others until then. */
  untilMs: number;
  slots: Set<number>;
}

/** N processes and a ledger. Who lives is known to each as of its last renewal; who is new takes part when all know of it. */
class Fleet {
  readonly scheduler = new ManualScheduler(0);
  readonly calls: { atMs: number; slot: number }[] = [];
  readonly #alive: Member[] = [];
  readonly #counted = new Set<Member>();

  get nowMs(): number {
    return this.scheduler.now();
  }

  join(): void {
    const pacing = new Pacing(this.scheduler);
    const member: Member = {
      pacing,
      joinedAtMs: this.nowMs,
      renewAtMs: this.nowMs + HORIZON_MS,
      untilMs: Number.POSITIVE_INFINITY,
      slots: new Set(),
    };
    this.#alive.push(member);
    this.#counted.add(member);
    pacing.membersChanged(this.#members());
  }

  /** In order: what it owned is free at once. Or killed: it is counted, and owns what it owned, until it expires. */
  end(pick: number, how: 'leave' | 'die'): void {
    const [member] = this.#alive.splice(pick % Math.max(1, this.#alive.length), 1);
    if (member) member.untilMs = how === 'leave' ? this.nowMs : this.nowMs + EXPIRY_MS;
  }

  move(pick: number, slot: number): void {
    const to = this.#grown[pick % Math.max(1, this.#grown.length)];
    const from = this.#alive.find(({ slots }) => slots.has(slot));
    if (!to || !from || to === from) return;
    from.slots.delete(slot);
    from.pacing.lost([slot]);
    this.#gain(to, slot);
  }

  claim(): void {
    const owned = new Set([...this.#counted].filter((m) => m.untilMs > this.nowMs).flatMap(({ slots }) => [...slots]));
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const to = this.#grown[slot % Math.max(1, this.#grown.length)];
      if (to && !owned.has(slot)) this.#gain(to, slot);
    }
  }

  async advance(ms: number): Promise<void> {
    for (let left = ms; left > 0; ) {
      const nextMs = Math.min(left, ...this.#alive.map(({ renewAtMs }) => Math.max(1, renewAtMs - this.nowMs)));
      await this.scheduler.advance(nextMs);
      left -= nextMs;
      for (const member of this.#alive) if (member.renewAtMs <= this.nowMs) this.#renew(member);
    }
  }

  /** Everybody sends all it may. */
  flood(): void {
    for (const { pacing, slots } of this.#alive) {
      for (const slot of slots) {
        const take = () => pacing.take(LIMITS, slot, (scope) => (scope === 'provider' ? 'us' : `sender-${slot}`));
        while (take() === undefined) this.calls.push({ atMs: this.nowMs, slot });
      }
    }
  }

  get #grown(): Member[] {
    return this.#alive.filter(({ joinedAtMs }) => joinedAtMs + HORIZON_MS <= this.nowMs);
  }

  #renew(member: Member): void {
    member.renewAtMs = this.nowMs + HORIZON_MS;
    member.pacing.membersChanged(this.#members());
    this.claim();
  }

  #members(): number {
    for (const member of this.#counted) if (member.untilMs <= this.nowMs) this.#counted.delete(member);
    return this.#counted.size;
  }

  #gain(to: Member, slot: number): void {
    to.slots.add(slot);
    to.pacing.gained([{ slot, from: 'released' }]);
  }
}

const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave' as const, 'die' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), pick: fc.nat(), slot: fc.nat(SLOTS - 1) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('flood' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: 1_500 }) }) },
);

async function run(steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]): Promise<Fleet> {
  const fleet = new Fleet();
  fleet.join();
  for (const one of steps) {
    if (one.do === 'join') fleet.join();
    else if (one.do === 'move') fleet.move(one.pick, one.slot);
    else if (one.do === 'flood') fleet.flood();
    else if (one.do === 'advance') await fleet.advance(one.ms);
    else fleet.end(one.pick, one.do);
  }
  return fleet;
}

/** What a token bucket promises, for every window between two calls. */
function expectWithin({ count, perMs }: Limit, atMs: readonly number[]): void {
  for (const [from, first] of atMs.entries()) {
    for (const [index, last] of atMs.slice(from).entries()) {
      const allowed = count * (1 + (last - first) / perMs);
      if (index + 1 > allowed + 1e-6)
        expect({ calls: index + 1, first, last }).toEqual({ calls: allowed, first, last });
    }
  }
}

describe('the rates of a fleet', () => {
  it('hold over all processes, however they come, go, die and hand over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const { calls } = await run(steps);
        const [ofSender, ofProvider] = LIMITS as [Limit, Limit];
        expectWithin(
          ofProvider,
          calls.map(({ atMs }) => atMs),
        );
        for (let slot = 0; slot < SLOTS; slot += 1) {
          expectWithin(
            ofSender,
            calls.filter((call) => call.slot === slot).map(({ atMs }) => atMs),
          );
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are used in full by few and by many', async () => {
    const limits: Limit[] = [{ scope: 'provider', count: 8, perMs: 1_000 }];
    const { scheduler, processes } = processesOf(4);
    let sent = 0;
    for (let round = 0; round < 100; round += 1) {
      for (const pacing of processes) while (pacing.take(limits, 0, () => 'us') === undefined) sent += 1;
      await scheduler.advance(100);
    }
    expect(sent).toBeGreaterThanOrEqual(76);
    expect(sent).toBeLessThanOrEqual(80);
  });

  it('whose share is below one call still let calls through, one by one', async () => {
    const limits: Limit[] = [{ scope: 'provider', count: 1, perMs: 1_000 }];
    const { scheduler, processes } = processesOf(3);
    const take = () => processes[0]!.take(limits, 0, () => 'us');
    expect(take()).toBe(scheduler.now() + 3_000);
    await scheduler.advance(3_000);
    expect([take(), take()]).toEqual([undefined, scheduler.now() + 3_000]);
  });

  it('are there at once for a slot that nobody ever had', () => {
    const { scheduler, processes } = processesOf(1);
    processes[0]!.gained([{ slot: 2, from: 'new' }]);
    const limits: Limit[] = [{ scope: 'peer', count: 1, perMs: 6_000 }];
    const take = (slot: number) => processes[0]!.take(limits, slot, () => 'Ada');
    expect(take(2)).toBeUndefined();
    expect(take(0)).toBe(scheduler.now() + 6_000);
  });
});

function processesOf(count: number) {
  const scheduler = new ManualScheduler(0);
  const processes = Array.from({ length: count }, () => new Pacing(scheduler));
  for (const pacing of processes) {
    pacing.membersChanged(count);
    pacing.gained([{ slot: 0, from: 'released' }]);
  }
  return { scheduler, processes };
}
