import { type Account, secret } from 'channelwright/adapter';
import { z } from 'zod';
import { isSigningSecret } from './signing.js';

const url = z.url({ protocol: /^https?$/ }).meta({
  title: 'URL',
  description: 'Where messages are POSTed',
  ja: { title: 'URL', description: 'メッセージの送信先。' },
});
const lookupUrl = url.meta({
  title: 'Lookup URL',
  description: 'Says whether a message was taken. Without it nobody asks.',
  ja: { title: '照会 URL', description: 'メッセージが受け付けられたかどうかを答えます。' },
});
const eventsUrl = url.meta({
  title: 'Events URL',
  description: 'Lists past events. Without it none are fetched after an outage.',
  ja: { title: 'イベント URL', description: '過去のイベントの一覧。障害の後に取得します。' },
});
const signingSecret = secret('Standard Webhooks secrets (whsec_…): the first signs, all verify')
  .refine((secrets) => secrets.every(isSigningSecret), 'must be base64 of 24 to 64 bytes, with or without whsec_')
  .meta({
    title: 'Signing secret',
    ja: { title: '署名シークレット', description: 'Standard Webhooks のシークレット（whsec_…）。' },
  });
const idempotent = z
  .boolean()
  .default(false)
  .meta({
    title: 'Idempotent',
    description: 'The provider drops a repeated webhook-id for at least 24 hours.',
    ja: { title: '冪等', description: 'プロバイダーが、繰り返された webhook-id を 24 時間以上無視します。' },
  });

/** Where the provider is and the secret shared with it, for all accounts of the channel. */
export const settings = z.strictObject({
  url,
  lookupUrl: lookupUrl.exactOptional(),
  eventsUrl: eventsUrl.exactOptional(),
  signingSecret,
});

/** What an account has of its own, in place of the channel's. */
export const accountSettings = z.strictObject({
  url: url.exactOptional(),
  lookupUrl: lookupUrl.exactOptional(),
  eventsUrl: eventsUrl.exactOptional(),
  signingSecret: signingSecret.exactOptional(),
  idempotent,
});

export type Endpoint = z.infer<typeof settings>;
export type AccountSettings = z.infer<typeof accountSettings>;

/** Where an account's messages go. */
export interface AccountEndpoint extends Endpoint {
  /** URLs that were named for the account alone: whoever connects an account may name any. */
  foreign: readonly string[];
}

/** The channel's endpoint with what the account has of its own. */
export function endpointOf(channel: Endpoint, { idempotent: _, ...own }: AccountSettings): AccountEndpoint {
  const known = [channel.url, channel.lookupUrl, channel.eventsUrl];
  const named = [own.url, own.lookupUrl, own.eventsUrl];
  const foreign = named.filter((each) => each !== undefined && !known.includes(each)) as string[];
  return { ...channel, ...own, foreign };
}

/** Whether the channel's secret speaks for this account: one with a secret of its own is named by no other. */
export function sharesTheSecret(account: Account<AccountSettings>): boolean {
  return account.settings.signingSecret === undefined;
}
