import {
  type AccountLookup,
  type Authenticated,
  parseJson,
  type RawRequest,
  type Refused,
  verifyHmac,
} from 'channelwright/adapter';
import { z } from 'zod';
import type { AccountSettings } from './settings.js';

/** How far the two clocks may be apart. Whoever replays a webhook later than that is refused. */
const TOLERANCE_MS = 5 * 60_000;
const SIGNATURE = /^sha256=([0-9a-f]{64})$/;

const envelope = z.object({ bot: z.string() });

/**
 * Is it from Acme Chat, and which bots does it speak for? The signature is the HMAC-SHA256 of the time, a dot and the body, by
 * the secret of the bot that the body names. Nothing in the body is believed before that.
 */
export function authenticateWebhook(
  request: RawRequest,
  accounts: AccountLookup<AccountSettings>,
): Authenticated<AccountSettings> | Refused {
  const { headers, body, accountKey, receivedAtMs } = request;
  const [, given] = SIGNATURE.exec(headers['x-acme-chat-signature'] ?? '') ?? [];
  const timestamp = headers['x-acme-chat-timestamp'] ?? '';
  if (given === undefined) return refused('no signature');
  if (!/^\d{1,12}$/.test(timestamp)) return refused('no time');
  if (Math.abs(receivedAtMs - Number(timestamp) * 1000) > TOLERANCE_MS)
    return refused('too old, or our clock is wrong');
  const bot = envelope.safeParse(parseJson(body)).data?.bot;
  const named = bot === undefined ? [] : accounts.byIdentity(bot);
  // A URL with an account in it speaks for that account alone.
  const candidates = named.filter(({ key }) => accountKey === undefined || key === accountKey);
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), body]);
  const genuine = candidates.filter(({ settings: { signingSecret: secrets } }) =>
    verifyHmac({ algorithm: 'sha256', secrets, signed, given, encoding: 'hex' }),
  );
  return genuine.length > 0 ? { kind: 'authenticated', accounts: genuine } : refused('wrong signature or unknown bot');
}

function refused(detail: string): Refused {
  return { kind: 'refused', detail };
}
