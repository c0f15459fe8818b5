import { beforeEach, describe, expect, it } from '@jest/globals';
import { SLOTS } from '../../../src/outbox/slot.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { FleetProcess, type ProcessOptions } from '../../fixtures/fleet-process.js';
import { MemoryLedger } from '../../fixtures/memory-fleet.js';

const EXPIRY = 15_000;
const BEAT = EXPIRY / 12;
const HORIZON = EXPIRY / 3;

let real: ManualScheduler;
let ledger: MemoryLedger;
beforeEach(() => {
  real = new ManualScheduler();
  ledger = new MemoryLedger(real);
});

const process = (options?: ProcessOptions) => new FleetProcess(real, ledger, options);
const never = () => new AbortController().signal;

async function started(count: number): Promise<FleetProcess[]> {
  const processes = Array.from({ length: count }, () => process());
  for (const one of processes) await one.member.start();
  await real.advance(60_000);
  return processes;
}

/** A member that only looks. */
const someone = { name: 'x', version: '1', fingerprint: '1', apps: ['app'], channels: ['sms'], expiryMs: EXPIRY };

function held(): { until: Promise<void>; end: () => void } {
  let end = () => {};
  const until = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { until, end };
}

const sizes = (...processes: FleetProcess[]) => processes.map(({ size }) => size).sort((a, b) => b - a);

