import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransportError } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import { TwilioDouble } from '../double/index.js';
import { messagingUrl } from '../owned-service.js';
import { ACCOUNT_SID, AUTH_TOKEN, lookupOf, OUR_NUMBER, PEER, twilioAccount, twilioAdapter } from './support.js';
import { startWebhookInbox } from './webhook-inbox.js';

const API = 'https://api.twilio.com';
const FILE = `${API}/2010-04-01/Accounts/${ACCOUNT_SID}/Messages/MM1/Media/ME1`;
const KEY = 'SK00000000000000000000000000000001';

describe('a file from a customer', () => {
  const account = twilioAccount();
  const signal = new AbortController().signal;
  const fetchFrom = (http: ScriptedTransport, url = FILE) =>
    twilioAdapter(API, { http }).fetchMedia({ kind: 'url', url }, account, signal);

  it('comes over Twilio’s redirect, without our credentials at the other host', async () => {
    const numbers = [{ sender: OUR_NUMBER }];
    const double = await TwilioDouble.start({
      accounts: [{ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, numbers }],
    });
    const adapter = twilioAdapter(double.url);
    const inbox = await startWebhookInbox(() => adapter, lookupOf(account));
    try {
      double.configureNumber(OUR_NUMBER, { webhookUrl: inbox.url });
      const base64 = Buffer.from('a small picture').toString('base64');
      await double.customerWrites({ from: PEER, to: OUR_NUMBER, media: [{ type: 'image/png', base64 }] });
      const [event] = inbox.events;
      const file = event?.kind === 'message' ? event.content[0] : undefined;
      if (file?.kind !== 'file') throw new Error('no file');

      const stream = await adapter.fetchMedia(file.ref, account, signal);
      expect(stream).toMatchObject({ type: 'image/png', size: 15 });
      expect(await new Response(stream.body).text()).toBe('a small picture');
    } finally {
      await inbox.stop();
      await double.stop();
    }
  });

  it('is asked for with credentials at Twilio alone, and not again when a redirect leads back', async () => {
    const http = new ScriptedTransport(
      { status: 302, headers: { location: 'https://cdn.example.test/f?sig=1' } },
      { status: 307, headers: { location: 'https://api.twilio.com.evil.example.test/f' } },
      { status: 307, headers: { location: 'https://api.dublin.ie1.twilio.com/f' } },
      {
        status: 200,
        headers: { 'content-type': 'Image/PNG; q=1', 'content-disposition': 'inline; filename="../a b.png"' },
        body: 'x',
      },
    );
    expect(await fetchFrom(http)).toMatchObject({ type: 'image/png', name: 'a b.png' });
    expect(http.requests.map(({ headers }) => headers?.['authorization'] !== undefined)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    [
      'a redirect without end',
      Array.from({ length: 6 }, () => ({ status: 302, headers: { location: FILE } })),
      'redirects',
    ],
    ['a redirect to nowhere', [{ status: 302 }], 'answered 302'],
    ['a redirect away from TLS', [{ status: 302, headers: { location: 'http://cdn.example.test/f' } }], 'http:'],
    ['a redirect to a file of ours', [{ status: 302, headers: { location: 'file:///etc/passwd' } }], 'file:'],
    ['a file that is gone', [{ status: 404 }], 'answered 404'],
  ])('is not there after %s', async (_, answers, message) => {
    await expect(fetchFrom(new ScriptedTransport(...answers))).rejects.toThrow(message);
  });

  it('shows nothing of an address that is none', async () => {
    const ref = { kind: 'url', url: 'http://[secret-token' } as const;
    const failed = twilioAdapter(API, { http: new ScriptedTransport() }).fetchMedia(ref, account, signal);
    expect(inspect(await failed.catch((error: unknown) => error), { showHidden: true })).not.toContain('secret-token');
  });

  it('is none of ours under another kind of reference', async () => {
    const ref = { kind: 'hubspot', fileId: '1' } as const;
    await expect(twilioAdapter(API).fetchMedia(ref, account, signal)).rejects.toThrow('hubspot');
  });
});

/** An account that keeps its numbers to itself. */
const SERVICE = 'MG00000000000000000000000000000001';
const SECRETIVE = 'AC00000000000000000000000000000002';

describe('an account is validated', () => {
  let double: TwilioDouble;
  beforeEach(async () => {
    double = await TwilioDouble.start({
      accounts: [
        {
          accountSid: ACCOUNT_SID,
          authToken: AUTH_TOKEN,
          apiKeys: { [KEY]: 'key-secret' },
          numbers: [{ sender: OUR_NUMBER, messagingServiceSid: SERVICE }, { sender: '72345' }],
        },
        { accountSid: SECRETIVE, authToken: AUTH_TOKEN, mayListNumbers: false },
      ],
    });
  });
  afterEach(() => double.stop());

  const validate = (settings = {}) => twilioAdapter(double.url).validateAccount(twilioAccount(settings).settings);
  const problem = (failure: string) => ({ problem: expect.objectContaining({ class: failure, scope: 'account' }) });

  it('as good, and says which address it has', async () => {
    expect(await validate()).toEqual({ identifiers: [{ type: 'HS_PHONE_NUMBER', value: OUR_NUMBER }] });
    expect(await validate({ from: '72345' })).toEqual({ identifiers: [{ type: 'HS_SHORT_CODE', value: '72345' }] });
    expect(await validate({ from: undefined, messagingServiceSid: SERVICE })).toEqual({
      identifiers: [],
    });
  });

  it('by its sender, as far as Twilio says which are its own', async () => {
    expect(await validate({ from: '+15550109' })).toEqual(problem('sender-invalid'));
    // A part of a number is none.
    expect(await validate({ from: '+1555010' })).toEqual(problem('sender-invalid'));
    expect(await validate({ from: '723' })).toEqual(problem('sender-invalid'));
    expect(await validate({ from: 'ACME' })).toHaveProperty('identifiers');
    expect(await validate({ from: 'whatsapp:+15550109' })).toHaveProperty('identifiers');
    expect(await validate({ accountSid: SECRETIVE, from: '+15550109' })).toHaveProperty('identifiers');
  });

  it('by its messaging service, as far as Twilio can be asked', async () => {
    const unknown = { messagingServiceSid: 'MG00000000000000000000000000000009' };
    expect(await validate({ from: undefined, ...unknown })).toEqual(problem('sender-invalid'));
    expect(await validate(unknown)).toEqual(problem('sender-invalid'));
    const account = { status: 200, body: { sid: ACCOUNT_SID, status: 'active' } };
    for (const answer of [new TransportError('refused', 'no', 'no way there'), { status: 403 }, { status: 503 }]) {
      const http = new ScriptedTransport(account, answer);
      const { settings } = twilioAccount({ from: undefined, messagingServiceSid: SERVICE });
      expect(await twilioAdapter(API, { http }).validateAccount(settings)).toHaveProperty('identifiers');
    }
  });

  it.each([
    ['https://api.twilio.com', 'https://messaging.twilio.com'],
    ['https://api.sydney.au1.twilio.com', 'https://messaging.sydney.au1.twilio.com'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
  ])('at %s: its messaging services are at %s', (api, messaging) => {
    expect(messagingUrl(api)).toBe(messaging);
  });

  it('by its auth token, which webhooks need, and by its API key, which sends', async () => {
    expect(await validate({ apiKey: KEY, apiSecret: 'key-secret' })).toHaveProperty('identifiers');
    expect(await validate({ apiKey: KEY, apiSecret: 'wrong' })).toEqual(problem('credentials-invalid'));
    expect(await validate({ apiKey: KEY, apiSecret: 'key-secret', authToken: 'wrong' })).toEqual(
      problem('credentials-invalid'),
    );
  });

  it.each([
    [{ status: 401 }, 'credentials-invalid'],
    [{ status: 404 }, 'credentials-invalid'],
    [{ status: 429 }, 'rate-limited'],
    [{ status: 503 }, 'provider-unavailable'],
    [{ status: 200, body: '<html>' }, 'provider-unavailable'],
    [{ status: 200, body: { sid: ACCOUNT_SID, status: 'suspended' } }, 'account-suspended'],
    [new TransportError('dns', 'no', 'no such host'), 'network'],
    [new TransportError('timeout', 'yes', 'too slow'), 'timeout'],
  ])('as %j → %s', async (answer, failure) => {
    const http = new ScriptedTransport(answer);
    expect(await twilioAdapter(API, { http }).validateAccount(twilioAccount().settings)).toEqual(problem(failure));
  });
});
