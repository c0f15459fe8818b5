import { resolve } from 'node:path';
import type { Json } from '../contract/json.js';
import { derivedAccountKey } from './account-key.js';
import { formatPath } from './config-problem.js';
import type { ParsedConfig } from './config-schema.js';
import type { AccountSeed, AppConfig, ChannelConfig, ConnectorConfig, PortalSeed } from './connector-config.js';
import { appOf } from './cross-checks.js';
import { toOutsideWindow } from './outside-window.js';
import { storeSecrets, toStoreConfig } from './store-setting.js';

type ParsedApp = ParsedConfig['apps'][string];
type ParsedChannel = ParsedConfig['channels'][string];
type ParsedAccount = ParsedChannel['accounts'][number];

/** From what was written, checked, to what the framework reads. */
export function toConnectorConfig(
  parsed: ParsedConfig,
  origin: Pick<ConnectorConfig, 'file' | 'directory' | 'secrets'>,
): ConnectorConfig {
  const apps = Object.keys(parsed.apps);
  const { retention } = parsed;
  const store = toStoreConfig(parsed.store, origin.directory);
  return {
    ...origin,
    secrets: [...new Set([...origin.secrets, ...storeSecrets(store)])],
    publicUrl: parsed.publicUrl,
    listen: parsed.listen,
    store,
    encryptionKeys: parsed.encryptionKeys,
    adapters: parsed.adapters.map((adapter) => (isPath(adapter) ? resolve(origin.directory, adapter) : adapter)),
    apps: mapEntries(parsed.apps, appConfig),
    portals: parsed.portals.map((portal) => portalSeed(portal, apps)),
    channels: mapEntries(parsed.channels, (name, channel) => channelConfig(name, channel, apps)),
    retention: {
      statesMs: retention.states,
      contentMs: retention.content,
      disconnectedMs: retention.disconnected,
    },
    sweep: sweepConfig(parsed.sweep, retention.states),
    media: { linkLifeMs: parsed.media.linkLife },
    network: parsed.network,
    log: parsed.log,
  };
}

function isPath(adapter: string): boolean {
  return /^\.{0,2}[/\\]|^[A-Za-z]:[/\\]/.test(adapter);
}

function appConfig(name: string, { quota, developerApiKey, ...app }: ParsedApp): AppConfig {
  return {
    name,
    ...app,
    ...(developerApiKey === undefined ? {} : { developerApiKey }),
    quota: { requests: quota.requests, perMs: quota.per },
  };
}

/** What is no longer kept looks like what never came: a long sweep must not reach the messages that are deleted meanwhile. */
function sweepConfig(
  { every, lookBack, acceptWithin, share }: ParsedConfig['sweep'],
  statesMs: number,
): ConnectorConfig['sweep'] {
  const lookBackMs = Math.min(lookBack, Math.floor(statesMs / 2));
  return { everyMs: every, lookBackMs, acceptWithinMs: acceptWithin, share };
}

function portalSeed(portal: ParsedConfig['portals'][number], apps: string[]): PortalSeed {
  const { accessToken, refreshToken, language } = portal;
  return {
    app: appOf(portal.app, apps) as string,
    portalId: portal.portalId,
    token:
      accessToken === undefined
        ? { kind: 'refresh', value: refreshToken as string }
        : { kind: 'access', value: accessToken },
    ...(language === undefined ? {} : { language }),
  };
}

function channelConfig(name: string, channel: ParsedChannel, apps: string[]): ChannelConfig {
  const { hubspotChannelId, status, delivery, media } = channel;
  return {
    name,
    app: appOf(channel.app, apps) as string,
    adapter: channel.adapter,
    ...(hubspotChannelId === undefined ? {} : { hubspotChannelId }),
    language: channel.language,
    settings: channel.settings as Json,
    status: {
      sentWhen: status.sentWhen,
      confirmSent: status.confirmSent,
      receiptDeadlineMs: status.receiptDeadline,
      onMissingReceipt: status.onMissingReceipt,
    },
    delivery: {
      deadlineMs: delivery.deadline,
      uncertainMs: delivery.uncertain,
      onUncertain: delivery.onUncertain,
      outsideWindow: toOutsideWindow(delivery.outsideWindow),
    },
    media: { waitMs: media.wait, maxBytes: media.maxBytes },
    connectable: channel.connectable,
    accounts: channel.accounts.map((account, index) => accountSeed(name, account, index)),
  };
}

function accountSeed(channel: string, account: ParsedAccount, index: number): AccountSeed {
  const { portalId, channelAccountId, deliveryIdentifier, language, delivery } = account;
  const outsideWindow = delivery?.outsideWindow;
  return {
    key: account.key ?? derivedAccountKey(channel, portalId, channelAccountId),
    portalId,
    channelAccountId,
    deliveryIdentifier,
    ...(language === undefined ? {} : { language }),
    ...(outsideWindow === undefined ? {} : { outsideWindow: toOutsideWindow(outsideWindow) }),
    settings: account.settings as Json,
    path: formatPath(['channels', channel, 'accounts', index]),
  };
}

function mapEntries<From, To>(from: Record<string, From>, to: (name: string, value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(name, value)]));
}
