import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** `channels.*.settings`: what all accounts of the channel have in common. */
export const channelSettings = z.strictObject({
  apiUrl: baseUrl('https://api.acme-chat.example').meta({ description: 'Where the API of Acme Chat is.' }),
});

/** `accounts[].settings`: one bot of ours. Every secret may be a list, so that it can be rotated: the first is used. */
export const accountSettings = z.strictObject({
  botId: z.string().min(1).meta({ description: 'How Acme Chat names the bot, also in its webhooks.' }),
  token: secret('Access token of the bot.'),
  signingSecret: secret('What Acme Chat signs webhooks with.'),
});

export type ChannelSettings = z.output<typeof channelSettings>;
export type AccountSettings = z.output<typeof accountSettings>;
