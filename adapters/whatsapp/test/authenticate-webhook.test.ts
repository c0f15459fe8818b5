import { describe, expect, it } from '@jest/globals';
import type { RawRequest } from 'channelwright/adapter';
import fc from 'fast-check';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { authenticateWebhook } from '../authenticate-webhook.js';
import { parseWebhook } from '../parse-webhook.js';
import { channelSettings } from '../settings.js';
import {
  APP_SECRET,
  lookup,
  PHONE_NUMBER_ID,
  PUBLIC_URL,
  SETTINGS,
  signatureOf,
  signedWebhook,
  VERIFY_TOKEN,
  WABA_ID,
  webhookOf,
  whatsappAccount,
} from './support.js';

const main = whatsappAccount();
const text = (body: string) => ({
  messages: [{ from: '12025550199', id: 'wamid.1', timestamp: '1790000000', type: 'text', text: { body } }],
});

function verdict(request: RawRequest, settings: Record<string, unknown> = {}, accounts = lookup(main)) {
  return authenticateWebhook(request, accounts, channelSettings.parse({ ...SETTINGS, ...settings }));
}

const refused = (detail: string) => ({ kind: 'refused', detail });

describe('a webhook is genuine', () => {
  it('when Meta signed its bytes, escaped as they are', () => {
    const request = signedWebhook(webhookOf(text('Grüße 😀')));
    expect(Buffer.from(request.body).toString()).toContain('Gr\\u00fc\\u00dfe \\ud83d\\ude00');
    expect(verdict(request)).toEqual({ kind: 'authenticated', accounts: [main] });
    expect(parseWebhook(request)).toMatchObject([{ content: [{ text: 'Grüße 😀' }] }]);
  });

  it.each(['old', 'new'])('by either secret while they change: %s', (secret) => {
    const request = signedWebhook(webhookOf(text('Hi')), secret);
    expect(verdict(request, { appSecret: ['new', 'old'] })).toMatchObject({ kind: 'authenticated' });
  });

  it('as Meta once sent it', () => {
    // Captured by the tests of pywa (MIT); the secret was revoked.
    const body =
      '{"object":"whatsapp_business_account","entry":[{"id":"264937493375603","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550953877","phone_number_id":"277321005464405"},"contacts":[{"profile":{"name":"PyWa Tests"},"wa_id":"972544401243"}],"messages":[{"from":"972544401243","id":"wamid.HBgMOTcyNTQ0NDAxMjQzFQIAEhggM0RFQTNCMEEwRTY3QzUwODYzMDc4NjQ4QzM4ODAxM0YA","timestamp":"1730231903","text":{"body":"Hey there! I am using PyWa."},"type":"text"}]},"field":"messages"}]}]}';
    const signature = 'sha256=54edfa1d7259e0eb13c677cc7d73d1b5c86cfa12433d19156e058ab9251bc441';
    const account = whatsappAccount({ phoneNumberId: '277321005464405' });
    const request = { ...signedWebhook({}), body: Buffer.from(body), headers: { 'x-hub-signature-256': signature } };
    const settings = { appSecret: '1222e786b144d0e85b9f365372d93676' };
    expect(verdict(request, settings, lookup(account))).toEqual({ kind: 'authenticated', accounts: [account] });
    expect(parseWebhook(request)).toMatchObject([{ kind: 'message', from: { name: 'PyWa Tests' } }]);
  });

  it('for exactly those accounts whose numbers it names', () => {
    const second = whatsappAccount({ phoneNumberId: '100000000000002' }, { key: 'second' });
    const third = whatsappAccount({ phoneNumberId: '100000000000003' }, { key: 'third' });
    const [first, other] = [webhookOf(text('one')), webhookOf(text('two'), { id: '100000000000003' })];
    const both = signedWebhook({ ...first, entry: [...first.entry, ...other.entry] });
    expect(verdict(both, {}, lookup(main, second, third))).toMatchObject({ accounts: [main, third] });
  });

  it('for nobody where its numbers are none of ours: it is acknowledged all the same', () => {
    const request = signedWebhook(webhookOf(text('Hi'), { id: '100000000000009' }));
    expect(verdict(request)).toEqual({ kind: 'authenticated', accounts: [] });
    expect(parseWebhook(request)).toMatchObject([{ account: '100000000000009' }]);
  });

  it('by the business account where no number is named', () => {
    const body = webhookOf(text('Hi'));
    Reflect.deleteProperty(body.entry[0]!.changes[0]!.value, 'metadata');
    const request = signedWebhook(body);
    expect(verdict(request)).toMatchObject({ accounts: [main] });
    expect(parseWebhook(request)).toMatchObject([{ account: `waba:${WABA_ID}` }]);
  });

  it('for the account of the URL alone, where the URL names one', () => {
    const body = webhookOf(text('Hi'));
    expect(verdict(signedWebhook(body, APP_SECRET, 'main-line'))).toMatchObject({ accounts: [main] });
    expect(verdict(signedWebhook(body, APP_SECRET, 'another'))).toMatchObject({ accounts: [] });
  });
});

