import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DoubleServer } from 'channelwright/double';
import { ManualScheduler } from 'channelwright/testing';
import { TelegramDouble } from '../double/index.js';
import { TOKEN, USER } from './support.js';

let telegram: TelegramDouble;
let clock: ManualScheduler;

beforeEach(async () => {
  clock = new ManualScheduler();
  telegram = await TelegramDouble.start({ bots: [{ token: TOKEN, webhookSecret: 'a-secret' }], chats: [USER] }, clock);
});
afterEach(() => telegram.stop());

interface Told {
  ok: boolean;
  error_code?: number;
  description?: string;
  result?: unknown;
}

async function call(method: string, params: object, token = TOKEN): Promise<Told> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(params);
  return (await (
    await fetch(`${telegram.url}/bot${token}/${method}`, { method: 'POST', headers, body })
  ).json()) as Told;
}

const sent = (params: object) => call('sendMessage', { chat_id: USER, ...params });

describe('the double takes what Telegram takes', () => {
  it.each([
    ['<b>a <i>b</i></b> &lt;c&gt; &amp; & &#128077;', 'a b <c> & & 👍'],
    ['<a href="https://a.example/?a=1&amp;b=2">x</a>', 'x'],
    ['a > b', 'a > b'],
  ])('HTML: %s', async (text, shown) => {
    expect(await sent({ text, parse_mode: 'HTML' })).toMatchObject({ ok: true, result: { text: shown } });
  });

  it('calls by GET, by form and by JSON, whatever the case of the method', async () => {
    const url = `${telegram.url}/bot${TOKEN}`;
    const form = new FormData();
    form.set('chat_id', String(USER));
    form.set('text', 'by form');
    await fetch(`${url}/sendmessage?chat_id=${USER}&text=by+GET`);
    await fetch(`${url}/SENDMESSAGE`, { method: 'POST', body: form });
    await fetch(`${url}/sendMessage`, {
      method: 'POST',
      body: new URLSearchParams({ chat_id: `${USER}`, text: 'by query' }),
    });
    expect(telegram.delivered.map(({ text }) => text)).toEqual(['by GET', 'by form', 'by query']);
  });
});

describe('the double refuses what Telegram refuses', () => {
  it.each<[object, RegExp]>([
    [{ text: '1 < 2', parse_mode: 'HTML' }, /can't parse entities/],
    [{ text: '<b>a', parse_mode: 'HTML' }, /Can't find end tag.*"b"/],
    [{ text: 'a</b>', parse_mode: 'HTML' }, /Unexpected end tag/],
    [{ text: '<b><i>a</b></i>', parse_mode: 'HTML' }, /Unmatched end tag, expected "<\/i>"/],
    [{ text: '<p>a</p>', parse_mode: 'HTML' }, /Unsupported start tag "p"/],
    [{ text: '<b> </b>', parse_mode: 'HTML' }, /text is empty/],
    [{ text: 'x'.repeat(4097) }, /message is too long/],
    [{ text: 'x', chat_id: 99 }, /chat not found/],
    [{ text: 'x', chat_id: '' }, /chat_id is empty/],
    [{ text: 'x', business_connection_id: 'none' }, /chat not found/],
    [{ text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a' }]] } }, /Text buttons are unallowed/],
    [{ text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', url: 'nowhere' }]] } }, /Wrong HTTP URL/],
    [{ text: 'x', reply_markup: { inline_keyboard: [[{ text: 'a', callback_data: 'ü'.repeat(33) }]] } }, /BUTTON_DATA/],
    [{ text: 'x', reply_markup: { keyboard: [] } }, /object expected as reply markup/],
  ])('%j', async (params, sentence) => {
    const answer = await sent(params);
    expect(answer).toMatchObject({ ok: false, error_code: 400 });
    expect(answer.description).toMatch(sentence);
    expect(telegram.delivered).toEqual([]);
  });

  it('a token that is not one of its bots', async () => {
    expect(await call('getMe', {}, '1:nobody')).toMatchObject({ ok: false, error_code: 401 });
  });

  it('whoever asks for updates while there is a webhook, or beside another', async () => {
    telegram.first.webhook.set({ url: 'http://127.0.0.1:9/' });
    expect(await call('getUpdates', {})).toMatchObject({ error_code: 409 });
    await call('deleteWebhook', {});
    const first = call('getUpdates', { timeout: 50 });
    while (!telegram.calls.some(({ method }) => method === 'getupdates')) await turn();
    const second = call('getUpdates', { timeout: 50 });
    expect(await first).toMatchObject({ error_code: 409 });
    telegram.customers().writes({ from: USER }, { text: 'Hello' });
    expect(await second).toMatchObject({ ok: true, result: [{ message: { text: 'Hello' } }] });
  });
});

describe('updates', () => {
  const writes = (text: string, from = USER) => telegram.customers().writes({ from }, { text });
  const ids = async (params: object) => ((await call('getUpdates', params)).result as { update_id: number }[]).length;

  it('are kept until a later offset confirms them, for a day', async () => {
    writes('one');
    writes('two');
    expect([await ids({}), await ids({ limit: 1 }), await ids({ offset: 1_000_002 }), await ids({})]).toEqual([
      2, 1, 1, 1,
    ]);
    await clock.advance(86_400_000);
    expect(await ids({})).toBe(0);
  });

  it('come only in the kinds that were asked for; reactions only when they were', async () => {
    telegram.customers().reacts(USER, 1, '👍');
    expect(await ids({ allowed_updates: ['message_reaction'] })).toBe(0);
    telegram.customers().reacts(USER, 1, '👍');
    writes('not asked for');
    expect(await ids({})).toBe(1);
  });

  it('go to the webhook in order within a chat: one that fails holds back those behind it, and no other chat', async () => {
    const taken: string[] = [];
    let isDown = true;
    const server = await DoubleServer.listen(0, ({ body, headers, response }) => {
      const { text, from } = (JSON.parse(body.toString()) as { message: { text: string; from: { id: number } } })
        .message;
      const isTaken = from.id !== USER || !isDown;
      if (isTaken) taken.push(`${text} ${headers['x-telegram-bot-api-secret-token']}`);
      response.writeHead(isTaken ? 200 : 500).end(isTaken ? '{"method":"sendMessage"}' : '');
    });
    telegram.webhookUrl = server.url;
    writes('one');
    writes('two');
    writes('other', 77);
    while (taken.length < 1 || clock.nextAt() === undefined) await turn();
    isDown = false;
    await clock.advance(1_000);
    await telegram.settled();
    expect(taken).toEqual(['other a-secret', 'one a-secret', 'two a-secret']);
    expect(telegram.webhooks.map(({ status }) => status).sort()).toEqual([200, 200, 200, 500]);
    expect(telegram.first.webhook.executed).toHaveLength(3);
    await server.close();
  });
});
