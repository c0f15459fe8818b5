import type { FleetStore, NewMember } from '../../fleet/fleet-store.js';
import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { WorkStore } from '../../outbox/work-store.js';

/** A store under test, and what can be done to it from outside. */
export interface CommonBench {
  /** Opened as the engine, empty. In a fleet: the only member, which works on every slot. */
  store: WorkStore;
  /** Opens it once more, beside the engine, as the command line does. */
  client(): Promise<WorkStore>;
  /** Closes the engine and opens it again. */
  reopen(): Promise<WorkStore>;
  /** Opens another engine over the head of the first, as after a lock was lost or an expiry has passed. */
  takeOver(): Promise<WorkStore>;
  /** The encryption keys it was opened with. */
  keys: readonly Uint8Array[];
  /** Closes the engine and opens it with these keys. */
  openWithKeys(keys: readonly Uint8Array[]): Promise<WorkStore>;
  /** Closes the engine and answers every byte it left behind. */
  remains(): Promise<Uint8Array>;
  /** Closes whatever was opened and removes everything. */
  destroy(): Promise<void>;
}

/** A store that one engine owns whole. */
export interface StoreBench extends CommonBench {
  /** Tries to open a second engine in the ordinary way, while the first one runs. */
  secondEngine(): Promise<WorkStore>;
}

/** A store that many processes work on, each on its own slots. */
export interface FleetStoreBench extends CommonBench {
  store: FleetStore;
  /** The slots of `store`. */
  owned: readonly SlotEpoch[];
  /** Opens the store in one more process of the fleet. It is no member yet. */
  another(): Promise<FleetStore>;
  /** A member that knows the names of apps and channels used here, and lives long enough. */
  member: NewMember;
  /** Lets every member expire. */
  expireAll(): Promise<void>;
}

export type OpenStoreBench = () => Promise<StoreBench>;
export type OpenFleetStoreBench = () => Promise<FleetStoreBench>;

/** One promise, and how it is tried. */
export interface BenchCase<Bench> {
  id: string;
  why: string;
  check(bench: Bench): Promise<void>;
}

export type StoreCase = BenchCase<CommonBench>;
