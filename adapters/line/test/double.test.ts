import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { ManualScheduler } from 'channelwright/testing';
import { LineDouble, type LineDoubleOptions } from '../double/index.js';
import {
  BOT,
  GROUP,
  lineAccount,
  lineAdapter,
  lookupOf,
  NOW,
  OTHER_USER,
  RETRY_KEY,
  SECRET,
  TOKEN,
  USER,
} from './support.js';

const DAY = 24 * 3_600_000;
const BOTS = [{ botUserId: BOT, channelAccessToken: TOKEN, channelSecret: SECRET }];

class Bench implements AsyncDisposable {
  readonly time = new ManualScheduler(NOW);
  line!: LineDouble;

  static async open(options: Partial<LineDoubleOptions> = {}): Promise<Bench> {
    const bench = new Bench();
    bench.line = await LineDouble.start({ bots: BOTS, ...options }, bench.time);
    return bench;
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${this.line.url}/v2/bot/message/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const json = (await answer.json()) as {
      message?: string;
      sentMessages?: { id: string }[];
      details?: { property: string }[];
    };
    return { status: answer.status, headers: answer.headers, ...json };
  }

  push(messages: unknown, { to = USER, key = RETRY_KEY }: { to?: string; key?: string } = {}) {
    return this.post('push', { to, messages }, { 'x-line-retry-key': key });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.line.stop();
  }
}

const text = (words: string) => ({ type: 'text', text: words });

