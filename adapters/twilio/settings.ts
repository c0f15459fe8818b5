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
      .meta({
        title: 'Account SID',
        description: 'Account SID, or the SID of the subaccount that owns the number.',
        ja: { title: 'アカウント SID', description: '番号を持つアカウントまたはサブアカウントの SID。' },
      }),
    authToken: secret('Auth token of that account. Verifies webhooks; also signs in, unless an API key is given.').meta(
      {
        title: 'Auth token',
        ja: {
          title: '認証トークン',
          description: 'Webhook の検証に使います。API キーがなければサインインにも使います。',
        },
      },
    ),
    apiKey: z
      .string()
      .regex(/^SK[0-9a-fA-F]{32}$/, 'must be SK and 32 hexadecimal digits')
      .optional()
      .meta({
        title: 'API key SID',
        description: 'API key SID, to sign in with instead of the auth token.',
        ja: { title: 'API キー SID', description: '認証トークンの代わりにサインインに使います。' },
      }),
    apiSecret: secret('Secret of the API key.')
      .meta({ title: 'API secret', ja: { title: 'API シークレット', description: 'API キーのシークレット。' } })
      .optional(),
    from: z
      .string()
      .regex(SENDER, 'must be a number with +, whatsapp: and a number, a short code or an alphanumeric sender')
      .optional()
      .meta({
        title: 'Sender',
        description: 'The sender: +15550100, whatsapp:+15550100, a short code or an alphanumeric id.',
        ja: {
          title: '送信元',
          description: '+15550100、whatsapp:+15550100、ショートコード、または英数字の送信者 ID。',
        },
      }),
    messagingServiceSid: z
      .string()
      .regex(/^MG[0-9a-fA-F]{32}$/, 'must be MG and 32 hexadecimal digits')
      .optional()
      .meta({
        title: 'Messaging service SID',
        description: 'A messaging service that picks the sender.',
        ja: { title: 'メッセージングサービス SID', description: '送信元を選ぶメッセージングサービス。' },
      }),
    channel: z
      .enum(['sms', 'whatsapp'])
      .optional()
      .meta({
        title: 'Channel',
        description: 'Default: whatsapp where the sender begins with whatsapp:, else sms.',
        ja: { title: 'チャネル', description: '既定では、送信元が whatsapp: で始まれば whatsapp、それ以外は sms。' },
      }),
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
