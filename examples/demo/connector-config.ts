import { randomBytes } from 'node:crypto';
import type { Seeded } from 'channelwright/testing';
import type { Way } from './customer.js';
import { CHANNELS, WAYS } from './our-addresses.js';
import { CHAT_SECRET, META, type Providers } from './providers.js';

interface ChannelSettings {
  adapter: string;
  settings: object;
}

/**
 * What an operator would write into `channelwright.yaml`: see docs/reference/configuration.md. No portal and no account: admins install
 * the app and connect accounts on its pages.
 */
export function connectorConfig(
  seeded: Seeded,
  places: { port: number; hubspotUrl: string },
  providers: Providers,
): object {
  const [app] = seeded.apps;
  const { port, hubspotUrl } = places;
  const settings = channelSettings(providers);
  const channel = (way: Way, index: number) => ({
    ...settings[way],
    hubspotChannelId: seeded.channels[index]!.id,
    delivery: { uncertain: '20s' },
  });
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    // The providers' files are on this machine.
    network: { allowPrivate: ['127.0.0.0/8'] },
    store: 'sqlite:./channelwright.db',
    encryptionKeys: [randomBytes(32).toString('base64')],
    apps: {
      main: {
        appId: Number(app!.appId),
        clientId: app!.clientId,
        clientSecrets: [app!.clientSecret],
        developerApiKey: app!.developerApiKey,
        apiBaseUrl: hubspotUrl,
        appBaseUrl: hubspotUrl,
      },
    },
    channels: Object.fromEntries(WAYS.map((way, index) => [CHANNELS[way], channel(way, index)])),
  };
}

function channelSettings({ sms, whatsapp, line, telegram, chat }: Providers): Record<Way, ChannelSettings> {
  const { appSecret, verifyToken } = META;
  return {
    sms: { adapter: 'twilio', settings: { apiBaseUrl: sms.url } },
    whatsapp: {
      adapter: 'whatsapp',
      settings: { graphBaseUrl: whatsapp.url, mediaHosts: [whatsapp.mediaUrl], appSecret, verifyToken },
    },
    line: { adapter: 'line', settings: { apiBaseUrl: line.url, dataBaseUrl: line.url } },
    telegram: { adapter: 'telegram', settings: { apiBaseUrl: telegram.url } },
    chat: { adapter: 'webhook', settings: { ...chat.urls, signingSecret: CHAT_SECRET } },
  };
}
