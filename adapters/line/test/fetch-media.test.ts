import { describe, expect, it } from '@jest/globals';
import type { MediaRef } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { lineAccount, lineAdapter } from './support.js';

const IMAGE: MediaRef = { kind: 'provider', ref: { messageId: '500' } };
const VOICE: MediaRef = { kind: 'provider', ref: { messageId: '500', transcoded: true } };
const CONTENT = 'https://api-data.line.me/v2/bot/message/500/content';
const FILE: ProviderAnswer = { status: 200, headers: { 'content-type': 'image/jpeg; x=y' }, body: 'bytes' };

function fetching(ref: MediaRef, ...answers: ProviderAnswer[]) {
  const http = new ScriptedTransport(...answers);
  const fetched = lineAdapter(http).fetchMedia(ref, lineAccount(), new AbortController().signal);
  return { http, fetched, urls: () => http.requests.map(({ url }) => String(url)) };
}

describe('a file', () => {
  it('is fetched from LINE’s data host, with the token', async () => {
    const { http, fetched, urls } = fetching(IMAGE, FILE);
    const media = await fetched;
    expect([media.type, await new Response(media.body).text()]).toEqual(['image/jpeg', 'bytes']);
    expect(urls()).toEqual([CONTENT]);
    expect(http.requests[0]?.headers).toEqual({ authorization: 'Bearer a-token-for-tests' });
  });

  it('that LINE makes ready first is asked for when it is', async () => {
    const { fetched, urls } = fetching(VOICE, { status: 200, body: { status: 'succeeded' } }, FILE);
    expect((await fetched).type).toBe('image/jpeg');
    expect(urls()).toEqual([`${CONTENT}/transcoding`, CONTENT]);
  });

  it.each([
    ['is being made ready', { status: 200, body: { status: 'processing' } }],
    ['could not be made ready', { status: 200, body: { status: 'failed' } }],
    ['is gone', { status: 404, body: { message: 'Not found' } }],
  ])('that %s is tried again later', async (_, answer) => {
    await expect(fetching(VOICE, answer).fetched).rejects.toThrow(/not ready/);
  });

  it('that is gone, is being made, or is asked for too often, is tried again later', async () => {
    for (const status of [202, 404, 410, 429]) {
      await expect(fetching(IMAGE, { status }).fetched).rejects.toThrow(String(status));
    }
  });

  it('that a third party keeps is fetched without the token, and as an address that others named', async () => {
    const { http, fetched } = fetching({ kind: 'url', url: 'https://img.example.test/a.png' }, FILE);
    await fetched;
    expect(http.requests[0]).toMatchObject({ url: new URL('https://img.example.test/a.png'), untrusted: true });
    expect(http.requests[0]?.headers).not.toHaveProperty('authorization');
  });

  it('behind a redirect to another host gets no token', async () => {
    const { http, fetched } = fetching(
      IMAGE,
      { status: 302, headers: { location: 'https://cdn.example.test/a' } },
      FILE,
    );
    await fetched;
    expect(http.requests.map(({ headers }) => Object.keys(headers ?? {}))).toEqual([['authorization'], []]);
    expect(http.requests[1]).toMatchObject({ untrusted: true });
  });

  it('that is none of LINE’s, or has no id, is not asked for', async () => {
    await expect(fetching({ kind: 'hubspot', fileId: '1' }).fetched).rejects.toThrow('none of LINE');
    await expect(fetching({ kind: 'provider', ref: 'what' }).fetched).rejects.toThrow();
  });

  it('has no way out of its folder', async () => {
    const { fetched, urls } = fetching({ kind: 'provider', ref: { messageId: '../../oauth' } }, FILE);
    await fetched;
    expect(urls()).toEqual(['https://api-data.line.me/v2/bot/message/..%2F..%2Foauth/content']);
  });
});
