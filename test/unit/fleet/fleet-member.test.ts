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
});
