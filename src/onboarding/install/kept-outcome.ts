import { SealedClaims } from '../sealed-claims.js';
import type { InstallOutcome } from './install-outcome.js';

/** For so long the page that says what came of an install can be loaded again, ms. */
export const OUTCOME_LIFE_MS = 10 * 60_000;

/** What a browser has in place of the state of an install, once that has had its use. */
export interface KeptOutcome {
  app: string;
  outcome: InstallOutcome;
  /** ms since the epoch. */
  expiresAtMs: number;
}

/** Seals what came of an install. */
export class KeptOutcomes extends SealedClaims<KeptOutcome> {
  /** @param secrets the store's encryption keys: the first seals, all open */
  constructor(secrets: readonly Uint8Array[]) {
    super(secrets, 'install outcomes');
  }
}
