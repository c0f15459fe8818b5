import { baseUrl, secret } from 'channelwright/adapter';
import { z } from 'zod';

/** `channels.*.settings` */
export const channelSettings = z.strictObject({
  apiBaseUrl: baseUrl('https://api.telegram.org').meta({
    description: 'Where the Bot API is. Change it for a Bot API server of your own, or for the double.',
  }),
});

/** The id of the bot, a colon, and what is secret of it. Source: Telegram, "Bot API", "Authorizing your bot". */
const TOKEN = /^\d{1,20}:[A-Za-z0-9_-]{20,}$/;
/** Source: Telegram, "Bot API", `setWebhook`, `secret_token`. */
const WEBHOOK_SECRET = /^[A-Za-z0-9_-]{1,256}$/;

/** `accounts[].settings` */
export const accountSettings = z
  .strictObject({
    botToken: secret('The token that @BotFather gave out. While it is being changed, write the new one first.').meta({
      title: 'Bot token',
      ja: { title: 'ボットトークン', description: '@BotFather が発行したトークン。' },
    }),
    receive: z
      .enum(['webhook', 'poll'])
      .default('webhook')
      .meta({
        title: 'Receiving',
        description: 'How updates come: Telegram calls us, or we ask for them (no public address is needed).',
        ja: {
          title: '受信方法',
          description: 'webhook は Telegram からの呼び出し、poll はこちらからの取得（公開アドレス不要）。',
        },
      }),
    webhookSecret: secret('The `secret_token` that was given to `setWebhook`. Needed to receive by webhook.')
      .meta({
        title: 'Webhook secret',
        ja: {
          title: 'Webhook シークレット',
          description: '`setWebhook` に渡した `secret_token`。webhook で受信する場合に必要です。',
        },
      })
      .optional(),
  })
  .refine(({ botToken }) => botToken.every((token) => TOKEN.test(token)), {
    message: 'must look like 123456:ABC…, as @BotFather wrote it',
    path: ['botToken'],
  })
  .refine(({ botToken }) => new Set(botToken.map(botIdOf)).size === 1, {
    message: 'must all be tokens of one bot',
    path: ['botToken'],
  })
  .refine(({ webhookSecret = [] }) => webhookSecret.every((value) => WEBHOOK_SECRET.test(value)), {
    message: 'must be 1 to 256 characters of A-Z, a-z, 0-9, _ and -',
    path: ['webhookSecret'],
  })
  .refine(({ receive, webhookSecret }) => receive === 'poll' || webhookSecret !== undefined, {
    message: 'is needed to receive by webhook; to do without one, set `receive: poll`',
    path: ['webhookSecret'],
  });

export type TelegramChannelSettings = z.output<typeof channelSettings>;
export type TelegramAccountSettings = z.output<typeof accountSettings>;

/** The bot's own user id: what stands before the colon. */
export function botIdOf(token: string): string {
  return token.slice(0, token.indexOf(':'));
}

/** The token to call with: the first of the list. */
export function tokenOf({ botToken }: Pick<TelegramAccountSettings, 'botToken'>): string {
  return botToken[0] ?? '';
}
