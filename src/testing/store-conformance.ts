import { onOwnBench } from './on-own-bench.js';
import { documentCases } from './store-conformance/documents.js';
import { dueCases } from './store-conformance/due.js';
import { findCases } from './store-conformance/finds.js';
import { fleetCases } from './store-conformance/fleet.js';
import { inboxCases } from './store-conformance/inbox.js';
import { journalCases } from './store-conformance/journal.js';
import { ownershipCases } from './store-conformance/ownership.js';
import { parkingCases } from './store-conformance/parking.js';
import { resealingCases } from './store-conformance/resealing.js';
import { sealingCases } from './store-conformance/sealing.js';
import { soleEngineCases } from './store-conformance/sole-engine.js';
import type {
  BenchCase,
  CommonBench,
  OpenFleetStoreBench,
  OpenStoreBench,
  StoreCase,
} from './store-conformance/store-bench.js';

export type {
  BenchCase,
  CommonBench,
  FleetStoreBench,
  OpenFleetStoreBench,
  OpenStoreBench,
  StoreBench,
  StoreCase,
} from './store-conformance/store-bench.js';

/** One promise of a store. */
export interface StoreConformanceCase {
  id: string;
  /** What breaks in the engine when it does not hold. */
  why: string;
  /** Rejects when it does not hold. */
  run(): Promise<void>;
}

const COMMON: readonly StoreCase[] = [
  ...inboxCases,
  ...parkingCases,
  ...documentCases,
  ...findCases,
  ...journalCases,
  ...dueCases,
  ...ownershipCases,
  ...sealingCases,
  ...resealingCases,
];

/**
 * What every store of one engine must do, whatever it is built on and whatever runs the tests. Each case opens an empty store and
 * destroys it.
 */
export function storeConformance(open: OpenStoreBench): StoreConformanceCase[] {
  return [...COMMON, ...soleEngineCases].map((own) => onBench(open, own));
}

/** The same for a store that a fleet works on. */
export function fleetStoreConformance(open: OpenFleetStoreBench): StoreConformanceCase[] {
  return [...COMMON, ...fleetCases].map((own) => onBench(open, own));
}

function onBench<Bench extends CommonBench>(
  open: () => Promise<Bench>,
  { id, why, check }: BenchCase<Bench>,
): StoreConformanceCase {
  return {
    id,
    why,
    run: () => onOwnBench(open, check),
  };
}
