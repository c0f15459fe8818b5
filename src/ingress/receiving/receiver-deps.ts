import type { Logger } from '../../contract/logger.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import type { Channels } from '../../directory/channels/channel-runtime.js';
import type { Append } from '../../outbox/append.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { Traces } from '../../policy/traces.js';
import type { IngressCounters } from '../ingress-counters.js';

/** What everything needs that fetches events instead of being sent them. */
export interface ReceiverDeps {
  channels: Channels;
  accounts: Pick<Accounts, 'all' | 'lookup'>;
  /** Whether this process receives for a portal: the slot of the portal is its own, and is not being handed over. */
  owns(app: string, portal: string): boolean;
  /** In the tick of each request an adapter makes to receive. @throws when this process may not call for the portal now */
  assertLicensed(app: string, portal: string): void;
  store: Pick<WorkStore, 'read'>;
  append: Append;
  counters: IngressCounters;
  traces: Traces;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
}
