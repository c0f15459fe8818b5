import type { Logger } from '../contract/logger.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import type { FleetHooks } from './fleet-hooks.js';
import type { FleetLedger, NewMember } from './fleet-store.js';

/** What a member of a fleet is made of. */
export interface FleetParts {
  store: Pick<FleetLedger, 'join' | 'renew' | 'claim' | 'release' | 'retire' | 'leave' | 'survey'>;
  member: NewMember;
  hooks: FleetHooks;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
}