describe('a member of a fleet', () => {
  it('takes everything at once when it is alone, and may call', async () => {
    const alone = process();
    await alone.member.start();
    expect(alone.size).toBe(SLOTS);
    expect(alone.callable()).toHaveLength(SLOTS);
    expect(alone.told).toEqual(['members 1', `gained ${SLOTS}`]);
    expect(alone.member.health).toBeUndefined();
  });

  it('shares with whoever comes, and takes over from whoever goes', async () => {
    const [a, b, c] = await started(3);
    expect(sizes(a!, b!, c!)).toEqual([342, 341, 341]);
    await b!.member.stop(never());
    await real.advance(2 * BEAT);
    expect(sizes(a!, b!, c!)).toEqual([512, 512, 0]);
    expect([a!.members, c!.members]).toEqual([2, 2]);
  });

  it('moves nothing once everybody has its share', async () => {
    const processes = await started(5);
    const before = processes.map(({ told }) => told.length);
    await real.advance(600_000);
    expect(processes.map(({ told }) => told.length)).toEqual(before);
  });

  it('takes over from the dead within the expiry and two heartbeats', async () => {
    const [a, b] = await started(2);
    b!.time.kill();
    await real.advance(EXPIRY + 2 * BEAT);
    expect(a!.size).toBe(SLOTS);
  });

  it('takes no part before whoever may call has seen it', async () => {
    ledger.needs.set(3, [{ app: 'app', channel: 'line' }]);
    const [a] = await started(1);
    a!.fleet.down = true;
    const newcomer = process({ channels: ['sms', 'line'] });
    await newcomer.member.start();
    expect([a!.members, newcomer.members, newcomer.size]).toEqual([1, 2, 0]);
    await real.advance(HORIZON - 1);
    expect([newcomer.size, a!.mayCall(0)]).toEqual([0, true]);
    await real.advance(1);
    expect(a!.mayCall(0)).toBe(false);
    a!.fleet.down = false;
    await real.advance(2 * BEAT);
    expect(a!.members).toBe(2);
    expect(newcomer.size).toBeGreaterThan(0);
  });

  it('makes room a few slots at a time', async () => {
    const [a] = await started(1);
    await process().member.start();
    await real.advance(HORIZON + BEAT);
    expect(a!.told.filter((told) => told.startsWith('handOver'))).toHaveLength(SLOTS / 16 / 8);
  });

  it('begins work when a slot is prepared, and none once it is being handed over', async () => {
    const alone = process();
    const prepared = held();
    alone.prepare = () => prepared.until;
    const starting = alone.member.start();
    await real.settle();
    expect([alone.member.epochOf(3), alone.member.mayBegin(3), alone.mayCall(3)]).toEqual([1, false, true]);
    await real.advance(2 * EXPIRY);
    prepared.end();
    await starting;
    expect(alone.member.mayBegin(3)).toBe(true);
    const drained = held();
    alone.handOver = () => drained.until;
    const stopping = alone.member.stop(never());
    await real.settle();
    expect([alone.member.epochOf(3), alone.member.mayBegin(3), alone.mayCall(3)]).toEqual([1, false, true]);
    drained.end();
    await stopping;
    expect([alone.member.epochOf(3), alone.mayCall(3)]).toEqual([undefined, false]);
    expect(await alone.fleet.claim(await alone.fleet.join(someone), 1)).toMatchObject([{ from: 'released' }]);
  });

  it('gives back what it cannot prepare, and tries again later', async () => {
    const alone = process();
    alone.prepare = () => Promise.reject(new Error('no'));
    await alone.member.start();
    expect(alone.size).toBe(0);
    alone.prepare = async () => undefined;
    await real.advance(HORIZON - 1);
    expect(alone.told.filter((told) => told.startsWith('gained'))).toHaveLength(1);
    await real.advance(2 * BEAT);
    expect(alone.size).toBe(SLOTS);
  });

  it('lets a call that takes long hold up only the slots handed over with it', async () => {
    const [a] = await started(1);
    const busy = held();
    a!.handOver = (slots) => (slots.some(({ slot }) => slot === 1000) ? busy.until : Promise.resolve());
    const b = process();
    await b.member.start();
    await real.advance(60_000);
    expect([a!.size, b.size]).toEqual([SLOTS / 2 + 8, SLOTS / 2 - 8]);
    expect(a!.member.mayBegin(1000)).toBe(false);
    expect(a!.member.owned().filter(({ slot }) => !a!.member.mayBegin(slot))).toHaveLength(8);
    busy.end();
    await real.advance(2 * BEAT);
    expect(sizes(a!, b)).toEqual([SLOTS / 2, SLOTS / 2]);
  });

  it('asks again for a handover that failed', async () => {
    const [a] = await started(1);
    let failures = 3;
    a!.handOver = async () => {
      failures -= 1;
      if (failures >= 0) throw new Error('no');
    };
    const stopping = a!.member.stop(never());
    await real.advance(2 * BEAT);
    await stopping;
    expect(a!.told.filter((told) => told.startsWith('lost'))).toEqual([]);
  });

  it('leaves behind what is still under way when it must end', async () => {
    const [a] = await started(1);
    let signal: AbortSignal | undefined;
    a!.handOver = (slots, tooLate) => {
      if (!slots.some(({ slot }) => slot === 5)) return Promise.resolve();
      signal = tooLate;
      return held().until;
    };
    const hard = new AbortController();
    const stopping = a!.member.stop(hard.signal);
    await real.advance(1_000);
    expect(a!.size).toBe(8);
    hard.abort();
    await stopping;
    expect(signal?.aborted).toBe(true);
    expect(a!.told.at(-1)).toBe('lost 8');
    const taken = await a!.fleet.claim(await a!.fleet.join(someone), SLOTS);
    expect(taken.filter(({ from }) => from === 'expired')).toHaveLength(8);
  });

  it('loses a slot alone that the store says is another’s', async () => {
    const [a] = await started(1);
    a!.member.fenced({ slot: 7, epoch: 0 });
    expect(a!.size).toBe(SLOTS);
    a!.member.fenced({ slot: 7, epoch: 1 });
    expect([a!.size, a!.told.at(-1), a!.mayCall(7), a!.mayCall(8)]).toEqual([SLOTS - 1, 'lost 1', false, true]);
  });

  it('finds slots whose claim it never heard of', async () => {
    const a = process();
    const claim = a.fleet.claim.bind(a.fleet);
    a.fleet.claim = async (...args) => {
      await claim(...args);
      a.fleet.claim = claim;
      throw new Error('connection reset');
    };
    await a.member.start();
    expect(a.size).toBe(0);
    await real.advance(3 * BEAT);
    expect(a.size).toBe(SLOTS);
    expect(a.member.mayBegin(0)).toBe(true);
  });

  it('says why it could not join, and can be stopped all the same', async () => {
    const a = process();
    a.fleet.down = true;
    await expect(a.member.start()).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    expect(a.member.health).toBe('it has not joined the fleet yet');
    await a.member.stop(never());
  });
});

