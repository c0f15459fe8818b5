import type { ConnectorConfig } from '../../config/connector-config.js';
import type { Logger } from '../../contract/logger.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { accountsWithoutPortal } from '../portals/accounts-without-portal.js';

const SYNC = 'Run `channelwright channels sync`, or set `hubspotChannelId` of the channel.';

/** What is known beyond the configuration. */
export interface Known {
  isPortal(app: string, portalId: string): boolean;
  channels: readonly Pick<ChannelRuntime, 'name' | 'hubspotChannelId'>[];
}

/** What is configured and waits for a step of somebody's: the start goes well without it, and nothing else would tell. */
export function sayWhatIsMissing(config: ConnectorConfig, { isPortal, channels }: Known, log: Logger): void {
  for (const lacking of accountsWithoutPortal(config, isPortal)) {
    log.warn('accounts of the configuration are in a portal that has not installed the app', { ...lacking });
  }
  for (const { name } of channels.filter(({ hubspotChannelId }) => hubspotChannelId === undefined)) {
    const waits = 'HubSpot’s id of a channel is not known: what customers write there waits';
    log.warn(waits, { channel: name, remedy: SYNC });
  }
}
