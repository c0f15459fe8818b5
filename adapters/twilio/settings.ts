import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** `channels.*.settings` */
export const channelSettings = z.strictObject({
  apiBaseUrl: baseUrl('https://api.twilio.com').meta({
    description: 'Where the Twilio REST API is. Change it for a region, an edge or the double.',
  }),
  callbackRetries: z
    .string()
    .regex(/^[a-z]{2}=[A-Za-z0-9,]+(&[a-z]{2}=[A-Za-z0-9,]+)*$/, 'must look like "rc=5&rp=all"')
    .optional()
    .meta({
      description:
        'Twilio connection overrides for status callbacks, e.g. "rc=5&rp=all". Twilio itself retries only a failed connection, once.',
    }),
});

const SENDER = /^(whatsapp:)?\+[1-9]\d{6,14}$|^\d{3,8}$|^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/;

/** `accounts[].settings` */
export const accountSettings = z
  .strictObject({
    accountSid: z
      .string()
      .regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits')
      .meta({ description: 'Account SID, or the SID of the subaccount that owns the number.' }),
    authToken: secret('Auth token of that account. Verifies webhooks; also signs in, unless an API key is given.'),
    apiKey: z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/, 'must be SK and 32 hexadecimal digits')
      .optional()
      .meta({ description: 'API key SID, to sign in with instead of the auth token.' }),
    apiSecret: secret('Secret of the API key.').optional(),
    from: z
      .string()
      .regex(SENDER, 'must be a number with +, whatsapp: and a number, a short code or an alphanumeric sender')
      .optional()
      .meta({ description: 'The sender: +15550100, whatsapp:+15550100, a short code or an alphanumeric id.' }),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional()
      .meta({ description: 'A messaging service that picks the sender.' }),
    channel: z
      .enum(['sms', 'whatsapp'])
      .optional()
      .meta({ description: 'Default: whatsapp where `from` begins with whatsapp:, else sms.' }),
  })
  .refine((a) => a.from !== undefined || a.messagingServiceSid !== undefined, {
    message: 'give `from` or `messagingServiceSid`',
    path: ['from'],
  })
  .refine((a) => (a.apiKey === undefined) === (a.apiSecret === undefined), {
    message: '`apiKey` and `apiSecret` come together',
    path: ['apiSecret'],
  })
  .refine((a) => a.channel !== 'sms' || !a.from?.startsWith('whatsapp:'), {
    message: 'a whatsapp: sender cannot send SMS',
    path: ['channel'],
  });

export type TwilioChannelSettings = z.output<typeof channelSettings>;
export type TwilioAccountSettings = z.output<typeof accountSettings>;
export type TwilioChannel = 'sms' | 'whatsapp';

export function channelOf(settings: TwilioAccountSettings): TwilioChannel {
  return settings.channel ?? (settings.from?.startsWith('whatsapp:') ? 'whatsapp' : 'sms');
}