describe('a fleet of different configurations', () => {
  const both = { channels: ['sms', 'line'] };

  function need(channel: string, ...slots: number[]): void {
    for (const slot of slots) ledger.needs.set(slot, [{ app: 'app', channel }]);
  }

  it('lets nobody own what it does not know, and shares the rest', async () => {
    need('line', ...Array.from({ length: 900 }, (_, slot) => slot));
    const [a, b, c] = [process(both), process(both), process()];
    for (const one of [a, b, c]) await one.member.start();
    await real.advance(120_000);
    expect([a.size, b.size, c.size]).toEqual([450, 450, 124]);
    expect(c.member.owned().every(({ slot }) => slot >= 900)).toBe(true);
    const before = [a, b, c].map(({ told }) => told.length);
    await real.advance(600_000);
    expect([a, b, c].map(({ told }) => told.length)).toEqual(before);
  });

  it('leaves alone what nobody knows, and takes it when somebody comes who does', async () => {
    need('line', 1, 2, 3);
    const a = process();
    await a.member.start();
    await real.advance(60_000);
    expect(a.size).toBe(SLOTS - 3);
    const b = process(both);
    await b.member.start();
    await real.advance(60_000);
    expect(sizes(a, b)).toEqual([512, 512]);
    expect([1, 2, 3].map((slot) => b.member.epochOf(slot))).toEqual([1, 1, 1]);
  });

  it('moves a slot that came to need more to whoever knows it', async () => {
    const [a, b] = [process(), process(both)];
    for (const one of [a, b]) await one.member.start();
    await real.advance(60_000);
    const moving = a.member.owned()[0]!.slot;
    need('line', moving);
    await real.advance(3 * EXPIRY);
    expect([a.mayCall(moving), b.mayCall(moving)]).toEqual([false, true]);
    expect(sizes(a, b)).toEqual([512, 512]);
  });
});

describe('a member that stands still', () => {
  it('may not call when it wakes after the horizon, before anything else has run', async () => {
    const [a] = await started(1);
    a!.time.stop();
    await real.advance(HORIZON);
    a!.time.resume();
    expect(a!.mayCall(0)).toBe(false);
    await real.advance(BEAT);
    expect(a!.mayCall(0)).toBe(true);
    expect(a!.told.at(-1)).toBe(`gained ${SLOTS}`);
  });

  it.each<[string, (one: FleetProcess) => void]>([
    ['though its clock was set back', (one) => one.time.resume()],
    ['though its machine was suspended', (one) => one.time.resume(2 * EXPIRY)],
  ])('loses everything when it wakes after its expiry, %s', async (why, wake) => {
    const [a, b] = await started(2);
    const lost = a!.size;
    a!.time.stop();
    if (why.includes('set back')) a!.time.aheadMs = -3_600_000;
    await real.advance(2 * EXPIRY);
    expect(b!.size).toBe(SLOTS);
    wake(a!);
    expect(a!.callable()).toEqual([]);
    await real.advance(60_000);
    expect(a!.told).toContain(`lost ${lost}`);
    expect(sizes(a!, b!)).toEqual([512, 512]);
  });
});

describe('a member that cannot renew', () => {
  it('stops calling at the horizon, loses everything at the expiry, and comes back by itself', async () => {
    const alone = process();
    await alone.member.start();
    alone.fleet.down = true;
    await real.advance(HORIZON - 1);
    expect(alone.mayCall(0)).toBe(true);
    await real.advance(1);
    expect(alone.mayCall(0)).toBe(false);
    expect(alone.member.health).toBe('no renewal for 5 s');
    await real.advance(EXPIRY - HORIZON - 1);
    expect(alone.size).toBe(SLOTS);
    await real.advance(1);
    expect(alone.told.at(-1)).toBe(`lost ${SLOTS}`);
    expect(alone.size).toBe(0);
    await real.advance(60_000);
    alone.fleet.down = false;
    await real.advance(HORIZON + BEAT);
    expect(alone.size).toBe(SLOTS);
    expect(alone.member.health).toBeUndefined();
  });

  it('is not lost for a renewal whose answer takes longer than it is waited for', async () => {
    const alone = process();
    await alone.member.start();
    const renew = alone.fleet.renew.bind(alone.fleet);
    let asked = 0;
    alone.fleet.renew = () => {
      asked += 1;
      return new Promise(() => {});
    };
    await real.advance(HORIZON);
    expect(asked).toBe(2);
    expect(alone.mayCall(0)).toBe(false);
    alone.fleet.renew = renew;
    await real.advance(HORIZON);
    expect(alone.mayCall(0)).toBe(true);
    expect(alone.told).toEqual(['members 1', `gained ${SLOTS}`]);
  });

  it('leaves its old membership when it was cut off, so that its slots are free at once', async () => {
    const alone = process();
    await alone.member.start();
    const renew = alone.fleet.renew.bind(alone.fleet);
    alone.fleet.renew = async (id) => {
      await renew(id);
      throw new Error('the answer was lost');
    };
    await real.advance(EXPIRY);
    expect(alone.told.at(-1)).toBe(`lost ${SLOTS}`);
    alone.fleet.renew = renew;
    await real.advance(HORIZON);
    expect(alone.size).toBe(SLOTS);
  });
});
