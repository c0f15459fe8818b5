import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Connection, type EventSink, type HttpTransport, TransportError } from 'channelwright/adapter';
import { fetchTransport, KeepingSink, ManualScheduler } from 'channelwright/testing';
import { TelegramDouble } from '../double/index.js';
import { channelSettings } from '../settings.js';
import { TelegramAdapter } from '../telegram-adapter.js';
import { TOKEN, telegramAccount, USER } from './support.js';

const DAY = 86_400_000;
const account = telegramAccount({ receive: 'poll' });
let telegram: TelegramDouble;
let clock: ManualScheduler;
let stop: AbortController;
const open: Connection[] = [];

beforeEach(async () => {
  clock = new ManualScheduler();
  stop = new AbortController();
  telegram = await TelegramDouble.start({ bots: [{ token: TOKEN }] }, clock);
});
afterEach(async () => {
  stop.abort();
  await Promise.allSettled(open.splice(0).map((connection) => connection.close()));
  await telegram.stop();
});

async function connect(sink: EventSink, http: HttpTransport = fetchTransport): Promise<Connection> {
  const adapter = new TelegramAdapter(http, channelSettings.parse({ apiBaseUrl: telegram.url }), clock);
  const connection = await adapter.connect([account], sink, stop.signal);
  connection.closed.catch(() => undefined);
  open.push(connection);
  return connection;
}

const polls = () => telegram.calls.filter(({ method }) => method === 'getupdates').length;
const writes = (text: string) => telegram.customers().writes({ from: USER }, { text });

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await turn();
}

/** What was asked for, in order. */
function watched(): { http: HttpTransport; offsets: (number | undefined)[] } {
  const offsets: (number | undefined)[] = [];
  const http: HttpTransport = {
    request(request) {
      offsets.push((JSON.parse(String(request.body)) as { offset?: number }).offset);
      return fetchTransport.request(request);
    },
  };
  return { http, offsets };
}

describe('polling', () => {
  it('stores what came, confirms it with the next call, and leaves the offset out from then on', async () => {
    const sink = new KeepingSink();
    const { http, offsets } = watched();
    await connect(sink, http);
    await until(() => polls() === 1);
    writes('Hello');
    await sink.has(1);
    await until(() => telegram.first.queue.pending.length === 0);
    writes('Hello again');
    await sink.has(2);
    await until(() => telegram.first.queue.pending.length === 0);
    expect(sink.events).toMatchObject([{ id: `${USER}:1` }, { id: `${USER}:2` }]);
    expect(offsets).toEqual([undefined, 1_000_002, 1_000_003]);
    expect(sink.last).toBe(`1000003@${clock.now()}`);
  });

  it('confirms nothing that was not stored, and ends when the store cannot write', async () => {
    const sink: EventSink = { checkpoint: async () => undefined, commit: () => Promise.reject(new Error('disk full')) };
    writes('Hello');
    const connection = await connect(sink);
    await expect(connection.closed).rejects.toThrow('disk full');
    expect(telegram.first.queue.pending).toHaveLength(1);
  });

  it('waits for the store before it asks for more', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let commits = 0;
    const commit = () => {
      commits += 1;
      return promise;
    };
    writes('Hello');
    const { http, offsets } = watched();
    await connect({ checkpoint: async () => undefined, commit }, http);
    await until(() => commits === 1);
    await turn();
    expect(offsets).toHaveLength(1);
    resolve();
    await until(() => polls() === 2);
  });

  it('goes on after the last checkpoint', async () => {
    writes('Stored before the power failed');
    writes('Not stored');
    const sink = new KeepingSink(`1000002@${clock.now()}`);
    await connect(sink);
    await sink.has(1);
    expect(sink.events).toMatchObject([{ id: `${USER}:2` }]);
  });

  it('does not confirm by an old checkpoint what Telegram numbers anew after a week of silence', async () => {
    telegram.first.queue.continueFrom(17);
    const sink = new KeepingSink(`1000002@${clock.now() - 8 * DAY}`);
    await connect(sink);
    writes('After a long holiday');
    await sink.has(1);
    telegram.first.queue.continueFrom(5);
    await until(() => telegram.first.queue.pending.length === 0);
    writes('After another one');
    await sink.has(2);
    expect(sink.events.map((event) => ('dedupeKey' in event ? event.dedupeKey : ''))).toEqual([
      'update:17',
      'update:5',
    ]);
  });

  it('keeps a poison update as a dead letter, and goes on', async () => {
    telegram.first.queue.add('1', { message: { text: 'no chat, no date' } });
    writes('Hello');
    const sink = new KeepingSink();
    await connect(sink);
    await sink.has(2);
    expect(sink.events).toMatchObject([{ kind: 'unparsable' }, { kind: 'message', id: `${USER}:1` }]);
    await until(() => telegram.first.queue.pending.length === 0);
  });

  it('asks for fewer updates at a time where their messages are too long to be read at once', async () => {
    const http = readingAtMost(10);
    for (let n = 0; n < 60; n += 1) writes(`A very long message, ${n}`);
    const sink = new KeepingSink();
    await connect(sink, http);
    await sink.has(60);
    await until(() => telegram.first.queue.pending.length === 0);
    expect(new Set(sink.events.map((event) => ('id' in event ? event.id : ''))).size).toBe(60);
  });

  it('goes on where Telegram holds the call in vain, and confirms nothing more by it', async () => {
    const sink = new KeepingSink();
    const { http, offsets } = watched();
    await connect(sink, http);
    writes('Hello');
    await until(() => polls() === 2);
    await clock.advance(50_000);
    await until(() => polls() === 3);
    expect(offsets).toEqual([undefined, 1_000_002, undefined]);
    writes('Hello again');
    await sink.has(2);
  });

  it('waits as long as a 429 says', async () => {
    const wait = { parameters: { retry_after: 9 }, ok: false, error_code: 429, description: 'Too Many Requests' };
    telegram.fault({ kind: 'refuse', on: 'getUpdates', status: 429, body: wait });
    await connect(new KeepingSink());
    await until(() => polls() === 1 && clock.nextAt() === clock.now() + 9_000);
    await clock.advance(9_000);
    await until(() => polls() === 2);
  });
});

