import { createHash } from 'node:crypto';
import type { ConnectorConfig } from '../config/connector-config.js';
import type { Accounts } from '../directory/accounts.js';
import { SEED, type Seed, UNSEED } from '../directory/seed-reducer.js';
import type { FoldEvent } from '../outbox/reducer.js';
import type { Submit } from '../outbox/submit.js';
import type { ChannelRegistry } from './channel-registry.js';

/** Plants what the configuration names, and disables accounts that it no longer names. */
export async function seedDirectory(
  config: ConnectorConfig,
  channels: ChannelRegistry,
  accounts: Accounts,
  submit: Submit,
  nowMs: number,
): Promise<void> {
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
  await Promise.all([
    ...seeds.map(({ app, portal, seed }) => submit(event(SEED, app, portal, seed))),
    ...gone.map(({ row }) => submit(event(UNSEED, row.app, row.portal, { account: row.key }))),
  ]);
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
