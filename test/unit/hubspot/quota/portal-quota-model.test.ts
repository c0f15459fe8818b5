import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PortalQuota } from '../../../../src/hubspot/quota/portal-quota.js';
import { type Permit, QUOTA_CLASSES, type QuotaReading } from '../../../../src/hubspot/quota/quota.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { QuotaModel } from './quota-model.js';

const PER_MS = 20;

const quotaClass = fc.constantFrom(...QUOTA_CLASSES);
const reading: fc.Arbitrary<QuotaReading> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 2,
    arbitrary: fc.record({ max: fc.integer({ min: 1, max: 14 }), remaining: fc.integer({ min: 0, max: 14 }) }),
  },
  { weight: 1, arbitrary: fc.record({ pauseMs: fc.integer({ min: 1, max: 3 * PER_MS }) }) },
);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), quotaClass }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('try' as const), quotaClass }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('release' as const), pick: fc.nat(), reading }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('giveBack' as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('leave' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 1, max: PER_MS }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** The real thing and its definition, driven by the same steps. */
class Pair {
  readonly scheduler = new ManualScheduler();
  readonly quota: PortalQuota;
  readonly model: QuotaModel;
  readonly grants: string[] = [];
  readonly #permits = new Map<number, Permit>();
  readonly #waiting = new Map<number, AbortController>();
  #ids = 0;

  constructor(limit: number) {
    this.quota = new PortalQuota(this.scheduler, { requests: limit, perMs: PER_MS });
    this.model = new QuotaModel(limit, PER_MS, this.scheduler.now());
  }

  async run(one: Step): Promise<void> {
    switch (one.do) {
      case 'wait':
        this.#wait(one.quotaClass);
        break;
      case 'try':
        this.#try(one.quotaClass);
        break;
      case 'release':
        this.#end(one.pick, (id, permit) => {
          permit.release(one.reading);
          this.model.release(id, one.reading);
        });
        break;
      case 'giveBack':
        this.#end(one.pick, (id, permit) => {
          permit.giveBack();
          this.model.giveBack(id);
        });
        break;
      case 'leave':
        this.#leave(one.pick);
        break;
      case 'advance':
        await this.scheduler.advance(one.ms);
        this.model.advance(one.ms);
    }
    await Promise.resolve();
  }

  #wait(wanted: (typeof QUOTA_CLASSES)[number]): void {
    const id = this.#ids++;
    const controller = new AbortController();
    this.#waiting.set(id, controller);
    this.model.wait(id, wanted);
    this.quota.acquire(wanted, controller.signal).then(
      (permit) => {
        this.#waiting.delete(id);
        this.#permits.set(id, permit);
        this.grants.push(`${id} at ${this.scheduler.now()}`);
      },
      () => undefined,
    );
  }

  #try(wanted: (typeof QUOTA_CLASSES)[number]): void {
    const id = this.#ids++;
    const permit = this.quota.tryAcquire(wanted);
    expect(permit !== undefined).toBe(this.model.try(id, wanted));
    if (permit !== undefined) this.#permits.set(id, permit);
  }

  #end(pick: number, how: (id: number, permit: Permit) => void): void {
    const open = [...this.#permits];
    const chosen = open[pick % Math.max(1, open.length)];
    if (chosen === undefined) return;
    this.#permits.delete(chosen[0]);
    how(...chosen);
  }

  #leave(pick: number): void {
    const waiting = [...this.#waiting];
    const chosen = waiting[pick % Math.max(1, waiting.length)];
    if (chosen === undefined) return;
    this.#waiting.delete(chosen[0]);
    chosen[1].abort();
    this.model.leave(chosen[0]);
  }
}

it('does what its definition says, whatever is asked of it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.array(step, { maxLength: 60 }), async (limit, steps) => {
      const pair = new Pair(limit);
      for (const one of steps) {
        await pair.run(one);
        expect(pair.grants).toEqual(pair.model.grants);
        for (const one of QUOTA_CLASSES) expect(pair.quota.nextFreeAt(one)).toBe(pair.model.nextFreeAt(one));
      }
    }),
    { numRuns: 300 },
  );
});
