import {
  type Account,
  type AccountLookup,
  type Authenticated,
  parseJson,
  type RawRequest,
  type Refused,
  verifyHmac,
} from 'channelwright/adapter';
import type { LineAccountSettings } from './settings.js';

type LineAccount = Account<LineAccountSettings>;

/**
 * Genuine, and for which account? `destination` names the bot; the secrets of the account check the signature. Nothing of the
 * body is believed before that but the name, and where the URL names an account, both must be the same.
 * Source: LINE, "Verify webhook signature".
 */
export function authenticateWebhook(
  request: RawRequest,
  accounts: AccountLookup<LineAccountSettings>,
): Authenticated<LineAccountSettings> | Refused {
  if (request.method !== 'POST') return refused('not a POST', 405);
  const signature = request.headers['x-line-signature'];
  if (signature === undefined) return refused('no x-line-signature');
  const destination = destinationOf(request.body);
  const candidates = candidatesFor(request, destination, accounts);
  const signed = candidates.filter(({ settings }) => isSignedBy(settings.channelSecret, request.body, signature));
  if (signed.length === 0) return refused(candidates.length === 0 ? 'no such account' : 'wrong signature');
  const own = signed.filter(({ settings }) => settings.botUserId === destination);
  if (own.length === 0) return refused('genuine, but for another account than the one in the URL', 403);
  return { kind: 'authenticated', accounts: own };
}

function isSignedBy(secrets: readonly string[], signed: Uint8Array, given: string): boolean {
  return verifyHmac({ algorithm: 'sha256', secrets, signed, given, encoding: 'base64' });
}

function candidatesFor(
  { accountKey }: RawRequest,
  destination: string | undefined,
  accounts: AccountLookup<LineAccountSettings>,
): LineAccount[] {
  if (accountKey === undefined) return destination === undefined ? [] : accounts.byIdentity(destination);
  const account = accounts.byKey(accountKey);
  return account === undefined ? [] : [account];
}

function destinationOf(body: Uint8Array): string | undefined {
  const parsed = parseJson(body);
  if (typeof parsed !== 'object' || parsed === null || !('destination' in parsed)) return undefined;
  return typeof parsed.destination === 'string' ? parsed.destination : undefined;
}

function refused(detail: string, status = 401): Refused {
  return { kind: 'refused', status, detail };
}
