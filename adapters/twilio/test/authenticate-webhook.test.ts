import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { RawRequest } from 'channelwright/adapter';
import { authenticateWebhook } from '../authenticate-webhook.js';
import { parseWebhook } from '../parse-webhook.js';
import { channelSettings } from '../settings.js';
import { twilioSignature } from '../signature.js';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  lookupOf,
  OUR_NUMBER,
  PEER,
  PUBLIC_URL,
  signedWebhook,
  twilioAccount,
  whatsappAccount,
} from './support.js';

const SETTINGS = channelSettings.parse({});
const OTHER_SID = 'AC00000000000000000000000000000002';
const SERVICE = 'MG00000000000000000000000000000001';

const main = twilioAccount();
const other = twilioAccount({ accountSid: OTHER_SID, authToken: 'other-token', from: '+15550200' }, { key: 'other' });
const accounts = lookupOf(main, other, whatsappAccount());

const INBOUND = {
  AccountSid: ACCOUNT_SID,
  MessageSid: 'SM1',
  From: PEER,
  To: OUR_NUMBER,
  Body: 'Hi',
  SmsStatus: 'received',
};
const STATUS = { AccountSid: ACCOUNT_SID, MessageSid: 'SM1', From: OUR_NUMBER, To: PEER, MessageStatus: 'sent' };

const verdict = (request: RawRequest, settings = SETTINGS) => authenticateWebhook(request, accounts, settings);
const refused = (detail: string, status = 401) => ({ kind: 'refused', status, detail });

describe('a webhook is believed', () => {
  it.each([
    ['a message to our number', INBOUND],
    ['a status of a message from our number', STATUS],
  ])('when it is %s, signed with our token', (_, params) => {
    expect(verdict(signedWebhook(params))).toMatchObject({ kind: 'authenticated', accounts: [main] });
  });

  it('and answered with TwiML that says nothing, since a text would go to the customer', () => {
    expect(verdict(signedWebhook(INBOUND))).toMatchObject({
      reply: { status: 200, headers: { 'content-type': 'text/xml' }, body: '<Response/>' },
    });
  });

  it('under the URL of the account', () => {
    const url = `${PUBLIC_URL}/main-line`;
    expect(verdict(signedWebhook(INBOUND, { url, accountKey: 'main-line' }))).toMatchObject({ accounts: [main] });
  });

  it('by any of the tokens while they are rotated', () => {
    const rotating = lookupOf(twilioAccount({ authToken: ['next', AUTH_TOKEN] }));
    expect(authenticateWebhook(signedWebhook(INBOUND), rotating, SETTINGS)).toMatchObject({ kind: 'authenticated' });
  });

  it('by the messaging service where the number is one of its pool', () => {
    const pooled = lookupOf(twilioAccount({ from: undefined, messagingServiceSid: SERVICE }));
    const request = signedWebhook({ ...STATUS, From: '+15550111', MessagingServiceSid: SERVICE });
    expect(authenticateWebhook(request, pooled, SETTINGS)).toMatchObject({ kind: 'authenticated' });
  });

  it('when it came by GET: all it says is in the signed URL', () => {
    const url = `${PUBLIC_URL}?${new URLSearchParams(INBOUND)}`;
    const headers = { 'x-twilio-signature': twilioSignature(AUTH_TOKEN, url, []) };
    const request: RawRequest = { method: 'GET', url: new URL(url), headers, body: Buffer.alloc(0), receivedAtMs: 5 };
    expect(verdict(request)).toMatchObject({ kind: 'authenticated' });
    expect(parseWebhook(request, [main])).toMatchObject([{ kind: 'message', content: [{ kind: 'text', text: 'Hi' }] }]);
  });

  it('when a hash in the signed URL vouches for its JSON', () => {
    expect(verdict(jsonWebhook(STATUS))).toMatchObject({ kind: 'authenticated' });
    expect(parseWebhook(jsonWebhook(STATUS), [main])).toMatchObject([{ kind: 'receipt', state: 'sent' }]);
  });

  it('when Twilio signed the fragment with the URL, where we gave one', () => {
    const settings = channelSettings.parse({ callbackRetries: 'rc=5&rp=all' });
    const signed = signedWebhook(STATUS, { url: `${PUBLIC_URL}#rc=5&rp=all` });
    const seen = { ...signed, url: new URL(PUBLIC_URL) };
    expect(verdict(seen, settings)).toMatchObject({ kind: 'authenticated' });
    expect(verdict(signedWebhook(STATUS), settings)).toMatchObject({ kind: 'authenticated' });
    expect(verdict(seen)).toEqual(refused('wrong signature'));
  });
});

