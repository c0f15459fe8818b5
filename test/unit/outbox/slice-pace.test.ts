import { describe, expect, it } from '@jest/globals';
import { SlicePace } from '../../../src/outbox/slice-pace.js';

/** A machine on which every row takes as long, beside what every commit takes. Answers how large slices become. */
function settled(machine: { commitMs: number; msPerRow: number }, isAlone: boolean) {
  const fold = { isAlone, turnMs: 0 };
  const pace = new SlicePace(fold);
  for (let slices = 0; slices < 50; slices++) {
    fold.turnMs = machine.commitMs + machine.msPerRow * pace.rows;
    pace.done(pace.rows);
  }
  return { rows: pace.rows, tookMs: fold.turnMs };
}

describe('the pace of slices', () => {
  it.each([
    { commitMs: 2, msPerRow: 0.1 },
    { commitMs: 1, msPerRow: 0.2 },
  ])('is of slices that take as long on any machine, and less beside deliveries: %j', (machine) => {
    const alone = settled(machine, true).tookMs;
    expect(alone).toBeGreaterThan(12);
    expect(alone).toBeLessThan(18);
    const beside = settled(machine, false).tookMs;
    expect(beside).toBeGreaterThan(3);
    expect(beside).toBeLessThan(6);
  });

  it('has bounds, however quick a machine is or how slow its disk', () => {
    expect(settled({ commitMs: 0, msPerRow: 0.001 }, true).rows).toBe(400);
    expect(settled({ commitMs: 4_000, msPerRow: 1 }, false).rows).toBe(10);
  });
});