describe('a webhook is refused', () => {
  const request = signedWebhook(webhookOf(text('Hi')));
  const withSignature = (signature: string) => ({ ...request, headers: { 'x-hub-signature-256': signature } });

  it.each(['', 'sha256=', 'sha1=abc', `sha256=${'g'.repeat(64)}`, `sha256=${'a'.repeat(65)}`])(
    'without a signature that could be one: "%s"',
    (signature) => expect(verdict(withSignature(signature))).toEqual(refused('no X-Hub-Signature-256')),
  );

  it('when it was signed with another secret, or changed on the way', () => {
    expect(verdict(signedWebhook(webhookOf(text('Hi')), 'another'))).toEqual(refused('wrong signature'));
    const body = Buffer.from(Buffer.from(request.body).toString().replace('Hi', 'Ho'));
    expect(verdict({ ...request, body })).toEqual(refused('wrong signature'));
  });

  it('when its JSON was written anew', () => {
    const unicode = signedWebhook(webhookOf(text('ü')));
    const body = Buffer.from(JSON.stringify(JSON.parse(Buffer.from(unicode.body).toString())));
    expect(verdict({ ...unicode, body })).toEqual(refused('wrong signature'));
  });
});

describe('the handshake', () => {
  const handshake = (query: Record<string, string>, settings = {}) => {
    const url = new URL(`${PUBLIC_URL}?${new URLSearchParams(query)}`);
    return verdict({ method: 'GET', url, headers: {}, body: new Uint8Array(), receivedAtMs: 0 }, settings);
  };
  const asked = { 'hub.mode': 'subscribe', 'hub.verify_token': VERIFY_TOKEN, 'hub.challenge': '1158201444' };

  it('gives the challenge back', () => {
    expect(handshake(asked)).toMatchObject({ kind: 'reply', status: 200, body: '1158201444' });
    expect(handshake(asked, { verifyToken: ['new', VERIFY_TOKEN] })).toMatchObject({ kind: 'reply' });
  });

  it.each([{ 'hub.verify_token': 'wrong' }, { 'hub.verify_token': '' }, { 'hub.mode': 'unsubscribe' }])(
    'is refused with %j',
    (change) => expect(handshake({ ...asked, ...change })).toMatchObject({ kind: 'refused', status: 403 }),
  );
});

describe('compared with whatsapp-api-js', () => {
  // It escapes what is not ASCII itself, so bodies are as Meta writes them.
  it('the same bytes and signatures are genuine', async () => {
    const oracle = new WhatsAppAPI({ token: 'x', appSecret: APP_SECRET, v: 'v23.0' });
    const signatures = fc.oneof(
      fc.constant(undefined),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((body) => !body.includes('\x7f')),
        signatures,
        async (body, forged) => {
          const given = forged === undefined ? signatureOf(body) : `sha256=${forged}`;
          const request = { ...signedWebhook({}), body: Buffer.from(body), headers: { 'x-hub-signature-256': given } };
          const genuine = await oracle.verifyRequestSignature(body, given);
          expect(verdict(request).kind).toBe(genuine ? 'authenticated' : 'refused');
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('whatever is signed', () => {
  const noise = fc.object({
    maxDepth: 3,
    key: fc.constantFrom('object', 'entry', 'changes', 'value', 'id', 'type', 'messages', 'from', 'text', '__proto__'),
  });

  it('is read without failing, and every event has an account and a key', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), noise), (body) => {
        const request = signedWebhook(JSON.stringify(body) ?? '');
        expect(verdict(request).kind).toBe('authenticated');
        parseWebhook(request);
      }),
      { numRuns: 200 },
    );
  });

  it.each(['messages', 'statuses'] as const)('a piece of %s may be anything', (list) => {
    const fields = [
      'id',
      'from',
      'from_user_id',
      'timestamp',
      'type',
      'status',
      'text',
      'image',
      'interactive',
      'order',
      'system',
      'edit',
      'revoke',
      'reaction',
      'contacts',
      'context',
      'referral',
      'errors',
      'location',
      'recipient_id',
    ];
    const types = [
      'text',
      'image',
      'interactive',
      'order',
      'system',
      'edit',
      'revoke',
      'reaction',
      'contacts',
      'location',
    ];
    const value = fc.oneof(fc.constantFrom(...types, '12025550199', 'sent', 'failed'), fc.jsonValue());
    const piece = fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
        const events = parseWebhook(signedWebhook(webhookOf({ [list]: pieces })));
        expect(events.length).toBeLessThanOrEqual(5 * pieces.length);
        for (const event of events) expect(event.account).toBe(PHONE_NUMBER_ID);
      }),
      { numRuns: 300 },
    );
  });

  it('as large as it may be is read in time that grows with it alone', () => {
    const messages = Array.from({ length: 5000 }, (_, i) => ({
      ...text('x'.repeat(500)).messages[0],
      id: `wamid.${i}`,
    }));
    expect(parseWebhook(signedWebhook(webhookOf({ messages })))).toHaveLength(5000);
  });
});
