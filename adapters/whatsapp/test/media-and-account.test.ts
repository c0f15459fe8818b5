import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type MediaStream, TransportError } from 'channelwright/adapter';
import { fetchTransport, ScriptedTransport } from 'channelwright/testing';
import { graphError, WhatsAppDouble } from '../double/index.js';
import { accountSettings } from '../settings.js';
import {
  ACCESS_TOKEN,
  ACCOUNT_SETTINGS,
  OUR_NUMBER,
  PHONE_NUMBER_ID,
  WABA_ID,
  whatsappAccount,
  whatsappAdapter,
} from './support.js';

describe('a file a customer sent', () => {
  const fileRef = (mediaId: string) => ({ kind: 'provider', ref: { mediaId } }) as const;
  const { signal } = new AbortController();
  let nowMs = 0;
  let double: WhatsAppDouble;
  let mediaId: string;

  beforeEach(async () => {
    const numbers = [{ phoneNumberId: PHONE_NUMBER_ID, number: OUR_NUMBER }];
    const businesses = [{ wabaId: WABA_ID, accessToken: ACCESS_TOKEN, numbers }];
    const time = { now: () => nowMs, sleep: () => Promise.resolve() };
    double = await WhatsAppDouble.start({ businesses, appSecret: 'x' }, time);
    await double.customerSendsFile({
      from: '12025550199',
      kind: 'image',
      type: 'image/png',
      bytes: Buffer.from('bytes'),
    });
    mediaId = '7000000001';
  });
  afterEach(() => double.stop());

  const adapter = (settings = {}) =>
    whatsappAdapter(fetchTransport, { graphBaseUrl: double.url, mediaHosts: [double.mediaUrl], ...settings });

  it('is fetched by its id, at the second host with the token too', async () => {
    const file = await adapter().fetchMedia(fileRef(mediaId), whatsappAccount(), signal);
    expect([file.type, file.size, await textOf(file)]).toEqual(['image/png', 5, 'bytes']);
  });

  it('is not to be had with the token of another business, and the error does not quote it', async () => {
    const stranger = whatsappAccount({ accessToken: 'somebody-else' });
    const failed = await adapter().fetchMedia(fileRef(mediaId), stranger, signal).catch(String);
    expect(failed).toMatch(/401/);
    expect(failed).not.toMatch(/somebody-else/);
  });

  it('is refused where the host is not known as Meta’s: the token stays here', async () => {
    const failed = await adapter({ mediaHosts: [] })
      .fetchMedia(fileRef(mediaId), whatsappAccount(), signal)
      .catch(String);
    expect(failed).toMatch(/must be https/);
  });

  it('ends with its URL, and is there again by its id', async () => {
    const shelf = `${double.url}/v23.0/${mediaId}?phone_number_id=${PHONE_NUMBER_ID}`;
    const headers = { authorization: `Bearer ${ACCESS_TOKEN}` };
    const { url } = (await (await fetch(shelf, { headers })).json()) as { url: string };
    const status = async () => (await fetch(url, { headers })).status;
    const before = await status();
    nowMs += 5 * 60_000;
    expect([before, await status()]).toEqual([200, 404]);
    await expect(adapter().fetchMedia(fileRef(mediaId), whatsappAccount(), signal)).resolves.toBeDefined();
  });

  it('whose host sends us elsewhere is followed without the token', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await listen((authorization) => seen.push(authorization));
    double.fault({ kind: 'refuse', on: 'file', status: 302, headers: { location: `${elsewhere.url}/file` } });
    const file = await adapter().fetchMedia(fileRef(mediaId), whatsappAccount(), signal);
    expect([await textOf(file), seen]).toEqual(['elsewhere', [undefined]]);
    elsewhere.server.close();
    elsewhere.server.closeAllConnections();
  });

  it.each([{ kind: 'url', url: 'https://example.com/' } as const, { kind: 'provider', ref: { mediaId: '' } } as const])(
    'named as %j is none',
    (ref) => expect(adapter().fetchMedia(ref, whatsappAccount(), signal)).rejects.toThrow(),
  );
});

describe('an account is tried', () => {
  const settings = accountSettings.parse(ACCOUNT_SETTINGS);
  const tried = (answer: Error | { status: number; body?: unknown }) =>
    whatsappAdapter(new ScriptedTransport(answer)).validateAccount(settings);
  const shown = { id: PHONE_NUMBER_ID, display_phone_number: '+1 202-555-0100', verified_name: 'Example' };

  it('and says its number', async () => {
    const identifiers = [{ type: 'HS_PHONE_NUMBER', value: '+12025550100' }];
    expect(await tried({ status: 200, body: shown })).toEqual({ identifiers });
  });

  it.each([
    ['an old token', graphError(190), 'credentials-invalid'],
    ['a token without permission', graphError(200), 'credentials-invalid'],
    ['a number that is not the token’s', graphError(100, '', 33), 'sender-invalid'],
    ['an id of something else', { status: 200, body: { ...shown, id: '1' } }, 'provider-unavailable'],
    ['too many calls', graphError(80007), 'rate-limited'],
    ['a page of some proxy', { status: 502, body: '<html>' }, 'provider-unavailable'],
    ['no answer', new TransportError('timeout', 'yes', 'timeout'), 'timeout'],
  ])('%s', async (_, answer, failure) => {
    expect(await tried(answer)).toMatchObject({ problem: { class: failure } });
  });
});

async function textOf({ body }: MediaStream): Promise<string> {
  return new Response(body).text();
}

/** Another host, which notes the credentials it is shown. */
async function listen(note: (authorization: string | undefined) => void): Promise<{ server: Server; url: string }> {
  const server = createServer(({ headers }, response) => {
    note(headers.authorization);
    response.end('elsewhere');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
