import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import twilio from 'twilio';
import { TwilioDouble, type TwilioDoubleOptions } from '../double/index.js';
import { StandingTime } from './double-time.js';
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

const NUMBERS = [{ sender: OUR_NUMBER }, { sender: `whatsapp:${OUR_NUMBER}` }];
const OPTIONS: TwilioDoubleOptions = {
  accounts: [{ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, numbers: NUMBERS }],
};
const DAY = 86_400_000;

/** What the SDK hands to its HTTP client. */
interface SdkRequest {
  method: string;
  uri: string;
  username: string;
  password: string;
  params?: Record<string, string>;
  data?: Record<string, string>;
}

/** The SDK always calls api.twilio.com; here the double answers. */
function sdkClientOf(base: string) {
  return {
    async request({ method, uri, username, password, params, data }: SdkRequest) {
      const url = new URL(new URL(uri).pathname, base);
      url.search = new URLSearchParams(params).toString();
      const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const body = data === undefined ? {} : { body: new URLSearchParams(data) };
      const answer = await fetch(url, { method, headers, ...body });
      return { statusCode: answer.status, body: await answer.json() };
    },
  };
}

describe('the double', () => {
  const time = new StandingTime(Date.UTC(2026, 10, 22));
  const main = twilioAccount();
  let double: TwilioDouble;
  let inbox: WebhookInbox;

  beforeEach(async () => {
    double = await TwilioDouble.start({ ...OPTIONS, enforceWindow: true }, time);
    inbox = await startWebhookInbox(() => twilioAdapter(double.url), lookupOf(main, whatsappAccount()));
  });
  afterEach(async () => {
    await double.stop();
    await inbox.stop();
  });

  const send = (text: string, account = main) =>
    twilioAdapter(double.url).send(textPart(text), sendContext(account, { callback: inbox.url }));

  it('can be used by the official SDK, so what it answers is Twilio’s form', async () => {
    const client = twilio(ACCOUNT_SID, AUTH_TOKEN, { httpClient: sdkClientOf(double.url) as never });
    const created = await client.messages.create({ to: PEER, from: OUR_NUMBER, body: 'Hello' });
    await double.settled();
    expect(created).toMatchObject({ status: 'queued', numSegments: '1', dateSent: null });
    expect(created.dateCreated.getTime()).toBe(time.now());
    expect((await client.messages.list({ to: PEER })).map(({ sid, status }) => [sid, status])).toEqual([
      [created.sid, 'delivered'],
    ]);
    expect((await client.api.v2010.accounts(ACCOUNT_SID).fetch()).status).toBe('active');
    await expect(client.messages.create({ to: 'nobody', from: OUR_NUMBER, body: 'x' })).rejects.toMatchObject({
      code: 21211,
      status: 400,
    });
  });

  it('shows on the phone what arrived, and only that, in order', async () => {
    double.rule(PEER, { containing: 'lost', statuses: ['sent', { status: 'undelivered', code: 30005 }] });
    double.rule(PEER, { containing: 'refused', refuse: { code: 30007 } });
    double.fault({ kind: 'answerLost' });
    await send('one');
    await send('lost');
    await send('refused');
    await send('one');
    await double.settled();
    expect(double.received(PEER).map(({ text }) => text)).toEqual(['one', 'one']);
    expect(double.received('+15550000')).toEqual([]);
  });

  it('remembers a STOP until the START', async () => {
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'stop' });
    expect(await send('Hello')).toMatchObject({ kind: 'rejected', reason: { code: '21610' } });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'START' });
    expect(await send('Hello')).toMatchObject({ kind: 'accepted' });
  });

  it('says OptOutType where Advanced Opt-Out is on', async () => {
    double.configureNumber(OUR_NUMBER, { webhookUrl: inbox.url, advancedOptOut: true });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'STOP' });
    expect(inbox.events).toMatchObject([{ kind: 'message' }, { kind: 'optOut' }]);
  });

  it('takes a template at any time', async () => {
    const template = plannedPart([{ kind: 'template', name: `HX${'a'.repeat(32)}`, variables: [] }]);
    await twilioAdapter(double.url).send(template, sendContext(whatsappAccount(), { callback: inbox.url }));
    await double.settled();
    expect(double.delivered).toHaveLength(1);
  });

  it('keeps WhatsApp’s window', async () => {
    const whatsapp = whatsappAccount();
    await send('too early', whatsapp);
    await double.settled();
    await double.customerWrites({ from: `whatsapp:${PEER}`, to: `whatsapp:${OUR_NUMBER}`, text: 'Hi' });
    await send('in time', whatsapp);
    await double.settled();
    time.set(time.now() + DAY + 1);
    await send('too late', whatsapp);
    await double.settled();
    expect(double.delivered.map(({ text }) => text)).toEqual(['in time']);
    expect(inbox.events).toMatchObject([
      { state: 'failed', reason: { class: 'outside-window' } },
      { state: 'sent' },
      { state: 'delivered' },
      { state: 'read' },
      { state: 'failed', reason: { class: 'outside-window' } },
    ]);
  });

  it('fetches files, and fails a message whose file is not to be had', async () => {
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, media: [{ type: 'image/png', base64: 'AAAA' }] });
    const health = new URL('/_double/health', double.url);
    const items = [{ kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, usage: 'IMAGE' } as const];
    const ctx = (url: URL) => sendContext(main, { callback: inbox.url, mediaUrl: async () => url });
    await twilioAdapter(double.url).send(plannedPart(items), ctx(health));
    await twilioAdapter(double.url).send(plannedPart(items), ctx(new URL('/nothing', double.url)));
    await double.settled();
    expect(double.delivered).toMatchObject([{ media: [{ type: 'application/json', bytes: 11 }] }]);
    expect(inbox.events).toContainEqual(
      expect.objectContaining({ state: 'failed', reason: expect.objectContaining({ class: 'media-unavailable' }) }),
    );
  });

  it('can be slow, and can keep its callbacks to itself', async () => {
    double.fault({ kind: 'slow', ms: 60_000 });
    double.rule(PEER, { callbacks: 'never' });
    expect(await send('Hello')).toMatchObject({ kind: 'accepted' });
    await double.settled();
    expect(double.webhooks).toEqual([]);
    expect(double.messages()).toMatchObject([{ status: 'delivered' }]);
  });

  it('reports a status late, or one that nobody knows', async () => {
    await send('Hello');
    await double.settled();
    const [message] = double.messages();
    await double.status(message?.sid ?? '', 'undelivered', 30003);
    await double.status(message?.sid ?? '', 'teleported');
    expect(inbox.events.slice(2)).toMatchObject([{ state: 'failed' }, { kind: 'unparsable' }]);
    await expect(double.status('SM0', 'sent')).rejects.toThrow('no message SM0');
  });

  it('tries a callback again as the URL’s fragment says', async () => {
    const url = `${double.url}/nothing`;
    double.configureNumber(OUR_NUMBER, { webhookUrl: `${url}#rc=3&rp=4xx` });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'Hi' });
    expect(double.webhooks.map((c) => [c.url, c.status])).toEqual(Array.from({ length: 4 }, () => [url, 404]));
    double.configureNumber(OUR_NUMBER, { webhookUrl: url });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'Hi' });
    expect(double.webhooks).toHaveLength(5);
  });

  it('forgets on reset, but not its numbers', async () => {
    double.configureNumber(OUR_NUMBER, { webhookUrl: inbox.url });
    double.rule(PEER, { refuse: { code: 30007 } });
    await double.customerWrites({ from: PEER, to: OUR_NUMBER, text: 'STOP' });
    double.reset();
    expect([double.messages(), double.delivered, double.webhooks]).toEqual([[], [], []]);
    expect(await send('Hello')).toMatchObject({ kind: 'accepted' });
    expect(await double.customerWrites({ from: PEER, to: OUR_NUMBER })).toMatchObject({ webhook: { status: 200 } });
  });

  it('refuses a message to a number that is not its own', async () => {
    await expect(double.customerWrites({ from: PEER, to: '+15550999' })).rejects.toThrow('none of the double');
  });

  describe('from another process', () => {
    const control = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${double.url}/_double/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: answer.status, body: await answer.json() };
    };

    it('is driven over HTTP', async () => {
      await control('POST', 'numbers', { sender: OUR_NUMBER, webhookUrl: inbox.url });
      const said = await control('POST', 'customer', { from: PEER, to: OUR_NUMBER, text: 'Hi' });
      expect(said).toMatchObject({ status: 200, body: { webhook: { status: 200, answer: '<Response/>' } } });

      await control('POST', 'rules', { to: PEER, rule: { statuses: ['sent'] } });
      await control('POST', 'fault', { kind: 'answerLost', to: PEER });
      expect(await send('Hello')).toMatchObject({ kind: 'uncertain' });
      await control('POST', 'settle');

      const received = await control('GET', `delivered?to=${encodeURIComponent(PEER)}`);
      expect(received.body).toMatchObject([{ text: 'Hello' }]);
      const [, last] = double.messages();
      expect((await control('GET', 'messages')).body).toMatchObject([
        { body: 'Hi' },
        { body: 'Hello', status: 'sent' },
      ]);
      await control('POST', 'status', { sid: last?.sid, status: 'delivered' });
      expect((await control('GET', 'webhooks')).body).toHaveLength(3);
      await control('POST', 'reset');
      expect((await control('GET', 'messages')).body).toEqual([]);
    });

    it.each([
      ['POST', 'fault', { kind: 'nonsense' }, 400],
      ['POST', 'rules', { to: PEER, rule: { statuses: 'sent' } }, 400],
      ['POST', 'customer', { from: PEER, text: 'Hi', to: '+15550999' }, 400],
      ['GET', 'nothing', undefined, 404],
    ])('answers a mistake: %s %s', async (method, path, body, status) => {
      expect(await control(method, path, body)).toMatchObject({ status, body: { message: expect.any(String) } });
    });
  });
});

describe('the double as a process', () => {
  it('says where it is, and ends when it is told to', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'twilio-double-'));
    const file = join(folder, 'options.json');
    await writeFile(file, JSON.stringify(OPTIONS));
    const main = new URL('../double/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const [line] = await once(createInterface(child.stdout), 'line');
      const { url } = JSON.parse(String(line));
      expect(await (await fetch(`${url}/_double/health`)).json()).toEqual({ ok: true });
    } finally {
      child.kill('SIGTERM');
      const [code] = await once(child, 'exit');
      await rm(folder, { recursive: true });
      expect(code).toBe(0);
    }
  });

  it('says how it is called where no options are named', async () => {
    const main = new URL('../double/main.js', import.meta.url).pathname;
    const child = spawn(process.execPath, [main], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [[said], [code]] = await Promise.all([once(child.stderr, 'data'), once(child, 'exit')]);
    expect([String(said), code]).toEqual([`usage: ${main} OPTIONS.json\n`, 2]);
  });
});
