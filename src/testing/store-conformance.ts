import { documentCases } from './store-conformance/documents.js';
import { dueCases } from './store-conformance/due.js';
import { findCases } from './store-conformance/finds.js';
import { inboxCases } from './store-conformance/inbox.js';
import { journalCases } from './store-conformance/journal.js';
import { ownershipCases } from './store-conformance/ownership.js';
import { parkingCases } from './store-conformance/parking.js';
import { sealingCases } from './store-conformance/sealing.js';
import type { OpenStoreBench, StoreCase } from './store-conformance/store-bench.js';

export type { OpenStoreBench, StoreBench, StoreCase } from './store-conformance/store-bench.js';

/** One promise of a store. */
export interface StoreConformanceCase {
  id: string;
  /** What breaks in the engine when it does not hold. */
  why: string;
  /** Rejects when it does not hold. */
  run(): Promise<void>;
}

/**
 * What every store must do, whatever it is built on and whatever runs the tests. Each case opens an empty store and destroys
 * it.
 */
export function storeConformance(open: OpenStoreBench): StoreConformanceCase[] {
  const cases: StoreCase[] = [
    ...inboxCases,
    ...parkingCases,
    ...documentCases,
    ...findCases,
    ...journalCases,
    ...dueCases,
    ...ownershipCases,
    ...sealingCases,
  ];
  return cases.map(({ id, why, check }) => ({
    id,
    why,
    run: async () => {
      const bench = await open();
      try {
        await check(bench);
      } finally {
        await bench.destroy();
      }
    },
  }));
}
