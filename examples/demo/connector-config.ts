import { randomBytes } from 'node:crypto';
import type { Seeded } from 'channelwright/testing';
import type { Way } from './customer.js';
import { CHANNELS, OUR_ADDRESSES, OUR_NUMBER, WAYS } from './our-addresses.js';
import { CHAT_SECRET, LINE_BOT, META, type Providers, TELEGRAM_BOT, TWILIO } from './providers.js';

interface ChannelSettings {
  adapter: string;
  settings: object;
  account: object;
}

/** What an operator would write into `channelwright.yaml`: see docs/reference/configuration.md. */
export function connectorConfig(
  seeded: Seeded,
  places: { port: number; hubspotUrl: string },
  providers: Providers,
): object {
  const [app, install] = [seeded.apps[0]!, seeded.installs[0]!];
  const { port, hubspotUrl } = places;
  const settings = channelSettings(providers);
  const channel = (way: Way, index: number) => {
    const { id, accounts } = seeded.channels[index]!;
    return {
      adapter: settings[way].adapter,
      hubspotChannelId: id,
      settings: settings[way].settings,
      delivery: { uncertain: '20s' },
      accounts: [
        {
          key: way,
          portalId: install.portalId,
          channelAccountId: accounts[0]!.id,
          deliveryIdentifier: OUR_ADDRESSES[way],
          settings: settings[way].account,
        },
      ],
    };
  };
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    // The providers' files are on this machine.
    network: { allowPrivate: ['127.0.0.0/8'] },
    store: 'sqlite:./channelwright.db',
    encryptionKeys: [randomBytes(32).toString('base64')],
    apps: {
      main: {
        appId: Number(app.appId),
        clientId: app.clientId,
        clientSecrets: [app.clientSecret],
        developerApiKey: app.developerApiKey,
        apiBaseUrl: hubspotUrl,
      },
    },
    portals: [{ portalId: install.portalId, accessToken: install.accessToken }],
    channels: Object.fromEntries(WAYS.map((way, index) => [CHANNELS[way], channel(way, index)])),
  };
}

function channelSettings({ sms, whatsapp, line, telegram, chat }: Providers): Record<Way, ChannelSettings> {
  const { appSecret, verifyToken, accessToken, phoneNumberId, wabaId } = META;
  const { token: botToken, webhookSecret } = TELEGRAM_BOT;
  return {
    sms: { adapter: 'twilio', settings: { apiBaseUrl: sms.url }, account: { ...TWILIO, from: OUR_NUMBER } },
    whatsapp: {
      adapter: 'whatsapp',
      settings: { graphBaseUrl: whatsapp.url, mediaHosts: [whatsapp.mediaUrl], appSecret, verifyToken },
      account: { accessToken, phoneNumberId, wabaId },
    },
    line: { adapter: 'line', settings: { apiBaseUrl: line.url, dataBaseUrl: line.url }, account: LINE_BOT },
    telegram: { adapter: 'telegram', settings: { apiBaseUrl: telegram.url }, account: { botToken, webhookSecret } },
    chat: { adapter: 'webhook', settings: { ...chat.urls, signingSecret: CHAT_SECRET }, account: {} },
  };
}
