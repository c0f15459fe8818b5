import type { FleetLedger } from '../../fleet/fleet-store.js';

/** As much of a channel account as tells what the owner of its slot must know. */
export interface FleetAccount {
  key: string;
  slot: number;
  app: string;
  channel: string;
  state: 'active' | 'held' | 'disabled' | 'replaced' | 'purged';
}

/** The ledger of a fleet under test, and what can be done to it from outside. */
export interface FleetBench {
  /** The ledger as one more process sees it. */
  connect(): Promise<FleetLedger>;
  /** Puts the row of a channel account. */
  putAccount(account: FleetAccount): Promise<void>;
  /** As if so much more time had gone by since the member's last renewal. */
  age(member: string, ms: number): Promise<void>;
  /** Removes everything. */
  destroy(): Promise<void>;
}

export type OpenFleetBench = () => Promise<FleetBench>;

export interface FleetCase {
  id: string;
  why: string;
  check(bench: FleetBench): Promise<void>;
}
