import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../../src/testing/seeded-random.js';

const draw = (seed: number) => {
  const random = new SeededRandom(seed);
  return [random.next(), random.uuid(), random.next()];
};

describe('seeded randomness', () => {
  it('repeats with its seed and differs with another', () => {
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('stays in [0, 1) and is spread over it', () => {
    const random = new SeededRandom(1);
    const tenths = new Set<number>();
    for (let i = 0; i < 1_000; i += 1) tenths.add(Math.floor(random.next() * 10));
    expect([...tenths].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('makes UUIDs of version 4', () => {
    const random = new SeededRandom(2);
    for (let i = 0; i < 50; i += 1) {
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });
});
