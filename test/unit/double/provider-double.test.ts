import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { call, type DoubleFault, DoubleServer } from '../../../src/double/index.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { TinyDouble } from './tiny-double.js';

let time: ManualScheduler;
let double: TinyDouble;
beforeEach(async () => {
  time = new ManualScheduler();
  double = await TinyDouble.start(time);
});
afterEach(() => double.stop());

/** What became of a call: the status, or that the connection broke. */
async function send(to: string, text = 'hello'): Promise<number | 'broken'> {
  const body = JSON.stringify({ to, text });
  return call(`${double.url}/send`, { method: 'POST', body }).then(
    ({ status }) => status,
    () => 'broken',
  );
}

async function control(what: string, body?: unknown) {
  const [method, name] = what.split(' ') as ['GET' | 'POST', string];
  const answer = await call(`${double.url}/_double/${name}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: JSON.parse(answer.body.toString()) as unknown };
}

describe('a fault', () => {
  it.each<[string, DoubleFault<'send'>, number | 'broken', number]>([
    ['answerLost', { kind: 'answerLost' }, 'broken', 1],
    ['reset', { kind: 'reset' }, 'broken', 0],
    ['refuse', { kind: 'refuse', status: 429 }, 429, 0],
  ])('%s: the message goes out or not, whatever the caller hears', async (_, fault, heard, delivered) => {
    double.fault(fault);
    expect(await send('anna')).toBe(heard);
    expect(double.delivered).toHaveLength(delivered);
    expect(await send('anna')).toBe(200);
  });

  it('slow: the message goes out at once, the answer waits', async () => {
    double.fault({ kind: 'slow', ms: 5000 });
    const answered = send('anna');
    while (time.nextAt() === undefined) await time.settle();
    expect(double.delivered).toHaveLength(1);
    await time.advance(5000);
    expect(await answered).toBe(200);
  });

  it('hits only the recipient and the call it names, as often as it says', async () => {
    double.fault({ kind: 'refuse', status: 500, to: 'ben', times: 2 });
    double.fault({ kind: 'reset', on: 'lookup' });
    expect([await send('anna'), await send('ben'), await send('ben'), await send('ben')]).toEqual([200, 500, 500, 200]);
  });

  it('carries the answer of a refusal', async () => {
    double.fault({ kind: 'refuse', status: 429, body: { code: 7 }, headers: { 'retry-after': '3' } });
    const { status, headers, body } = await call(`${double.url}/send`, {
      method: 'POST',
      body: '{"to":"a","text":"b"}',
    });
    expect({ status, wait: headers['retry-after'], body: JSON.parse(body.toString()) }).toEqual({
      status: 429,
      wait: '3',
      body: { code: 7 },
    });
  });

  it.each([{ kind: 'slow' }, { kind: 'odd' }, { kind: 'reset', on: 'dance' }, { kind: 'reset', times: 0 }])(
    'that makes no sense is refused: %j',
    (fault) => expect(() => double.fault(fault as DoubleFault<'send'>)).toThrow(),
  );
});

describe('a webhook', () => {
  it('is tried until it is taken, and every try is on record', async () => {
    const statuses = [500, 200];
    const connector = await DoubleServer.listen(
      0,
      ({ response }) => void response.writeHead(statuses.shift()!).end('ok'),
    );
    double.webhookUrl = connector.url;
    const taken = double.customerWrites({ from: 'anna', text: 'hi' });
    while (time.nextAt() === undefined) await time.settle();
    await time.advance(1000);
    expect(await taken).toMatchObject({ status: 200, answer: 'ok', headers: { 'x-secret': 's' } });
    expect(double.webhooks.map(({ status, body }) => [status, body])).toEqual([
      [500, '{"from":"anna","text":"hi"}'],
      [200, '{"from":"anna","text":"hi"}'],
    ]);
    await connector.close();
  });

  it('that nobody answers is on record with its cause', async () => {
    const gone = await DoubleServer.listen(0, () => undefined);
    await gone.close();
    double.webhookUrl = gone.url;
    void double.customerWrites({ from: 'anna', text: 'hi' });
    while (time.nextAt() === undefined) await time.settle();
    expect(double.webhooks).toEqual([expect.objectContaining({ error: expect.stringContaining('ECONNREFUSED') })]);
    expect(double.webhooks[0]).not.toHaveProperty('status');
  });

  it('is no longer tried once the double has stopped', async () => {
    const silent = await DoubleServer.listen(0, () => undefined);
    double.webhookUrl = silent.url;
    const sent = double.customerWrites({ from: 'anna', text: 'hi' });
    await double.stop();
    expect(await sent).toHaveProperty('error');
    expect(double.webhooks).toHaveLength(1);
    await silent.close();
  });
});

describe('from a shell', () => {
  it('a double is asked, told and driven', async () => {
    expect(await control('GET health')).toEqual({ status: 200, json: { ok: true } });
    expect(await control('POST fault', { kind: 'refuse', status: 503 })).toMatchObject({ json: { ok: true } });
    expect([await send('anna'), await send('anna', 'one'), await send('ben', 'two')]).toEqual([503, 200, 200]);
    expect(await control('GET delivered')).toMatchObject({ json: [{ text: 'one' }, { text: 'two' }] });
    expect(await control('GET delivered?to=ben')).toMatchObject({ json: [{ text: 'two' }] });
    const connector = await DoubleServer.listen(0, ({ response }) => void response.end());
    expect(await control('POST webhook-url', { url: connector.url })).toMatchObject({ status: 200 });
    expect(await control('POST customer', { from: 'anna', text: 'hi' })).toMatchObject({ json: { status: 200 } });
    expect(await control('GET webhooks')).toMatchObject({ json: [{ url: connector.url, status: 200 }] });
    expect(await control('POST settle')).toMatchObject({ status: 200 });
    expect(await control('POST forget')).toEqual({ status: 200, json: 2 });
    await connector.close();
  });

  it('a mistake is answered with what is wrong', async () => {
    expect(await control('POST customer', { text: 'hi' })).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('from') },
    });
    expect(await control('POST fault', { kind: 'odd' })).toMatchObject({ status: 400 });
    expect(await control('GET nothing')).toMatchObject({ status: 404 });
    expect(await control('GET constructor')).toMatchObject({ status: 404 });
  });
});
