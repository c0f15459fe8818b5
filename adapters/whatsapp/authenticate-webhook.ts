import {
  type Account,
  type AccountLookup,
  type Authenticated,
  type RawRequest,
  type Refused,
  type Reply,
  sameSecret,
  verifyHmac,
} from 'channelwright/adapter';
import type { WhatsAppAccountSettings, WhatsAppChannelSettings } from './settings.js';
import { readWebhook } from './webhook-body.js';

type Accounts = AccountLookup<WhatsAppAccountSettings>;
type Secrets = Pick<WhatsAppChannelSettings, 'appSecret' | 'verifyToken'>;

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/**
 * Genuine, and for which accounts? The app secret signs for every business that has installed the app, so the bytes are
 * verified first; only then is it read whose numbers they name. Source: Meta, "Webhooks, validating payloads".
 */
export function authenticateWebhook(
  request: RawRequest,
  accounts: Accounts,
  { appSecret, verifyToken }: Secrets,
): Authenticated<WhatsAppAccountSettings> | Reply | Refused {
  if (request.method === 'GET') return handshake(request.url.searchParams, verifyToken);
  const given = SIGNATURE.exec(request.headers['x-hub-signature-256'] ?? '')?.[1];
  if (given === undefined) return { kind: 'refused', detail: 'no X-Hub-Signature-256' };
  const check = { algorithm: 'sha256', secrets: appSecret, signed: request.body, given, encoding: 'hex' } as const;
  if (!verifyHmac(check)) return { kind: 'refused', detail: 'wrong signature' };
  return { kind: 'authenticated', accounts: accountsIn(request, accounts) };
}

/** Meta asks once, when the webhook is subscribed, and wants its challenge back as it is. */
function handshake(query: URLSearchParams, verifyTokens: readonly string[]): Reply | Refused {
  const token = query.get('hub.verify_token') ?? '';
  const known = verifyTokens.map((one) => sameSecret(token, one)).includes(true);
  if (query.get('hub.mode') !== 'subscribe' || !known) {
    return { kind: 'refused', status: 403, detail: 'a handshake with another verify token' };
  }
  const body = query.get('hub.challenge') ?? '';
  return { kind: 'reply', status: 200, headers: { 'content-type': 'text/plain' }, body };
}

/** The accounts whose numbers the body names; of these only the one of the URL, where the URL names one. */
function accountsIn({ body, accountKey }: RawRequest, accounts: Accounts): Account<WhatsAppAccountSettings>[] {
  const named = new Set(readWebhook(body)?.changes.flatMap(({ account }) => account ?? []));
  const found = [...named].flatMap((identity) => accounts.byIdentity(identity));
  const ours = new Map(found.map((account) => [account.key, account]));
  return [...ours.values()].filter(({ key }) => accountKey === undefined || key === accountKey);
}