describe('a poll that fails', () => {
  it('does not turn in circles where what came cannot be confirmed', async () => {
    const sink = new KeepingSink();
    writes('Hello');
    const { closed } = await connect(
      sink,
      read((text) => text.replaceAll('update_id', 'renamed')),
    );
    await expect(closed).rejects.toThrow(/not the Bot API/);
    expect(sink.events).toEqual([]);
  });

  it('ends the connection where a single update is too long', async () => {
    writes('Hello');
    const { closed } = await connect(new KeepingSink(), readingAtMost(0));
    await expect(closed).rejects.toThrow('too large');
  });

  it.each<[string, () => void, RegExp]>([
    ['a webhook', () => telegram.first.webhook.set({ url: 'http://127.0.0.1:9/' }), /deleteWebhook.*receive: webhook/],
    ['a wrong token', () => telegram.fault(refused(401, 'Unauthorized')), /401.*botToken/],
    ['an outage', () => telegram.fault(refused(500, 'Internal Server Error')), /answered 500/],
    [
      'a proxy',
      () => telegram.fault({ kind: 'refuse', on: 'getUpdates', status: 502, body: '<html>' }),
      /answered 502/,
    ],
    ['a reset', () => telegram.fault({ kind: 'reset', on: 'getUpdates' }), /no answer/],
  ])('ends the connection and says why: %s', async (_, breakIt, sentence) => {
    breakIt();
    const { closed } = await connect(new KeepingSink());
    await expect(closed).rejects.toThrow(sentence);
    await expect(closed).rejects.not.toThrow(/A-token_for/);
  });

  it('says that another program is asking', async () => {
    const first = await connect(new KeepingSink());
    await until(() => polls() === 1);
    await connect(new KeepingSink());
    await expect(first.closed).rejects.toThrow(/another program/);
  });

  it('ends at once when it is told to, without an error', async () => {
    const connection = await connect(new KeepingSink());
    await until(() => polls() === 1);
    stop.abort();
    await connection.closed;
    const another = new AbortController();
    stop = another;
    const next = await connect(new KeepingSink());
    await until(() => polls() === 2);
    await next.close();
    await next.closed;
  });
});

/** Answers of more updates than this are too large. */
function readingAtMost(most: number): HttpTransport {
  return read((text) => {
    const { result = [] } = JSON.parse(text) as { result?: unknown[] };
    if (result.length > most) throw new TransportError('too-large', 'yes', 'too large');
    return text;
  });
}

/** Answers as something in between hands them on. */
function read(change: (text: string) => string): HttpTransport {
  return {
    async request(request) {
      const answer = await fetchTransport.request(request);
      return { ...answer, text: async () => change(await answer.text()) };
    },
  };
}

function refused(code: number, description: string) {
  const body = { ok: false, error_code: code, description };
  return { kind: 'refuse' as const, on: 'getUpdates' as const, status: code, body };
}
