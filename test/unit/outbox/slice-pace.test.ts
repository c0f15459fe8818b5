import { describe, expect, it } from '@jest/globals';
import { SlicePace } from '../../../src/outbox/slice-pace.js';

/** A machine on which every row takes as long, beside what every commit takes. */
class Slices {
  readonly fold = { folded: 1, tookMs: 0 };
  readonly #pace = new SlicePace(this.fold);
  nowMs = 0;

  constructor(readonly machine: { commitMs: number; msPerRow: number }) {}

  next(others = 0) {
    this.fold.folded += others;
    const size = this.#pace.next(this.nowMs);
    this.fold.folded += 1;
    this.fold.tookMs = this.machine.commitMs + this.machine.msPerRow * size.rows;
    this.#pace.done(size.rows);
    this.nowMs += this.fold.tookMs + size.pauseMs;
    return { ...size, tookMs: this.fold.tookMs };
  }

  settled(others = 0) {
    for (let slices = 0; slices < 50; slices++) this.next(others);
    return this.next(others);
  }
}

describe('the pace of slices', () => {
  it('is of slices that take as long on any machine, one after another where nothing else is folded', () => {
    for (const machine of [
      { commitMs: 2, msPerRow: 0.1 },
      { commitMs: 1, msPerRow: 0.5 },
    ]) {
      const { tookMs, pauseMs } = new Slices(machine).settled();
      expect(tookMs).toBeGreaterThan(12);
      expect(tookMs).toBeLessThan(18);
      expect(pauseMs).toBe(0);
    }
  });

  it('gives way where something else is folded, for a while: smaller slices, and three times as long between them', () => {
    const slices = new Slices({ commitMs: 2, msPerRow: 0.1 });
    slices.settled();
    const { tookMs, pauseMs } = slices.settled(1);
    expect(tookMs).toBeLessThan(6);
    expect(pauseMs).toBeGreaterThanOrEqual(2.5 * tookMs);
    slices.nowMs += 1_900;
    expect(slices.next().pauseMs).toBeGreaterThan(0);
    slices.nowMs += 2_000;
    expect(slices.next().pauseMs).toBe(0);
  });

  it('has bounds, however quick a machine is or how slow its disk', () => {
    expect(new Slices({ commitMs: 0, msPerRow: 0.001 }).settled().rows).toBe(400);
    const slow = new Slices({ commitMs: 4_000, msPerRow: 1 }).settled(1);
    expect(slow).toMatchObject({ rows: 10, pauseMs: 1_000 });
  });
});
