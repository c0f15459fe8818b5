import { describe, it } from '@jest/globals';
import { storeConformance } from '../../../src/testing/store-conformance.js';
import { openMemoryBench } from './memory-bench.js';

/** These look at bytes, or open with other keys. The lock has no meaning for a store that lives in one process. */
const NOT_IN_MEMORY = new Set([
  'sealed-on-disk',
  'key-rotation',
  'wrong-key-refused-at-once',
  'key-dropped-too-early',
  'resealed-under-the-first-key',
  'a-look-reseals-nothing',
  'resealing-leaves-what-it-cannot-open',
  'resealing-loses-no-write',
  'who-writes-now',
  'one-engine',
]);

describe('The store in memory, on which the model tests run, keeps the promises of a store', () => {
  const cases = storeConformance(openMemoryBench).filter(({ id }) => !NOT_IN_MEMORY.has(id));
  it.each(cases.map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});