describe('a webhook is refused', () => {
  it('without a signature', () => {
    const { headers, ...request } = signedWebhook(INBOUND);
    const { 'x-twilio-signature': _, ...rest } = headers;
    expect(verdict({ ...request, headers: rest })).toEqual(refused('no X-Twilio-Signature'));
  });

  it('when a byte of its body was changed', () => {
    const request = signedWebhook(INBOUND);
    const body = Buffer.from(Buffer.from(request.body).toString().replace('Hi', 'Ho'));
    expect(verdict({ ...request, body })).toEqual(refused('wrong signature'));
  });

  it('when its URL was changed, the correlation with it', () => {
    const request = signedWebhook(STATUS, { url: `${PUBLIC_URL}?ref=attempt-1` });
    expect(verdict({ ...request, url: new URL(`${PUBLIC_URL}?ref=attempt-2`) })).toEqual(refused('wrong signature'));
  });

  it('when it was signed with the token of another account', () => {
    expect(verdict(signedWebhook(INBOUND, { authToken: 'other-token' }))).toEqual(refused('wrong signature'));
  });

  it('when it is for an account we do not have', () => {
    expect(verdict(signedWebhook({ ...INBOUND, To: '+15550999' }))).toEqual(refused('no such account'));
    expect(verdict(signedWebhook({ Body: 'no AccountSid' }))).toEqual(refused('no such account'));
  });

  it('when it is genuine, but for another account than the URL says', () => {
    const url = `${PUBLIC_URL}/main-line`;
    const params = { ...INBOUND, To: '+15550101' };
    expect(verdict(signedWebhook(params, { url, accountKey: 'main-line' }))).toEqual(
      refused('genuine, but for another account than the one in the URL', 403),
    );
  });

  it('when its body is of a kind no signature covers', () => {
    const bare = signedWebhook({});
    const body = Buffer.from(JSON.stringify(INBOUND));
    const request = { ...bare, headers: { ...bare.headers, 'content-type': 'application/json' }, body };
    expect(verdict(request)).toEqual(refused('a body that no signature covers'));
  });

  it('when its JSON is not what the hash vouches for', () => {
    const request = jsonWebhook(STATUS);
    const body = Buffer.from(JSON.stringify({ ...STATUS, MessageStatus: 'read' }));
    expect(verdict({ ...request, body })).toEqual(refused('the body is not the one that was signed'));
  });
});

describe('a genuine webhook that says nothing we know', () => {
  it.each([
    ['no SID', { AccountSid: ACCOUNT_SID, To: OUR_NUMBER, From: PEER, Body: 'x' }, 'a message without a SID'],
    ['no sender', { AccountSid: ACCOUNT_SID, To: OUR_NUMBER, MessageSid: 'SM1' }, 'a message without a sender'],
    [
      'a status of nothing',
      { AccountSid: ACCOUNT_SID, From: OUR_NUMBER, MessageStatus: 'sent' },
      'a status without a message SID',
    ],
  ])('is kept as it is: %s', (_, params, detail) => {
    const request = signedWebhook(params);
    expect(parseWebhook(request, [main])).toEqual([
      {
        kind: 'unparsable',
        account: `${ACCOUNT_SID}/${OUR_NUMBER}`,
        detail,
        raw: Buffer.from(request.body).toString(),
      },
    ]);
  });

  it('does not loop over a forged number of files', () => {
    const events = parseWebhook(signedWebhook({ ...INBOUND, NumMedia: '1e9' }), [main]);
    expect(events).toMatchObject([{ kind: 'message' }]);
  });
});

describe('an event belongs to', () => {
  it('the account of the URL where there is one', () => {
    const request = signedWebhook(INBOUND, { accountKey: 'main-line' });
    expect(parseWebhook(request, [main])).toMatchObject([{ account: 'main-line' }]);
  });

  it('else the name that the webhook and the account share', () => {
    const pooled = twilioAccount({ from: undefined, messagingServiceSid: SERVICE });
    const params = { ...STATUS, From: '+15550111', MessagingServiceSid: SERVICE };
    expect(parseWebhook(signedWebhook(params), [pooled])).toMatchObject([{ account: `${ACCOUNT_SID}/${SERVICE}` }]);
  });
});

function jsonWebhook(params: Record<string, string>): RawRequest {
  const body = Buffer.from(JSON.stringify(params));
  const url = `${PUBLIC_URL}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  return {
    method: 'POST',
    url: new URL(url),
    headers: { 'content-type': 'application/json', 'x-twilio-signature': twilioSignature(AUTH_TOKEN, url, []) },
    body,
    receivedAtMs: 0,
  };
}
