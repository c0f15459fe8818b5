import { randomBytes } from 'node:crypto';
import type { Seeded } from 'channelwright/testing';
import type { Way } from './customer.js';

/** Our side of every conversation. */
export const OUR_NUMBER = '+15550100';
export const OUR_ADDRESSES = {
  sms: { type: 'HS_PHONE_NUMBER', value: OUR_NUMBER },
  whatsapp: { type: 'HS_PHONE_NUMBER', value: OUR_NUMBER },
  chat: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'support' },
} as const satisfies Record<Way, object>;

export const WAYS = Object.keys(OUR_ADDRESSES) as Way[];

/** Names of the channels in the configuration: they are in the URLs which providers call. */
export const CHANNELS: Record<Way, string> = { sms: 'support-sms', whatsapp: 'support-whatsapp', chat: 'chat' };

/** Shared with the doubles; new for each run. */
export const TWILIO = {
  accountSid: `AC${randomBytes(16).toString('hex')}`,
  authToken: randomBytes(16).toString('hex'),
};
export const CHAT_SECRET = `whsec_${randomBytes(32).toString('base64')}`;

export interface Places {
  port: number;
  hubspotUrl: string;
  twilioUrl: string;
  chat: { url: string; lookupUrl: string; eventsUrl: string };
}

/** What an operator would write into `channelwright.yaml`: see docs/reference/configuration.md. */
export function connectorConfig(seeded: Seeded, { port, hubspotUrl, twilioUrl, chat }: Places): object {
  const [app, install] = [seeded.apps[0]!, seeded.installs[0]!];
  const channel = (way: Way, adapter: string, settings: object, accountSettings: object) => {
    const { id, accounts } = seeded.channels[WAYS.indexOf(way)]!;
    return {
      adapter,
      hubspotChannelId: id,
      settings,
      delivery: { uncertain: '20s' },
      accounts: [
        {
          key: way,
          portalId: install.portalId,
          channelAccountId: accounts[0]!.id,
          deliveryIdentifier: OUR_ADDRESSES[way],
          settings: accountSettings,
        },
      ],
    };
  };
  const twilio = (from: string) => ({ ...TWILIO, from });
  return {
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    store: 'sqlite:./channelwright.db',
    // The providers' doubles, whose files are fetched, are on this machine.
    network: { allowPrivate: ['127.0.0.0/8'] },
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
    channels: {
      [CHANNELS.sms]: channel('sms', 'twilio', { apiBaseUrl: twilioUrl }, twilio(OUR_NUMBER)),
      [CHANNELS.whatsapp]: channel('whatsapp', 'twilio', { apiBaseUrl: twilioUrl }, twilio(`whatsapp:${OUR_NUMBER}`)),
      [CHANNELS.chat]: channel('chat', 'webhook', { ...chat, signingSecret: CHAT_SECRET }, {}),
    },
  };
}
