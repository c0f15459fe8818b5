import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** LINE fetches what it shows by https only; URLs may be this long. Source: LINE, "Messaging API reference", message objects. */
const MOST_URL = 2000;

const httpsUrl = z.url({ protocol: /^https$/ }).max(MOST_URL);

/** `channels.*.settings` */
export const channelSettings = z.strictObject({
  apiBaseUrl: baseUrl('https://api.line.me').meta({
    description: 'Where the Messaging API is. Change it for a proxy or the double.',
  }),
  dataBaseUrl: baseUrl('https://api-data.line.me').meta({
    description: 'Where LINE keeps the files that customers send.',
  }),
  // LINE documents no way to fetch a sticker; the address in use is known from practice alone, so it is not built in.
  stickerImageUrl: z
    .string()
    .refine((value) => /^https:\/\/[^/]/.test(value) && value.includes('{stickerId}'), {
      message: 'must be an https URL with {stickerId} in it',
    })
    .optional()
    .meta({
      description:
        'Where pictures of stickers are, with {stickerId} in place of the id. Default: a sticker is shown in words.',
    }),
});

/** `accounts[].settings` */
export const accountSettings = z.strictObject({
  channelAccessToken: secret('Channel access token, with which messages are sent. The first one is used.').meta({
    title: 'Channel access token',
    ja: { title: 'チャネルアクセストークン', description: 'メッセージの送信に使います。' },
  }),
  channelSecret: secret('Channel secret, with which webhooks are signed. Any of them is accepted.').meta({
    title: 'Channel secret',
    ja: { title: 'チャネルシークレット', description: 'Webhook の署名の検証に使います。' },
  }),
  botUserId: z
    .string()
    .regex(/^U[0-9a-f]{32}$/, 'must be U and 32 hexadecimal digits')
    .meta({
      title: 'User ID of the bot',
      description: 'User id of the bot: "Your user ID" in the console, `destination` in webhooks.',
      ja: { title: 'ボットのユーザー ID', description: 'LINE Developers コンソールの「あなたのユーザーID」。' },
    }),
  useReplyToken: z
    .boolean()
    .default(false)
    .meta({
      title: 'Use reply tokens',
      description:
        'Answer within a minute by the reply token, which costs no quota. Replies take no retry key, so a lost answer stays uncertain.',
      ja: {
        title: '応答トークンを使う',
        description:
          '1 分以内の返信に応答トークンを使い、通数を消費しません。再送キーがないため、応答が失われると結果は不明になります。',
      },
    }),
  senderName: z
    .string()
    .min(1)
    .max(20)
    .refine((name) => !/line/i.test(name), 'must not contain LINE, which LINE refuses')
    .optional()
    .meta({
      title: 'Sender name',
      description: 'Name above each message, at most 20 characters. Default: that of the account.',
      ja: { title: '送信者名', description: 'メッセージの上に表示される名前（20 文字以内）。既定ではアカウント名。' },
    }),
  iconUrl: httpsUrl.optional().meta({
    title: 'Icon URL',
    description: 'Icon beside each message. Default: that of the account.',
    ja: { title: 'アイコンの URL', description: 'メッセージの横に表示されるアイコン。既定ではアカウントのもの。' },
  }),
  videoPreviewUrl: httpsUrl.optional().meta({
    title: 'Video preview URL',
    ja: {
      title: '動画プレビューの URL',
      description:
        '再生されるまで動画の代わりに表示される画像（JPEG または PNG、1 MB 以下）。なければ動画はリンクで送られます。',
    },
    description:
      'Picture (JPEG or PNG, at most 1 MB) that stands for a video until it is played. Without it videos go as links, since LINE takes none without a picture.',
  }),
});

export type LineChannelSettings = z.output<typeof channelSettings>;
export type LineAccountSettings = z.output<typeof accountSettings>;
