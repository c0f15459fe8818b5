import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * What surrounds one licensed provider call. A transport looks it up when its `request` is called, checks the licence in the
 * tick in which it writes, and reports that a request has left.
 */
export interface CallScope {
  /** @throws when the licence has run out */
  assertLicensed(): void;
  /** A request that is not `preparatory` is being written. Absent where nothing that is called sends a part. */
  requestStarted?(): void;
}

/** Calls made inside `callScopes.run(scope, …)` belong to that scope, however deep in the adapter they are made. */
export const callScopes = new AsyncLocalStorage<CallScope>();
