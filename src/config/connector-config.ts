import type { Address } from '../contract/address.js';
import type { Json } from '../contract/json.js';
import type { ConfiguredApiVersion } from './api-version-support.js';
import type { OutsideWindow } from './outside-window.js';
import type { StoreConfig } from './store-setting.js';

/** The configuration as the framework reads it: checked, defaults filled in, times in ms, sizes in bytes. */
export interface ConnectorConfig {
  /** The file it came from, for messages. */
  file: string;
  /** The folder at which its relative paths start. Absolute. */
  directory: string;
  /** Without a trailing slash. */
  publicUrl: string;
  /** `proxies`: address ranges of the proxies before it. */
  listen: { host: string; port: number; proxies: string[] };
  store: StoreConfig;
  /** 32 bytes each; the first encrypts, all decrypt. */
  encryptionKeys: Uint8Array[];
  /** Package names or absolute paths. */
  adapters: string[];
  /** By name. */
  apps: Record<string, AppConfig>;
  portals: PortalSeed[];
  /** By name. */
  channels: Record<string, ChannelConfig>;
  retention: { statesMs: number; contentMs: number; disconnectedMs: number };
  /** The search for webhooks that never came. `share`: percent of a portal’s quota; 0: none. */
  sweep: { everyMs: number; lookBackMs: number; acceptWithinMs: number; share: number };
  /** How long a link to a file works. */
  media: { linkLifeMs: number };
  /** Address ranges that may be called although they are private and somebody else named them. */
  network: { allowPrivate: string[] };
  log: { level: 'debug' | 'info' | 'warn' | 'error'; format: 'auto' | 'json' | 'pretty'; personalData: boolean };
  /** Every secret value that is known: to be registered for redaction, never to be written. */
  secrets: readonly string[];
}

export interface AppConfig {
  name: string;
  appId: number;
  clientId: string;
  /** At least one; the first is used, all of them verify. */
  clientSecrets: string[];
  developerApiKey?: string;
  apiVersion: ConfiguredApiVersion;
  /** Without a trailing slash. */
  apiBaseUrl: string;
  /** Where HubSpot's own pages are. Without a trailing slash. */
  appBaseUrl: string;
  /** With what channels are managed, as nobody says what project-based apps use. */
  channelAuth: 'developer-key' | 'client-credentials' | 'none';
  /** Asked for beyond those that are needed. */
  scopes: string[];
  optionalScopes: string[];
  webhooksJournal: boolean;
  quota: { requests: number; perMs: number };
}

export interface PortalSeed {
  app: string;
  portalId: string;
  token: { kind: 'access' | 'refresh'; value: string };
  language?: string;
}

export interface ChannelConfig {
  name: string;
  app: string;
  adapter: string;
  hubspotChannelId?: string;
  language: string;
  /** As written; the adapter's schema validates it. */
  settings: Json;
  status: {
    sentWhen: 'accepted' | 'sent' | 'delivered';
    confirmSent: boolean;
    receiptDeadlineMs: number;
    onMissingReceipt: 'leave' | 'fail';
  };
  delivery: {
    deadlineMs: number;
    uncertainMs: number;
    onUncertain: 'fail' | 'resend';
    outsideWindow: OutsideWindow;
  };
  media: { waitMs: number; maxBytes: number };
  /** Who may connect addresses of which credentials prove nothing; `*` is any address. */
  connectable: { portalId: string; addresses: string[] }[];
  accounts: AccountSeed[];
}

export interface AccountSeed {
  /** As written, or derived from the channel and HubSpot's ids. */
  key: string;
  portalId: string;
  channelAccountId: string;
  deliveryIdentifier: Address;
  language?: string;
  /** In place of the channel's. */
  outsideWindow?: OutsideWindow;
  /** As written; the adapter's schema validates it. */
  settings: Json;
  /** Where it stands in the file, e.g. `channels.support-sms.accounts[0]`. */
  path: string;
}
