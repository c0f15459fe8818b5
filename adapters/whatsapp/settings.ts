import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** `channels.*.settings`: one Meta app. Its secret signs the webhooks of every business that has installed it. */
export const channelSettings = z.strictObject({
  graphBaseUrl: baseUrl('https://graph.facebook.com').meta({
    description: 'Where the Graph API is. Change it for the double.',
  }),
  graphVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'must look like v23.0')
    .default('v23.0')
    .meta({ description: 'Version of the Graph API. Meta ends a version about two years after it came out.' }),
  mediaHosts: z.array(baseUrl('https://lookaside.fbsbx.com')).default(['https://lookaside.fbsbx.com']).meta({
    description: 'Where Meta serves customers’ files. Besides the Graph API only these are shown the access token.',
  }),
  appSecret: secret('App secret of the Meta app. Verifies webhooks. During a rotation: a list of both.'),
  verifyToken: secret('A word of your own that you also enter at Meta, where you subscribe the webhook.'),
  listButton: z
    .string()
    .min(1)
    .max(20)
    .default('Choose')
    .meta({ description: 'What stands on the button that opens a list of quick replies, at most 20 characters.' }),
});

const ID = /^\d{5,25}$/;

/** `accounts[].settings`: one phone number. */
export const accountSettings = z.strictObject({
  phoneNumberId: z
    .string()
    .regex(ID, 'must be digits: the id of the number, not the number')
    .meta({
      title: 'Phone number ID',
      description: 'Phone number ID, as WhatsApp Manager shows it below the number.',
      ja: { title: '電話番号 ID', description: 'WhatsApp マネージャで番号の下に表示されます。' },
    }),
  wabaId: z
    .string()
    .regex(ID, 'must be digits')
    .optional()
    .meta({
      title: 'WhatsApp Business Account ID',
      description: 'WhatsApp Business Account ID. Finds the account where a webhook names no number.',
      // The token proves the number, not the business account: a stranger could type another's.
      operatorOnly: true,
      ja: {
        title: 'WhatsApp ビジネスアカウント ID',
        description: 'Webhook に番号がないときにアカウントを見つけるために使います。',
      },
    }),
  accessToken: secret(
    'Access token of a system user with whatsapp_business_messaging. The first of a list is used.',
  ).meta({
    title: 'Access token',
    ja: {
      title: 'アクセストークン',
      description: 'whatsapp_business_messaging の権限を持つシステムユーザーのアクセストークン。',
    },
  }),
  linkPreviews: z
    .boolean()
    .default(true)
    .meta({
      title: 'Link previews',
      description: 'Whether WhatsApp shows a preview of a link in a text.',
      ja: { title: 'リンクのプレビュー', description: 'テキスト内のリンクのプレビューを WhatsApp に表示します。' },
    }),
});

export type WhatsAppChannelSettings = z.output<typeof channelSettings>;
export type WhatsAppAccountSettings = z.output<typeof accountSettings>;
