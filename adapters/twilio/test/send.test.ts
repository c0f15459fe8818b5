import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TransportError } from 'channelwright/adapter';
import { ScriptedTransport } from 'channelwright/testing';
import { TwilioDouble } from '../double/index.js';
import {
  ACCOUNT_SID,
  AUTH_TOKEN,
  lookupOf,
  OUR_NUMBER,
  PEER,
  plannedPart,
  sendContext,
  textPart,
  twilioAccount,
  twilioAdapter,
  whatsappAccount,
} from './support.js';
import { startWebhookInbox, type WebhookInbox } from './webhook-inbox.js';

const SERVICE = 'MG00000000000000000000000000000001';
const CONTENT_SID = `HX${'0'.repeat(31)}1`;
const KEY = 'SK00000000000000000000000000000001';

describe('sending', () => {
  let double: TwilioDouble;
  let inbox: WebhookInbox;

  const adapter = () => twilioAdapter(double.url);
  const main = twilioAccount();
  const whatsapp = whatsappAccount();

  beforeEach(async () => {
    double = await TwilioDouble.start({
      fetchMedia: false,
      accounts: [
        {
          accountSid: ACCOUNT_SID,
          authToken: AUTH_TOKEN,
          apiKeys: { [KEY]: 'key-secret' },
          numbers: [{ sender: OUR_NUMBER, messagingServiceSid: SERVICE }, { sender: `whatsapp:${OUR_NUMBER}` }],
        },
      ],
    });
    inbox = await startWebhookInbox(adapter, lookupOf(main, whatsapp));
  });
  afterEach(async () => {
    await double.stop();
    await inbox.stop();
  });

  const context = (account = main, change = {}) => sendContext(account, { callback: inbox.url, ...change });

  it('a text: accepted with its SID and segments, and its receipts come back under our correlation', async () => {
    const outcome = await adapter().send(textPart('x'.repeat(161)), context());
    await double.settled();

    const [message] = double.received(PEER);
    expect(message).toMatchObject({ from: OUR_NUMBER, text: 'x'.repeat(161) });
    expect(outcome).toEqual({ kind: 'accepted', ids: [message?.id], usage: { units: 2 } });
    const of = { correlation: 'attempt-1', ids: [message?.id] };
    expect(inbox.events).toMatchObject([
      { kind: 'receipt', of, state: 'sent', final: false },
      { kind: 'receipt', of, state: 'delivered', final: true },
    ]);
    expect(inbox.refused).toEqual([]);
  });

  it('by WhatsApp: to and from with the prefix, read last', async () => {
    await adapter().send(textPart('Hello'), context(whatsapp));
    await double.settled();

    expect(double.received(`whatsapp:${PEER}`)).toMatchObject([{ from: `whatsapp:${OUR_NUMBER}`, text: 'Hello' }]);
    expect(inbox.events).toMatchObject([{ state: 'sent' }, { state: 'delivered', final: false }, { state: 'read' }]);
  });

  it('a file: its URL, and its caption as the text', async () => {
    const ref = { kind: 'hubspot', fileId: '1' } as const;
    const items = [{ kind: 'file', ref, name: 'a.png', usage: 'IMAGE', caption: 'Look' } as const];
    await adapter().send(plannedPart(items), context());
    expect(double.delivered).toMatchObject([{ text: 'Look', mediaUrls: ['https://files.example.test/a.png'] }]);
  });

  it('a place by WhatsApp', async () => {
    const place = { kind: 'location', latitude: 35.6, longitude: 139.7, name: 'Tower' } as const;
    await adapter().send(plannedPart([place]), context(whatsapp));
    expect(double.delivered).toMatchObject([{ text: 'Tower', persistentAction: 'geo:35.6,139.7|Tower' }]);
  });

  it('a template by WhatsApp: its SID and its variables by number, and nothing else', async () => {
    const template = { kind: 'template', name: CONTENT_SID } as const;
    await adapter().send(plannedPart([{ ...template, variables: ['Ann', 'Hello'] }]), context(whatsapp));
    await adapter().send(plannedPart([{ ...template, variables: [] }]), context(whatsapp));
    expect(double.delivered).toMatchObject([
      { kind: 'template', text: '', template: { contentSid: CONTENT_SID, variables: { 1: 'Ann', 2: 'Hello' } } },
      { kind: 'template', text: '', template: { contentSid: CONTENT_SID, variables: {} } },
    ]);
  });

  it('a template that Twilio does not have: rejected as such', async () => {
    const unknown = plannedPart([{ kind: 'template', name: 'hello', variables: [] }]);
    expect(await adapter().send(unknown, context(whatsapp))).toMatchObject({
      kind: 'rejected',
      reason: { class: 'template-invalid', code: '21655' },
    });
  });

  it('through a messaging service, which picks the sender', async () => {
    const account = twilioAccount({ from: undefined, messagingServiceSid: SERVICE });
    expect(await adapter().send(textPart('Hello'), context(account))).toMatchObject({ kind: 'accepted' });
    expect(double.messages()).toMatchObject([{ from: OUR_NUMBER, messagingServiceSid: SERVICE }]);
  });

  it('with an API key where there is one', async () => {
    const account = twilioAccount({ authToken: 'not-the-token', apiKey: KEY, apiSecret: 'key-secret' });
    expect(await adapter().send(textPart('Hello'), context(account))).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['to a number that is none', { to: '+15005550001' }, 'rejected', 'recipient-invalid', '21211'],
    ['to someone who opted out', { to: '+15005550004' }, 'rejected', 'recipient-opted-out', '21610'],
    ['from a number that is not ours', { from: '+15005550007' }, 'blocked', 'sender-invalid', '21606'],
    ['from a number whose queue is full', { from: '+15005550008' }, 'retry', 'rate-limited', '21611'],
  ])('%s', async (_, { to, from }: { to?: string; from?: string }, kind, failure, code) => {
    const address = { type: 'HS_PHONE_NUMBER', value: to ?? PEER } as const;
    const account = twilioAccount(from === undefined ? {} : { from });
    const ctx = context(account, { conversation: { key: 'c', address, aliases: [address] } });
    const outcome = await adapter().send(textPart('Hello'), ctx);
    expect(outcome).toMatchObject({ kind, reason: { class: failure, code } });
    expect(double.messages()).toEqual([]);
  });

  it('with a wrong token blocks the account', async () => {
    const outcome = await adapter().send(textPart('Hello'), context(twilioAccount({ authToken: 'wrong' })));
    expect(outcome).toMatchObject({ kind: 'blocked', reason: { class: 'credentials-invalid', scope: 'account' } });
  });

  it('when there is too much of it is tried again, as late as Twilio asks', async () => {
    double.fault({ kind: 'refuse', status: 429, code: 20429, retryAfter: 3 });
    const outcome = await adapter().send(textPart('Hello'), context());
    expect(outcome).toMatchObject({ kind: 'retry', reason: { class: 'rate-limited', afterMs: 3000 } });
  });

  it.each([
    [500, 20500, 'retry'],
    [503, 20503, 'retry'],
    [503, undefined, 'uncertain'],
    [502, undefined, 'uncertain'],
  ])('answered with %i and code %s is %s', async (status, code, kind) => {
    double.fault({ kind: 'refuse', status, ...(code === undefined ? {} : { code }) });
    expect(await adapter().send(textPart('Hello'), context())).toMatchObject({ kind });
  });

  it('whose answer is lost is uncertain, and proven by the callback', async () => {
    double.fault({ kind: 'answerLost' });
    const outcome = await adapter().send(textPart('Hello'), context());
    await double.settled();

    expect(outcome).toMatchObject({ kind: 'uncertain', reason: { class: 'network' } });
    const [message] = double.received(PEER);
    expect(inbox.events[0]).toMatchObject({ of: { correlation: 'attempt-1', ids: [message?.id] }, state: 'sent' });
  });

  it('that breaks before Twilio did anything is uncertain just the same: who is to know', async () => {
    double.fault({ kind: 'reset' });
    expect(await adapter().send(textPart('Hello'), context())).toMatchObject({ kind: 'uncertain' });
    expect(double.delivered).toEqual([]);
  });

  it('to a Twilio that is not there is tried again', async () => {
    const gone = double.url;
    await double.stop();
    const outcome = await twilioAdapter(gone).send(textPart('Hello'), context());
    expect(outcome).toMatchObject({ kind: 'retry', reason: { class: 'network', detail: 'refused' } });
  });

  it('reports before the answer, twice and backwards, always under the same correlation', async () => {
    double.rule(PEER, { callbacks: 'early', times: 1 });
    await adapter().send(textPart('early'), context());
    expect(inbox.events).toMatchObject([{ state: 'sent' }, { state: 'delivered' }]);
    inbox.events.length = 0;

    double.rule(PEER, { callbacks: 'reversed', times: 1 });
    await adapter().send(textPart('reversed'), context());
    await double.settled();
    expect(inbox.events).toMatchObject([{ state: 'delivered' }, { state: 'sent' }]);
    inbox.events.length = 0;

    double.rule(PEER, { callbacks: 'duplicate', statuses: ['sent'] });
    await adapter().send(textPart('twice'), context());
    await double.settled();
    expect(inbox.events).toHaveLength(2);
    expect(new Set(inbox.events.map((e) => 'dedupeKey' in e && e.dedupeKey)).size).toBe(1);
  });
});

