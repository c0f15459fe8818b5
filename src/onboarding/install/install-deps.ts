import type { Elsewhere } from '../../ingress/ingress-deps.js';
import type { AdminProof } from '../admin-proof.js';
import type { AttemptLimit } from '../attempt-limit.js';
import type { FairLimit } from '../fair-limit.js';
import type { BeginInstallDeps } from './begin-install.js';
import type { FinishInstallDeps } from './finish-install.js';
import type { InstallApp } from './install-app.js';
import type { KeptOutcomes } from './kept-outcome.js';

export interface InstallDeps extends BeginInstallDeps, FinishInstallDeps {
  /** By name. */
  apps: ReadonlyMap<string, InstallApp>;
  /** What other processes know. Default: nothing. */
  elsewhere?: Pick<Elsewhere, 'app'> | undefined;
  outcomes: KeptOutcomes;
  proof: Pick<AdminProof, 'give'>;
}

/** What the pages share. */
export interface InstallParts extends InstallDeps {
  exchanges: FairLimit;
  /** Each has one attempt here; the store knows of those at other replicas. */
  unusedStates: AttemptLimit;
}
