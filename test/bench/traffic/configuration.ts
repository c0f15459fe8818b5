import {
  CHANNEL_ID,
  CLIENT_SECRET,
  type Line,
  MAIN_LINE,
  PORTALS,
  PUBLIC_URL,
  SIGNING_SECRET,
  STORE_KEY,
  tokenOf,
} from './the-account.js';

export interface ConnectorSettings {
  /** Its URL. */
  store: string;
  hubspot: string;
  provider: string;
  /** Default: so high that it never holds. */
  quota?: { requests: number; per: string };
  /** Default: the main line, and portals without one. */
  lines?: readonly Line[];
}

const NO_LIMIT = { requests: 1_000_000, per: '1s' };

/** As a user's configuration file would say it. */
export function configuration({ store, hubspot, provider, quota = NO_LIMIT, lines }: ConnectorSettings) {
  const portals = lines?.map(({ portalId }) => portalId) ?? PORTALS;
  return {
    publicUrl: PUBLIC_URL,
    store,
    encryptionKeys: [Buffer.from(STORE_KEY).toString('base64')],
    apps: { main: { appId: 4711, clientId: 'id', clientSecrets: [CLIENT_SECRET], apiBaseUrl: hubspot, quota } },
    portals: portals.map((portalId) => ({ portalId, accessToken: tokenOf(portalId) })),
    channels: {
      chat: {
        adapter: 'webhook',
        hubspotChannelId: CHANNEL_ID,
        settings: { url: `${provider}/messages`, signingSecret: SIGNING_SECRET },
        accounts: (lines ?? [MAIN_LINE]).map(({ key, portalId, accountId, address }) => ({
          key,
          portalId,
          channelAccountId: accountId,
          deliveryIdentifier: address,
          settings: {},
        })),
      },
    },
  };
}
