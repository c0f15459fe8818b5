import type { ConnectorConfig } from '../../../config/connector-config.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../../directory/portals/portal-row.js';
import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { CommandScope } from '../../../outbox/command-event.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { readRows } from '../../rows/read-rows.js';

export interface TargetOptions {
  channel?: string;
  account?: string;
  portal?: string;
  app?: string;
}

/** What is paused or resumed: the key of its gate, and whose it is. */
export interface GateTarget {
  key: string;
  scope: CommandScope;
}

/** @throws ChannelwrightError `CW_USAGE` unless exactly one thing is named; `CW_NOT_FOUND` where there is no such thing */
export async function gateTarget(
  options: TargetOptions,
  config: ConnectorConfig,
  store: WorkStore,
): Promise<GateTarget> {
  const { channel, account, portal, app } = options;
  const named = [channel, account, portal].filter((name) => name !== undefined);
  if (named.length !== 1) throw new ChannelwrightError('CW_USAGE', 'name one of --channel, --account and --portal');
  if (channel !== undefined) return channelTarget(channel, config);
  if (account !== undefined) return accountTarget(account, store);
  return portalTarget(portal as string, app, store);
}

function channelTarget(name: string, { channels }: ConnectorConfig): GateTarget {
  const channel = channels[name];
  if (!channel) throw new ChannelwrightError('CW_NOT_FOUND', `channel "${name}"`);
  return { key: `channel:${name}`, scope: { app: channel.app, portal: '' } };
}

async function accountTarget(key: string, store: WorkStore): Promise<GateTarget> {
  const [row] = await readRows<AccountRow>(store, { table: ACCOUNTS.name, keys: [key] });
  if (!row) throw new ChannelwrightError('CW_NOT_FOUND', `account "${key}"`);
  return { key: `account:${key}`, scope: { app: row.app, portal: row.portal, account: key } };
}

async function portalTarget(portal: string, app: string | undefined, store: WorkStore): Promise<GateTarget> {
  const equal = { portal_id: portal, ...(app === undefined ? {} : { app }) };
  const [row, ...others] = await readRows<PortalRow>(store, { table: PORTALS.name, equal });
  if (!row) throw new ChannelwrightError('CW_NOT_FOUND', `portal ${portal}`);
  if (others.length > 0)
    throw new ChannelwrightError('CW_USAGE', `several apps know portal ${portal}: name one by --app`);
  return { key: `portal:${row.app}/${portal}`, scope: { app: row.app, portal } };
}
