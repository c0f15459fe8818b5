import { createHash } from 'node:crypto';
import type { ConnectorConfig } from '../../config/connector-config.js';
import type { Accounts } from '../../directory/accounts/accounts.js';
import type { PortalRow } from '../../directory/portals/portal-row.js';
import { isPlantedAccount, SEED, type Seed, UNSEED } from '../../directory/seed-reducer.js';
import type { FoldEvent } from '../../outbox/reducer.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';

/** What is in memory of the directory, as far as a configuration may seed it. */
export interface Directory {
  accounts: Pick<Accounts, 'all' | 'get'>;
  portals: { row(app: string, portal: string): PortalRow | undefined };
}

/** What plants everything the configuration names, and disables accounts that it no longer names. */
export function seedEvents(
  config: ConnectorConfig,
  channels: ChannelRegistry,
  { accounts }: Pick<Directory, 'accounts'>,
  nowMs: number,
): FoldEvent[] {
  const event = (kind: string, app: string, portal: string, body: unknown): FoldEvent => ({
    kind,
    app,
    portal,
    receivedAtMs: nowMs,
    body,
  });
  const seeds = [...portalSeeds(config), ...accountSeeds(config, channels)];
  const named = new Set(seeds.flatMap(({ seed }) => (seed.table === 'accounts' ? [seed.row.key] : [])));
  const gone = accounts
    .all()
    .filter(({ row }) => channels.byName(row.channel) && row.seed !== undefined && !named.has(row.key));
  return [
    ...seeds.map(({ app, portal, seed }) => event(SEED, app, portal, seed)),
    ...gone.map(({ row }) => event(UNSEED, row.app, row.portal, { account: row.key })),
  ];
}

/** Whether the directory already is what this event would make of it. */
export function isPlanted({ kind, body }: FoldEvent, { accounts, portals }: Directory): boolean {
  if (kind === UNSEED) {
    const state = accounts.get((body as { account: string }).account)?.row.state;
    return state !== 'active' && state !== 'held';
  }
  const seed = body as Seed;
  if (seed.table === 'portals') return portals.row(seed.row.app, seed.row.portal)?.seed === seed.row.seed;
  const stored = accounts.get(seed.row.key)?.row;
  return stored !== undefined && isPlantedAccount(stored, seed.row);
}

/** What stands in the place of what this event plants or takes away, told from what else may stand there. */
export function plantedAs({ kind, body }: FoldEvent, { accounts, portals }: Directory): string | undefined {
  if (kind === UNSEED) return accounts.get((body as { account: string }).account)?.row.state;
  const { table, row } = body as Seed;
  return table === 'portals' ? portals.row(row.app, row.portal)?.seed : accounts.get(row.key)?.row.seed;
}

interface Planted<S extends Seed = Seed> {
  app: string;
  portal: string;
  seed: S;
}

/** The portals of the configuration, as they are planted. */
export function portalSeeds(config: Pick<ConnectorConfig, 'portals'>): Planted<Seed & { table: 'portals' }>[] {
  return config.portals.map((portal) => {
    const { app, portalId, token } = portal;
    const tokens = token.kind === 'access' ? { accessToken: token.value } : { refreshToken: token.value };
    const row = {
      app,
      portal: portalId,
      state: 'connected',
      tokens: { ...tokens, version: 0 },
      seed: fingerprint(portal),
    } as const;
    return { app, portal: portalId, seed: { table: 'portals', row } };
  });
}

function accountSeeds(config: ConnectorConfig, channels: ChannelRegistry): Planted[] {
  return Object.values(config.channels).flatMap((channel) =>
    channel.accounts.map((account) => {
      const { key, portalId, channelAccountId, deliveryIdentifier, settings, path: _place, ...rest } = account;
      const { outsideWindow } = rest;
      const row = {
        key,
        app: channel.app,
        portal: portalId,
        channel: channel.name,
        channelAccountId,
        address: deliveryIdentifier,
        settings,
        settingsVersion: channels.byName(channel.name)?.definition.settingsVersion ?? 1,
        state: 'active' as const,
        ...(outsideWindow === undefined ? {} : { outsideWindow }),
        seed: fingerprint({
          ...rest,
          key,
          portalId,
          channelAccountId,
          deliveryIdentifier,
          settings,
          channel: channel.name,
        }),
      };
      return { app: channel.app, portal: portalId, seed: { table: 'accounts' as const, row } };
    }),
  );
}

/** Tells whether a seed was edited, without keeping what it says. */
function fingerprint(seed: unknown): string {
  return createHash('sha256').update(JSON.stringify(seed)).digest('base64url').slice(0, 22);
}
