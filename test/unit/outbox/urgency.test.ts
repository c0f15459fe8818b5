import { describe, expect, it } from '@jest/globals';
import { UnhurriedTurn } from '../../../src/outbox/urgency.js';

describe('the turn of what is in no hurry', () => {
  it('comes at once where nothing else is folded, time and again', () => {
    const turn = new UnhurriedTurn();
    expect(turn.inMs(0)).toBeUndefined();
    for (const atMs of [0, 40, 80]) {
      turn.wait(atMs);
      expect(turn.inMs(atMs)).toBe(0);
      turn.begin();
      turn.end(40, atMs + 40);
    }
  });

  it('leaves three times as long as it has taken to deliveries, within bounds, until there have been none for a while', () => {
    const turn = new UnhurriedTurn();
    const afterTurnOf = (tookMs: number, atMs: number) => {
      turn.begin();
      turn.end(tookMs, atMs);
      turn.wait(atMs);
      return turn.inMs(atMs);
    };
    turn.busy(1_000);
    expect(afterTurnOf(6, 1_010)).toBe(18);
    expect(afterTurnOf(5_000, 1_010)).toBe(1_000);
    expect(turn.isAlone(3_000)).toBe(false);
    expect(turn.isAlone(3_001)).toBe(true);
    expect(afterTurnOf(6, 3_001)).toBe(0);
  });
});
