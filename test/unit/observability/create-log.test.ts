import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createLog, type LogOptions } from '../../../src/observability/create-log.js';
import { Redactor } from '../../../src/observability/redactor.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';

const START = Date.UTC(2026, 4, 1, 12, 0, 0, 123);

/** A stream that keeps what is written, and takes it only when told to where it is slow. */
class Sink extends Writable {
  text = '';
  isTTY = false;
  #slow: boolean;
  #done: ((error?: Error) => void)[] = [];

  constructor(slow = false) {
    super({ decodeStrings: false });
    this.#slow = slow;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  override _write(chunk: string, _encoding: string, done: (error?: Error) => void): void {
    this.text += chunk;
    if (this.#slow) this.#done.push(done);
    else done();
  }

  take(error?: Error): void {
    this.#done.shift()?.(error);
  }

  keepUp(): void {
    this.#slow = false;
    this.take();
  }
}

function setUp(options: Partial<LogOptions> = {}, stream = new Sink()) {
  const clock = new ManualScheduler(START);
  const redactor = new Redactor();
  const log = createLog({ level: 'info', format: 'json', redactor, clock, stream, ...options });
  const entries = async () => {
    await log.flush(1_000);
    return stream.lines.map((line) => JSON.parse(line));
  };
  return { ...log, log: log.logger, stream, clock, redactor, entries };
}

describe('the log', () => {
  it('is one JSON object a line', async () => {
    const { log, entries } = setUp();
    log.info('started', { port: 4000 });
    log.error('broken\nin two', { nested: { a: 1 } });
    expect(await entries()).toEqual([
      { time: '2026-05-01T12:00:00.123Z', level: 'info', message: 'started', port: 4000 },
      { time: '2026-05-01T12:00:00.123Z', level: 'error', message: 'broken\nin two', nested: { a: 1 } },
    ]);
  });

  it('leaves out what is below its level', async () => {
    const { log, entries } = setUp({ level: 'warn' });
    log.debug('a');
    log.info('b');
    log.warn('c');
    log.error('d');
    expect((await entries()).map(({ message }) => message)).toEqual(['c', 'd']);
  });

  it('carries the fields of a child, and of its child', async () => {
    const { log, entries } = setUp();
    log.child({ channel: 'sms' }).child({ account: 'main' }).info('sent', { channel: 'whatsapp' });
    expect(await entries()).toMatchObject([{ channel: 'whatsapp', account: 'main' }]);
  });

  it('keeps a field that has the name of one of its own', async () => {
    const { log, entries } = setUp();
    log.info('ours', { message: 'theirs', level: 9, time: 1 });
    expect(await entries()).toEqual([
      { time: expect.any(String), level: 'info', message: 'ours', message_: 'theirs', level_: 9, time_: 1 },
    ]);
  });

  it('takes percent signs as they are', async () => {
    const { log, entries } = setUp();
    log.info('100 %s of %d', { a: 1 });
    expect(await entries()).toMatchObject([{ message: '100 %s of %d', a: 1 }]);
  });

  it('shows no secret, in whatever way it comes', async () => {
    const { log, redactor, stream, flush } = setUp();
    redactor.register(['canary-value']);
    const error = new Error('failed with canary-value');
    log.child({ bound: 'canary-value' }).error('on canary-value', { error, url: 'https://a.example/?q=canary-value' });
    await flush(1_000);
    expect(stream.lines).toHaveLength(1);
    expect(stream.text).not.toContain('canary-value');
    expect(JSON.parse(stream.text)).toMatchObject({ error: { message: 'failed with [redacted]' } });
  });
});

describe('the log of a person at a terminal', () => {
  const pretty = async (message: string, fields: Record<string, unknown>) => {
    const stream = Object.assign(new Sink(), { isTTY: true });
    const { log, flush } = setUp({ format: 'auto' }, stream);
    log.warn(message, fields);
    await flush(1_000);
    return stripVTControlCharacters(stream.text);
  };

  it('is short, with stacks below', async () => {
    const text = await pretty('not sent', { channel: 'sms', note: 'two words', error: new Error('no way') });
    expect(text).toMatch(
      /^12:00:00\.123 warn {2}not sent channel=sms note="two words" error="no way"\nError: no way\n +at /,
    );
  });

  it('cannot be forged from outside', async () => {
    const text = await pretty('a\n12:00:00.123 info  all is well\u001b[2J', { name: '\u001b]0;x\u0007\u009b' });
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toContain(String.raw`a\n12:00:00.123 info  all is well\u001b[2J name="\u001b]0;x\u0007?"`);
  });
});

describe('a stream that is slow', () => {
  it('is not waited for: lines wait, then are dropped and counted', async () => {
    const { log, stream, dropped, flush } = setUp({ queueLimit: 3 }, new Sink(true));
    for (let i = 1; i <= 6; i += 1) log.info(`line ${i}`);
    expect(dropped()).toBe(3);
    stream.keepUp();
    await flush(1_000);
    log.info('later');
    await flush(1_000);
    const entries = stream.lines.map((line) => JSON.parse(line));
    expect(entries.map(({ message, count }) => (count === undefined ? message : `${message}: ${count}`))).toEqual([
      'line 1',
      'log lines were dropped: 3',
      'line 2',
      'line 3',
      'later',
    ]);
  });

  it('is flushed until the deadline, and what is left is told', async () => {
    const { log, clock, flush } = setUp({}, new Sink(true));
    log.info('one');
    log.info('two');
    const flushing = flush(5_000);
    await clock.advance(5_000);
    expect(await flushing).toBe(2);
  });

  it('is flushed at once when nothing waits, and leaves no timer', async () => {
    const { log, clock, flush } = setUp();
    log.info('one');
    expect(await flush(5_000)).toBe(0);
    await clock.settle();
    expect(clock.nextAt()).toBeUndefined();
  });

  it('that breaks ends nothing; what cannot be written is counted', async () => {
    const { log, stream, dropped, flush } = setUp({}, new Sink(true));
    log.info('one');
    log.info('two');
    stream.take(Object.assign(new Error('closed'), { code: 'EPIPE' }));
    expect(await flush(1_000)).toBe(0);
    log.info('three');
    expect(dropped()).toBe(3);
  });
});
