import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** `channels.*.settings` */
export const channelSettings = z.strictObject({
  apiBaseUrl: baseUrl('https://api.mejiro-sms.example').meta({ description: 'Where the API is.' }),
});

/** `accounts[].settings` */
export const accountSettings = z.strictObject({
  userId: z.string().min(1).meta({ description: 'User id of the contract.' }),
  password: secret('Password of the API.'),
  pushToken: secret('Token that comes with pushed messages: the header X-Mejiro-Token.').optional(),
  longMessages: z
    .boolean()
    .default(false)
    .meta({ description: 'The contract allows long SMS: 1340 bytes in place of 140.' }),
});

export type ChannelSettings = z.output<typeof channelSettings>;
export type AccountSettings = z.output<typeof accountSettings>;
