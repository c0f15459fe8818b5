import { describe, expect, it } from '@jest/globals';
import { joinLane, LANES, leaveLane } from '../../../src/outbox/lane.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';

const owner = { app: 'main', portal: '1', channel: 'sms', account: 'line', conversation: 'ada' };
const item = (key: string, atMs: number, sequence = 0) => ({ key, atMs, sequence, kind: 'message' as const });
const keys = (tx: MemoryTx) => tx.get(LANES, 'ada:out')?.items.map(({ key }) => key);

describe('a lane', () => {
  it('keeps its items in the order of their time, then of their sequence', () => {
    const tx = new MemoryTx();
    for (const next of [item('first', 10), item('late', 40), item('third', 30, 2), item('second', 30, 1)]) {
      joinLane(tx, owner, 'out', next);
    }
    expect(keys(tx)).toEqual(['first', 'second', 'third', 'late']);
  });

  it('leaves its head where it is, for it may have been begun', () => {
    const tx = new MemoryTx();
    joinLane(tx, owner, 'out', item('begun', 20));
    joinLane(tx, owner, 'out', item('older', 10));
    expect(keys(tx)).toEqual(['begun', 'older']);
  });

  it('takes an item once', () => {
    const tx = new MemoryTx();
    joinLane(tx, owner, 'out', item('one', 1));
    joinLane(tx, owner, 'out', item('one', 1));
    expect(keys(tx)).toEqual(['one']);
  });

  it('is gone with its last item', () => {
    const tx = new MemoryTx();
    joinLane(tx, owner, 'out', item('one', 1));
    expect(leaveLane(tx, 'ada', 'out', 'other')).toBeUndefined();
    expect(leaveLane(tx, 'ada', 'out', 'one')?.items).toEqual([]);
    expect(tx.all(LANES)).toEqual([]);
  });
});
