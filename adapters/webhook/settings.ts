import { type Account, secret } from 'channelwright/adapter';
import { z } from 'zod';
import { isSigningSecret } from './signing.js';

const url = z.url({ protocol: /^https?$/ }).meta({ description: 'Where messages are POSTed' });
const lookupUrl = url.meta({ description: 'Says whether a message was taken. Without it nobody asks.' });
const eventsUrl = url.meta({ description: 'Lists past events. Without it none are fetched after an outage.' });
const signingSecret = secret('Standard Webhooks secrets (whsec_…): the first signs, all verify').refine(
  (secrets) => secrets.every(isSigningSecret),
  'must be base64 of 24 to 64 bytes, with or without whsec_',
);
const idempotent = z
  .boolean()
  .default(false)
  .meta({ description: 'The provider drops a repeated webhook-id for at least 24 hours.' });

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

/** The channel's endpoint with what the account has of its own. */
export function endpointOf(channel: Endpoint, { idempotent: _, ...own }: AccountSettings): Endpoint {
  return { ...channel, ...own };
}

/** Whether the channel's secret speaks for this account: one with a secret of its own is named by no other. */
export function sharesTheSecret(account: Account<AccountSettings>): boolean {
  return account.settings.signingSecret === undefined;
}