describe('what only a script can answer', () => {
  const send = (http: ScriptedTransport) =>
    twilioAdapter('https://api.twilio.com', { http }).send(textPart('Hello'), sendContext(twilioAccount()));

  it('a success that is not Twilio’s is uncertain', async () => {
    expect(await send(new ScriptedTransport({ status: 200, body: '<html>' }))).toMatchObject({ kind: 'uncertain' });
  });

  it('a message that has failed at once is judged by its code: no callback will tell', async () => {
    const body = { sid: 'SM1', status: 'failed', error_code: 30007, error_message: null };
    expect(await send(new ScriptedTransport({ status: 201, body }))).toMatchObject({
      kind: 'rejected',
      reason: { class: 'carrier-filtered', code: '30007' },
    });
  });

  it.each([
    ['timeout', 'yes', 'uncertain', 'timeout'],
    ['reset', 'unknown', 'uncertain', 'network'],
    ['dns', 'no', 'retry', 'network'],
    ['connect-timeout', 'no', 'retry', 'timeout'],
  ] as const)('%s with requestSent %s is %s', async (code, sent, kind, failure) => {
    const http = new ScriptedTransport(new TransportError(code, sent, 'no answer'));
    expect(await send(http)).toMatchObject({ kind, reason: { class: failure } });
  });

  it('a licence that has run out is the framework’s to judge', async () => {
    const error = new TransportError('unlicensed', 'no', 'too late');
    await expect(send(new ScriptedTransport(error))).rejects.toBe(error);
  });

  it('sends one request, with the retry policy in the callback where one is set', async () => {
    const http = new ScriptedTransport({ status: 201, body: { sid: 'SM1', status: 'queued' } });
    const settings = { apiBaseUrl: 'https://api.twilio.com', callbackRetries: 'rc=5&rp=all' };
    const { TwilioAdapter } = await import('../twilio-adapter.js');
    const clock = { now: () => 0, sleep: () => Promise.resolve() };
    await new TwilioAdapter(http, settings, clock).send(textPart('Hello'), sendContext(twilioAccount()));
    expect(http.requests).toHaveLength(1);
    expect(http.requests[0]?.preparatory).toBeUndefined();
    expect(new URLSearchParams(String(http.requests[0]?.body)).get('StatusCallback')).toMatch(
      /\?ref=attempt-1#rc=5&rp=all$/,
    );
  });
});
