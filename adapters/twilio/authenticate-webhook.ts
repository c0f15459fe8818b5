import type { Account, AccountLookup, Authenticated, RawRequest, Refused } from 'channelwright/adapter';
import { identitiesOf, identity } from './addresses.js';
import type { TwilioAccountSettings, TwilioChannelSettings } from './settings.js';
import { matchesBodyHash, verifySignature } from './signature.js';
import { type WebhookParams, webhookParams } from './webhook-params.js';

type TwilioAccount = Account<TwilioAccountSettings>;

/** TwiML that says nothing. A plain text would be sent to the customer as an answer. Source: Twilio, "TwiML for messages". */
const SAY_NOTHING = { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' };

/**
 * Genuine, and for which accounts? The body names the account, its auth tokens check the signature, and what the body says
 * must be the account of the URL, where the URL names one.
 */
export function authenticateWebhook(
  request: RawRequest,
  accounts: AccountLookup<TwilioAccountSettings>,
  { callbackRetries }: TwilioChannelSettings,
): Authenticated<TwilioAccountSettings> | Refused {
  const signature = request.headers['x-twilio-signature'];
  if (signature === undefined) return refused('no X-Twilio-Signature');
  const params = webhookParams(request);
  if (params === undefined) return refused('a body that no signature covers');
  const named = identitiesIn(params);
  const candidates = candidatesFor(request, named, accounts);
  // Twilio leaves the fragment out of the request; whether out of the signature too is not documented.
  const { href } = request.url;
  const urls = callbackRetries === undefined ? [href] : [href, `${href}#${callbackRetries}`];
  const signed = candidates.filter(({ settings }) =>
    urls.some((url) => verifySignature(settings.authToken, signature, url, params.signed)),
  );
  if (signed.length === 0) return refused(candidates.length === 0 ? 'no such account' : 'wrong signature');
  if (params.bodySha256 !== undefined && !matchesBodyHash(request.body, params.bodySha256)) {
    return refused('the body is not the one that was signed');
  }
  const own = signed.filter((account) => identitiesOf(account).some((id) => named.includes(id)));
  if (own.length === 0) return refused('genuine, but for another account than the one in the URL', 403);
  return { kind: 'authenticated', accounts: own, reply: SAY_NOTHING };
}

function candidatesFor(
  request: RawRequest,
  named: string[],
  accounts: AccountLookup<TwilioAccountSettings>,
): TwilioAccount[] {
  if (request.accountKey !== undefined) {
    const account = accounts.byKey(request.accountKey);
    return account === undefined ? [] : [account];
  }
  const found = named.flatMap((id) => accounts.byIdentity(id));
  return [...new Map(found.map((account) => [account.key, account])).values()];
}

/** Every name a webhook may give to our account: its SID with our number (From of a status, To of a message) or service. */
export function identitiesIn(params: WebhookParams): string[] {
  const accountSid = params.get('AccountSid');
  if (accountSid === undefined) return [];
  const ours = isStatus(params) ? params.get('From') : params.get('To');
  return [ours, params.get('MessagingServiceSid')].flatMap((name) => (name ? [identity(accountSid, name)] : []));
}

/** A report on a message we sent. A customer's message has no `MessageStatus`, and `received` as its `SmsStatus`. */
export function isStatus(params: WebhookParams): boolean {
  const status = params.get('MessageStatus') ?? params.get('SmsStatus') ?? 'received';
  return status !== 'received' && status !== 'receiving';
}

function refused(detail: string, status = 401): Refused {
  return { kind: 'refused', status, detail };
}
