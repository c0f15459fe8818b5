import { describe, expect, it } from '@jest/globals';
import { UnhurriedTurn } from '../../../src/outbox/urgency.js';

/** A turn at which everything is taken, and how long it is until the next one. */
function afterTurnOf(tookMs: number, atMs: number, turn: UnhurriedTurn): number | undefined {
  turn.begin(atMs, false);
  turn.end(tookMs, atMs);
  turn.wait('unhurried', atMs);
  return turn.inMs(atMs);
}

describe('the turn of what is in no hurry', () => {
  it('comes at once where nothing else is folded, time and again', () => {
    const turn = new UnhurriedTurn();
    expect(turn.inMs(0)).toBeUndefined();
    for (const atMs of [0, 40, 80]) {
      turn.wait('unhurried', atMs);
      expect(turn.inMs(atMs)).toBe(0);
      turn.begin(atMs, false);
      turn.end(40, atMs + 40);
    }
  });

  it('leaves so much time to deliveries that few of them meet it, within bounds, until there have been none for a while', () => {
    const turn = new UnhurriedTurn();
    turn.busy(1_000);
    for (const tookMs of [1, 6, 40]) {
      const restMs = afterTurnOf(tookMs, 1_010, turn)!;
      expect(tookMs / (tookMs + restMs)).toBeLessThan(0.03);
    }
    expect(afterTurnOf(5_000, 1_010, turn)).toBe(2_000);
    expect(turn.isAlone(6_000)).toBe(false);
    expect(turn.isAlone(6_001)).toBe(true);
    expect(afterTurnOf(6, 6_001, turn)).toBe(0);
  });

  it('takes few at a time beside deliveries, and what is left of them waits for the next', () => {
    const turn = new UnhurriedTurn();
    expect(turn.most(0)).toBe(16);
    turn.busy(1_000);
    expect(turn.most(1_010)).toBe(2);
    turn.wait('unhurried', 1_010);
    turn.begin(1_010, true);
    turn.end(5, 1_015);
    expect(turn.inMs(1_015)).toBe(300);
  });

  it('waits a little for others where there is nothing but what is not worth a commit of its own', () => {
    const turn = new UnhurriedTurn();
    turn.wait('whenever', 0);
    turn.wait('whenever', 60);
    expect(turn.inMs(60)).toBe(40);
    turn.wait('unhurried', 70);
    expect(turn.inMs(70)).toBe(0);
    turn.begin(70, false);
    expect(turn.inMs(200)).toBeUndefined();
  });
});
