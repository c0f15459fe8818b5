import type { AppConfig, ChannelConfig } from '../../config/connector-config.js';
import type { Logger } from '../../contract/logger.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import type { Channels } from '../../directory/channels/channel-runtime.js';
import type { PortalRow } from '../../directory/portals/portal-row.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import type { Elsewhere } from '../../ingress/ingress-deps.js';
import type { Append } from '../../outbox/append.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Random } from '../../policy/random.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { AdminProof } from '../admin-proof.js';

export interface ConnectDeps {
  publicUrl: string;
  encryptionKeys: readonly Uint8Array[];
  /** By name. */
  apps: Readonly<Record<string, Pick<AppConfig, 'appBaseUrl'>>>;
  channels: Channels;
  accounts: Pick<Accounts, 'all' | 'get' | 'lookup'>;
  portals: { row(app: string, portal: string): PortalRow | undefined; all(): PortalRow[] };
  /** As configured, by the name of the channel. */
  channelConfigs: Readonly<Record<string, Pick<ChannelConfig, 'connectable'>>>;
  store: Pick<WorkStore, 'read'>;
  append: Append;
  /** Sends the browser to HubSpot's consent page, to come back to `returnTo` (path and query of our own). */
  install(app: string, wanted: { portalId: string; returnTo: string; status?: 302 | 303 }): IngressResponse;
  /** Tells browsers of admins from those of strangers. */
  proof: Pick<AdminProof, 'give' | 'of'>;
  /** What other processes know. Default: nothing. */
  elsewhere?: Pick<Elsewhere, 'channel'> | undefined;
  scheduler: Scheduler;
  random: Random;
  log: Logger;
}
