import { randomBytes } from 'node:crypto';
import type { Seeded } from 'channelwright/testing';

/** Short, so that the example need not wait long for a death to be noticed. The default is 15 s. */
const EXPIRY = '3s';

/** Our end of a conversation. Each portal has one account, and the account one address, which is its key too. */
export function ourAddress(at: number): { type: 'CHANNEL_SPECIFIC_OPAQUE_ID'; value: string } {
  return { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: accountKey(at) };
}

export function accountKey(at: number): string {
  return `line-${at + 1}`;
}

export interface Places {
  databaseUrl: string;
  publicUrl: string;
  hubspotUrl: string;
  chat: { urls: { url: string; lookupUrl: string; eventsUrl: string }; signingSecret: string };
}

/** The same for every replica: see docs/reference/configuration.md. */
export function fleetConfig({ apps, installs, channels }: Seeded, places: Places): object {
  const [app, channel] = [apps[0]!, channels[0]!];
  return {
    publicUrl: places.publicUrl,
    store: { url: places.databaseUrl, expiry: EXPIRY },
    encryptionKeys: [randomBytes(32).toString('base64')],
    apps: {
      main: {
        appId: Number(app.appId),
        clientId: app.clientId,
        clientSecrets: [app.clientSecret],
        developerApiKey: app.developerApiKey,
        apiBaseUrl: places.hubspotUrl,
      },
    },
    portals: installs.map(({ portalId, accessToken }) => ({ portalId, accessToken })),
    channels: {
      chat: {
        adapter: 'webhook',
        hubspotChannelId: channel.id,
        settings: { ...places.chat.urls, signingSecret: places.chat.signingSecret },
        // Sends that the dead replica had under way are looked up at the provider before anything is sent again.
        delivery: { uncertain: '20s' },
        accounts: channel.accounts.map(({ id }, at) => ({
          key: accountKey(at),
          portalId: installs[at]!.portalId,
          channelAccountId: id,
          deliveryIdentifier: ourAddress(at),
        })),
      },
    },
  };
}