describe('LINE’s double takes a push', () => {
  it('as a whole, and puts it on the phone', async () => {
    await using bench = await Bench.open();
    const answer = await bench.push([text('a'), text('b')]);
    expect(answer).toMatchObject({ status: 200, sentMessages: [{ id: expect.any(String) }, {}] });
    expect(bench.line.delivered).toMatchObject([
      { id: answer.sentMessages?.[0]?.id, to: USER, kind: 'text', text: 'a', atMs: NOW },
      { text: 'b' },
    ]);
  });

  it('once for a retry key, for a day', async () => {
    await using bench = await Bench.open();
    const first = await bench.push([text('a')]);
    const again = await bench.push([text('a')]);
    expect(again).toMatchObject({ status: 409, sentMessages: first.sentMessages });
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
    expect(bench.line.delivered).toHaveLength(1);
    await bench.time.advance(DAY);
    expect(await bench.push([text('a')])).toMatchObject({ status: 200 });
    expect(bench.line.delivered).toHaveLength(2);
  });

  it.each([
    ['no messages', [], 'messages'],
    ['six', Array(6).fill(text('a')), 'messages'],
    ['an empty text', [text('')], 'messages[0].text'],
    ['a long text', [text('a'), text('a'.repeat(5001))], 'messages[1].text'],
    ['a file', [{ type: 'file', originalContentUrl: 'https://a.test/b.pdf' }], 'messages[0].type'],
    [
      'an image without a preview',
      [{ type: 'image', originalContentUrl: 'https://a.test/b' }],
      'messages[0].previewImageUrl',
    ],
    [
      'an image by http',
      [{ type: 'image', originalContentUrl: 'http://a.test/b', previewImageUrl: 'https://a.test/b' }],
      'messages[0].originalContentUrl',
    ],
    ['a sound of no length', [{ type: 'audio', originalContentUrl: 'https://a.test/b.m4a' }], 'messages[0].duration'],
    ['a place without a name', [{ type: 'location', address: 'a', latitude: 1, longitude: 2 }], 'messages[0].title'],
    [
      'a long label',
      [
        {
          ...text('a'),
          quickReply: { items: [{ type: 'action', action: { type: 'message', label: 'l'.repeat(21), text: 't' } }] },
        },
      ],
      'messages[0].quickReply.items[0].action.label',
    ],
  ])('but not %s', async (_, messages, property) => {
    await using bench = await Bench.open();
    expect(await bench.push(messages)).toMatchObject({ status: 400, details: [{ property }] });
    expect(await bench.push([text('a')])).toMatchObject({ status: 200 });
    expect(bench.line.delivered).toHaveLength(1);
  });

  it('but not with a key that is none, to nobody, or from nobody', async () => {
    await using bench = await Bench.open();
    bench.line.forget(OTHER_USER);
    expect(await bench.push([text('a')], { key: 'key' })).toMatchObject({ status: 400 });
    expect(await bench.push([text('a')], { to: 'ada' })).toMatchObject({ status: 400, message: /'to'/ });
    expect(await bench.push([text('a')], { to: OTHER_USER })).toMatchObject({ message: 'Failed to send messages' });
    expect(await bench.post('push', {}, { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
    expect(bench.line.delivered).toEqual([]);
  });

  it('while the month lasts', async () => {
    await using bench = await Bench.open({ bots: [{ ...BOTS[0]!, quota: 1 }] });
    expect(await bench.push([text('a'), text('b')])).toMatchObject({ status: 200 });
    const other = { key: RETRY_KEY.replace('5', '6') };
    expect(await bench.push([text('c')], other)).toMatchObject({ status: 429, message: /monthly limit/ });
    expect(await bench.push([text('a')])).toMatchObject({ status: 409 });
    bench.line.setQuota(2);
    expect(await bench.push([text('c')], other)).toMatchObject({ status: 200 });
  });

  it('for who has blocked the bot, and delivers nothing', async () => {
    await using site = await Site.open();
    await using bench = await Bench.open();
    bench.line.webhookUrl = site.url;
    await bench.line.unfollow(USER);
    expect(await bench.push([text('a')])).toMatchObject({ status: 200 });
    expect(bench.line.delivered).toEqual([]);
  });

  it('and fails when it is told to', async () => {
    await using bench = await Bench.open();
    bench.line.fault({ kind: 'refuse', status: 500 });
    bench.line.fault({ kind: 'answerLost', to: USER });
    const raw = () => bench.push([text('a')]);
    await expect(raw()).rejects.toThrow();
    expect(bench.line.delivered).toEqual([]);
    await expect(raw()).rejects.toThrow();
    expect(await raw()).toMatchObject({ status: 409 });
    expect(bench.line.delivered).toHaveLength(1);
  });
});

describe('LINE’s double tells of customers', () => {
  it('in webhooks the adapter believes, and again where nobody listened', async () => {
    await using site = await Site.open(500, 200);
    const impatient = { now: () => NOW, sleep: () => Promise.resolve() };
    const line = await LineDouble.start({ bots: BOTS, redeliverAfterMs: [1000] }, impatient);
    line.webhookUrl = site.url;
    const { id } = await line.customerSends({ from: USER, group: GROUP, message: text('Hi') });
    await line.stop();
    const adapter = lineAdapter({ request: () => Promise.reject(new Error('no calls')) });
    const events = site.requests.map((request) => {
      expect(adapter.authenticateWebhook(request, lookupOf(lineAccount()))).toMatchObject({ kind: 'authenticated' });
      return adapter.parseWebhook(request, [lineAccount()]);
    });
    expect(events[0]).toMatchObject([{ kind: 'message', id, conversation: { value: GROUP }, from: { value: USER } }]);
    expect(events[1]).toEqual(events[0]);
    const [first, second] = site.requests.map(({ body }) => body.toString());
    expect([first?.includes('"isRedelivery":false'), second?.includes('"isRedelivery":true')]).toEqual([true, true]);
  });

  it('and takes one answer by the token, for a minute', async () => {
    await using site = await Site.open();
    await using bench = await Bench.open();
    bench.line.webhookUrl = site.url;
    const tokens: unknown[] = [];
    for (const words of ['One', 'Two']) {
      await bench.line.customerWrites({ from: USER, text: words });
      tokens.push(JSON.parse(site.requests.at(-1)!.body.toString()).events[0].replyToken);
    }
    const reply = (replyToken: unknown) => bench.post('reply', { replyToken, messages: [text('Yes')] });
    expect(await reply(tokens[0])).toMatchObject({ status: 200 });
    expect(await reply(tokens[0])).toMatchObject({ status: 400, message: 'Invalid reply token' });
    await bench.time.advance(60_000);
    expect(await reply(tokens[1])).toMatchObject({ status: 400 });
    expect(bench.line.delivered).toMatchObject([{ to: USER, text: 'Yes' }]);
  });

  it('only where it knows where to', async () => {
    await using bench = await Bench.open();
    await expect(bench.line.follow(USER)).rejects.toThrow('webhookUrl');
    await expect(bench.line.customerWrites({ from: USER, text: 'a', to: OTHER_USER })).rejects.toThrow(
      'none of the double',
    );
  });
});

describe('LINE’s double tells profiles', () => {
  const MEMBER = `group/${GROUP}/member/${USER}`;
  const SUMMARY = `group/${GROUP}/summary`;
  const tells = async ({ line }: Bench, path: string) => {
    const answer = await fetch(`${line.url}/v2/bot/${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const { displayName, groupName } = (await answer.json()) as Record<string, string>;
    return [answer.status, displayName ?? groupName];
  };

  it('of users and groups that have a name', async () => {
    await using bench = await Bench.open();
    for (const path of [`profile/${USER}`, MEMBER, SUMMARY]) expect(await tells(bench, path)).toEqual([404, undefined]);
    bench.line.callsItself(USER, 'Ann');
    bench.line.callsItself(GROUP, 'Neighbours');
    expect(await tells(bench, `profile/${USER}`)).toEqual([200, 'Ann']);
    expect(await tells(bench, MEMBER)).toEqual([200, 'Ann']);
    expect(await tells(bench, SUMMARY)).toEqual([200, 'Neighbours']);
    expect(bench.line.namesAsked).toEqual([USER, USER, GROUP, USER, USER, GROUP]);
  });

  it('not of who blocked the bot, but of members of a group all the same', async () => {
    await using bench = await Bench.open();
    await using site = await Site.open();
    bench.line.webhookUrl = site.url;
    bench.line.callsItself(USER, 'Ann');
    await bench.line.unfollow(USER);
    expect(await tells(bench, `profile/${USER}`)).toEqual([404, undefined]);
    expect(await tells(bench, MEMBER)).toEqual([200, 'Ann']);
  });
});

/** A connector that answers with these statuses, then 200. */
class Site implements AsyncDisposable {
  readonly requests: Parameters<ReturnType<typeof lineAdapter>['parseWebhook']>[0][] = [];
  readonly #server;

  private constructor(statuses: number[]) {
    this.#server = createServer(async (incoming: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk as Buffer);
      const headers = incoming.headers as Record<string, string>;
      this.requests.push({
        method: 'POST',
        url: new URL(this.url),
        headers,
        body: Buffer.concat(chunks),
        receivedAtMs: NOW,
      });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  }

  static async open(...statuses: number[]): Promise<Site> {
    const site = new Site(statuses);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
