import { claimCases } from './fleet-conformance/claims.js';
import type { FleetCase, OpenFleetBench } from './fleet-conformance/fleet-bench.js';
import { memberCases } from './fleet-conformance/members.js';
import { needCases } from './fleet-conformance/needs.js';
import { raceCases } from './fleet-conformance/races.js';
import { releaseCases } from './fleet-conformance/releases.js';
import { surveyCases } from './fleet-conformance/survey.js';
import { onOwnBench } from './on-own-bench.js';

export type { FleetAccount, FleetBench, OpenFleetBench } from './fleet-conformance/fleet-bench.js';

/** One promise of the ledger of a fleet. */
export interface FleetConformanceCase {
  id: string;
  /** What breaks in a fleet when it does not hold. */
  why: string;
  /** Rejects when it does not hold. */
  run(): Promise<void>;
}

/** What every ledger of a fleet must do, whatever it is built on and whatever runs the tests. Each case opens an empty one. */
export function fleetConformance(open: OpenFleetBench): FleetConformanceCase[] {
  const cases: FleetCase[] = [
    ...memberCases,
    ...claimCases,
    ...releaseCases,
    ...needCases,
    ...raceCases,
    ...surveyCases,
  ];
  return cases.map(({ id, why, check }) => ({
    id,
    why,
    run: () => onOwnBench(open, check),
  }));
}
