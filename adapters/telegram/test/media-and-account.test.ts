import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { HttpRequest, HttpTransport, MediaRef } from 'channelwright/adapter';
import { fetchTransport } from 'channelwright/testing';
import { TelegramDouble } from '../double/index.js';
import { TOKEN, telegramAccount, telegramAdapter } from './support.js';

const account = telegramAccount();
const { signal } = new AbortController();
let telegram: TelegramDouble;

beforeEach(async () => {
  telegram = await TelegramDouble.start({ bots: [{ token: TOKEN, username: 'acme_bot' }] });
});
afterEach(() => telegram.stop());

const refTo = (fileId: string): MediaRef => ({ kind: 'provider', ref: { fileId } });
const fetched = (ref: MediaRef, http?: HttpTransport) =>
  telegramAdapter(telegram.url, http).fetchMedia(ref, account, signal);

async function failureOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (caught: unknown) => caught,
  );
  return `${error instanceof Error ? `${error.name}: ${error.message} ${error.stack}` : error}`;
}

describe('a file of a customer', () => {
  it('is fetched by its id', async () => {
    const { fileId } = telegram.first.files.add('photos and more', Buffer.from('a picture'), 'image/jpeg');
    const { body, type, size } = await fetched(refTo(fileId));
    expect([await new Response(body).text(), type, size]).toEqual(['a picture', 'image/jpeg', 9]);
  });

  it('is asked for by requests that send nothing, at Telegram’s own address alone', async () => {
    const requests: HttpRequest[] = [];
    const http: HttpTransport = {
      request(request) {
        requests.push(request);
        return fetchTransport.request(request);
      },
    };
    const { fileId } = telegram.first.files.add('photos', Buffer.from('a picture'), 'image/jpeg');
    await (await fetched(refTo(fileId), http)).body.cancel();
    expect(requests.map(({ preparatory }) => preparatory)).toEqual([true, true]);
    for (const { url } of requests) expect(new URL(url).origin).toBe(telegram.url);
  });

  it.each<[string, () => MediaRef, RegExp]>([
    ['too large', () => refTo(telegram.first.files.add('v', new Uint8Array(20 * 2 ** 20 + 1), 'a/b').fileId), /20 MB/],
    ['gone', () => refTo('nothing'), /answered 400/],
    ['none of Telegram’s', () => ({ kind: 'url', url: 'https://elsewhere.example/' }), /none of Telegram’s/],
  ])('that is %s fails, and says so without the token', async (_, ref, sentence) => {
    const failure = await failureOf(fetched(ref()));
    expect(failure).toMatch(sentence);
    expect(failure).not.toContain('A-token_for');
  });

  it.each(['/var/lib/telegram-bot-api/file', '../bot/secret', 'a/../../b'])('is not looked for at %s', async (path) => {
    const body = { ok: true, result: { file_id: 'f', file_path: path } };
    const http: HttpTransport = {
      request: async () => ({
        ...(await fetchTransport.request({ method: 'GET', url: telegram.url })),
        status: 200,
        text: async () => JSON.stringify(body),
      }),
    };
    expect(await failureOf(fetched(refTo('f'), http))).toMatch(/without `--local`/);
  });

  it('is not fetched from where a redirect leads', async () => {
    const { fileId } = telegram.first.files.add('photos', Buffer.from('a picture'), 'image/jpeg');
    telegram.fault({ kind: 'refuse', on: 'file', status: 302, headers: { location: 'https://elsewhere.example/' } });
    const failure = await failureOf(fetched(refTo(fileId)));
    expect(failure).toMatch(/DownloadError/);
    expect(failure).not.toContain('A-token_for');
  });
});

describe('an account', () => {
  const validated = () => telegramAdapter(telegram.url).validateAccount(account.settings);

  it('is the bot of its token, by number and by name', async () => {
    const type = 'CHANNEL_SPECIFIC_OPAQUE_ID';
    const identifiers = [
      { type, value: '123456' },
      { type, value: '@acme_bot' },
    ];
    expect(await validated()).toEqual({ identifiers });
  });

  it.each([
    ['Unauthorized', 401, 'credentials-invalid', 'account'],
    ['Not Found', 404, 'credentials-invalid', 'account'],
    ['Internal Server Error', 500, 'provider-unavailable', 'provider'],
  ])('has a problem: %s', async (description, code, failure, scope) => {
    telegram.fault({ kind: 'refuse', on: 'getMe', status: code, body: { ok: false, error_code: code, description } });
    expect(await validated()).toMatchObject({ problem: { class: failure, scope } });
  });

  it('cannot be tried while Telegram is out of reach', async () => {
    telegram.fault({ kind: 'reset', on: 'getMe' });
    expect(await validated()).toMatchObject({ problem: { class: 'network', scope: 'provider' } });
    telegram.fault({ kind: 'refuse', on: 'getMe', status: 502, body: '<html>' });
    expect(await validated()).toMatchObject({
      problem: { class: 'provider-unavailable', code: '502' },
    });
  });
});
