import { describe, expect, it } from '@jest/globals';
import { SlicePace } from '../../../src/outbox/slice-pace.js';

/** A machine on which every row takes as long, beside what every slice takes. */
interface Machine {
  fixedMs: number;
  msPerRow: number;
}

/** Answers the largest slice of the last few, and how long it takes. */
function settled({ fixedMs, msPerRow }: Machine, isAlone: boolean) {
  const fold = { isAlone, turnMs: 0 };
  const pace = new SlicePace(fold);
  const sizes: number[] = [];
  for (let slice = 0; slice < 400; slice++) {
    const { rows } = pace;
    sizes.push(rows);
    fold.turnMs = fixedMs + msPerRow * rows;
    pace.done(rows);
  }
  const rows = Math.max(...sizes.slice(-10));
  return { rows, tookMs: fixedMs + msPerRow * rows };
}

describe('the pace of slices', () => {
  it.each([
    { fixedMs: 2, msPerRow: 0.1 },
    { fixedMs: 1, msPerRow: 0.2 },
    { fixedMs: 0.5, msPerRow: 0.3 },
  ])('is of slices that hold nobody up for long, and hardly at all beside deliveries: %j', (machine) => {
    const alone = settled(machine, true).tookMs;
    expect(alone).toBeGreaterThan(5);
    expect(alone).toBeLessThan(12);
    const beside = settled(machine, false).tookMs;
    expect(beside).toBeLessThan(machine.fixedMs + 1.6);
  });

  it.each([
    { fixedMs: 40, msPerRow: 0.4 },
    { fixedMs: 100, msPerRow: 0.5 },
    { fixedMs: 30, msPerRow: 0.2 },
  ])(
    'does not charge to rows what each commit costs: alone, at least a third of the time is spent on rows: %j',
    (machine) => {
      const { rows, tookMs } = settled(machine, true);
      expect((rows * machine.msPerRow) / tookMs).toBeGreaterThan(1 / 3);
    },
  );

  it('is never of slices that are too small to be worth a commit, nor without bounds', () => {
    expect(settled({ fixedMs: 0, msPerRow: 0.001 }, true).rows).toBe(300);
    expect(settled({ fixedMs: 4_000, msPerRow: 1 }, false).rows).toBe(4);
    expect(settled({ fixedMs: 4, msPerRow: 50 }, true).rows).toBe(20);
  });

  it('forgets one turn that took very long: that was the machine', () => {
    const fold = { isAlone: true, turnMs: 0 };
    const pace = new SlicePace(fold);
    const turn = (rows: number, tookMs: number) => {
      fold.turnMs = tookMs;
      pace.done(rows);
    };
    for (let slice = 0; slice < 40; slice++) turn(slice % 4 === 0 ? 20 : 60, slice % 4 === 0 ? 6 : 14);
    const before = pace.rows;
    turn(60, 60_000);
    for (let slice = 0; slice < 40; slice++) turn(slice % 4 === 0 ? 20 : 60, slice % 4 === 0 ? 6 : 14);
    expect(Math.abs(pace.rows - before)).toBeLessThan(before / 4);
  });
});
