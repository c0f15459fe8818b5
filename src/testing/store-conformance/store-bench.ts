import type { WorkStore } from '../../outbox/work-store.js';

/** A store under test, and what can be done to it from outside. */
export interface StoreBench {
  /** Opened as the engine, empty. */
  store: WorkStore;
  /** Opens it once more, beside the engine, as the command line does. */
  client(): Promise<WorkStore>;
  /** Closes the engine and opens it again. */
  reopen(): Promise<WorkStore>;
  /** Tries to open a second engine in the ordinary way, while the first one runs. */
  secondEngine(): Promise<WorkStore>;
  /** Opens another engine over the head of the first, as after a lock was lost. */
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

export type OpenStoreBench = () => Promise<StoreBench>;

export interface StoreCase {
  id: string;
  why: string;
  check(bench: StoreBench): Promise<void>;
}
