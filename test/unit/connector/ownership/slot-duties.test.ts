import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Engine } from '../../../../src/connector/engine/engine.js';
import { SlotDuties } from '../../../../src/connector/ownership/slot-duties.js';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import type { ClaimedSlot } from '../../../../src/fleet/fleet-store.js';
import { SWEEP_WANTED, type SweepWantedBody } from '../../../../src/ingress/sweep/sweep-events.js';
import type { FoldEvent } from '../../../../src/outbox/reducer.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const APP = 'main';
const PORTALS = ['1', '2', '3'];
const SLOTS = PORTALS.map((portal) => slotOf(APP, portal));
const [ONE, TWO, THREE] = SLOTS as [number, number, number];

const claimed = (epoch: number, ...slots: number[]): ClaimedSlot[] =>
  slots.map((slot) => ({ slot, epoch, from: 'released' }));

/** One portal in each of three slots, each with a status that HubSpot has not confirmed. */
class Bench {
  readonly owned = new Map<number, number>();
  /** What the store works on. */
  readonly taken = new Set<number>();
  /** What is kept in memory of quotas and paces. */
  readonly remembered = new Set<number>();
  readonly submitted: string[] = [];
  answer: (event: FoldEvent) => Promise<unknown> = async () => undefined;
  whileTaking: () => void = () => undefined;
  readonly swept: string[] = [];
  whileClosing: () => void = () => undefined;
  readonly duties: SlotDuties;

  constructor() {
    const remember = (slots: Iterable<{ slot: number }>) => {
      for (const { slot } of slots) this.remembered.add(slot);
    };
    const forget = (slots: Iterable<number>) => {
      for (const slot of slots) this.remembered.delete(slot);
    };
    const engine = {
      fold: { forget: () => undefined, notify: () => undefined },
      pacing: { gained: remember, lost: forget },
      portals: {
        gained: async (slots: readonly ClaimedSlot[]) => remember(slots),
        lost: forget,
        handOver: async () => this.whileClosing(),
        all: () => PORTALS.map((portal) => ({ app: APP, portal })),
      },
      dueWork: { drained: async () => undefined },
      releases: { releaseStale: async () => undefined },
      submit: (event: FoldEvent) => {
        if (event.kind === SWEEP_WANTED) this.swept.push(`${event.portal}: ${(event.body as SweepWantedBody).cause}`);
        else this.submitted.push(event.portal);
        return this.answer(event);
      },
    } as unknown as Engine;
    this.duties = new SlotDuties({
      fleet: {
        take: async (slots) => {
          await Promise.resolve();
          this.whileTaking();
          for (const { slot } of slots) this.taken.add(slot);
          return 0;
        },
        drop: (slots) => {
          for (const slot of slots) this.taken.delete(slot);
        },
      },
      slots: { epochOf: (slot) => this.owned.get(slot) },
      store: { read: readDirty } as unknown as WorkStore,
      engine,
      announcements: { caughtUp: async () => undefined },
      recovered: false,
      receivers: () => undefined,
      scheduler: new ManualScheduler(),
      log: new SilentLog(),
    });
  }

  own(epoch: number, ...slots: number[]): void {
    for (const slot of slots) this.owned.set(slot, epoch);
  }

  lose(...slots: number[]): void {
    for (const slot of slots) this.owned.delete(slot);
    this.duties.lost(slots.map((slot) => ({ slot, epoch: 1 })));
  }
}

const readDirty: WorkStore['read'] = async (reads) =>
  reads.map((read) => {
    const [app, portal] = String('equal' in read ? read.equal?.['portal'] : '').split('/');
    return [{ key: `m${portal}`, doc: JSON.stringify({ key: `m${portal}`, app, portal }) }];
  });

describe('what an engine does when slots come and go', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.own(1, ...SLOTS);
  });

  it('works on what was prepared', async () => {
    await bench.duties.gained(claimed(1, ...SLOTS));
    expect([...bench.taken]).toEqual(SLOTS);
    expect(bench.submitted).toEqual(PORTALS);
  });

  it('searches for missed webhooks, unless somebody was there all the time', async () => {
    const [one, two, three] = claimed(1, ...SLOTS) as [ClaimedSlot, ClaimedSlot, ClaimedSlot];
    const released = { ...two, from: 'released' as const, releasedAgoMs: 100 };
    const longAgo = { ...three, from: 'released' as const, releasedAgoMs: 3_600_000 };
    await bench.duties.gained([{ ...one, from: 'expired' }, released, longAgo]);
    expect(bench.swept).toEqual(['1: taken', '2: handed-over', '3: started']);
  });

  it('works on nothing that it could not prepare', async () => {
    bench.answer = () => Promise.reject(new ChannelwrightError('CW_STORE_UNAVAILABLE'));
    await expect(bench.duties.gained(claimed(1, ...SLOTS))).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    expect([[...bench.taken], [...bench.remembered]]).toEqual([[], []]);
  });

  it('works on no slot that was lost while the store took it', async () => {
    bench.whileTaking = () => bench.lose(TWO);
    await bench.duties.gained(claimed(1, ...SLOTS));
    expect([...bench.taken]).toEqual([ONE, THREE]);
    expect([...bench.remembered]).toEqual([ONE, THREE]);
  });

  it('prepares the others where one slot is lost in the middle', async () => {
    bench.answer = async ({ portal }) => {
      if (portal !== '2') return;
      bench.lose(TWO);
      throw new ChannelwrightError('CW_STORE_FENCED');
    };
    await bench.duties.gained(claimed(1, ...SLOTS));
    expect(bench.submitted).toEqual(PORTALS);
    expect([...bench.taken]).toEqual([ONE, THREE]);
  });

  it('forgets nothing of a slot that came back while it was being handed over', async () => {
    await bench.duties.gained(claimed(1, ...SLOTS));
    bench.whileClosing = () => {
      bench.lose(TWO);
      bench.own(3, TWO);
      bench.taken.add(TWO);
      bench.remembered.add(TWO);
    };
    const given = [ONE, TWO].map((slot) => ({ slot, epoch: 1 }));
    await bench.duties.handOver(given, new AbortController().signal);
    expect([[...bench.taken], [...bench.remembered]]).toEqual([
      [THREE, TWO],
      [THREE, TWO],
    ]);
  });
});
