import { describe, expect, it } from '@jest/globals';
import { signedHeaders } from '../../adapters/webhook/signing.js';
import { signHubSpotRequest } from '../../src/hubspot/signature.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World, type WorldOptions } from '../fixtures/world.js';

const MINUTE = 60_000;
const SOUTH = { ...OUR_NUMBER, value: '+15550122' };
const secretOf = (byte: number) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;

describe('a webhook that says it is HubSpot’s', () => {
  it.each<[string, (world: World, body: string) => RequestInit, string]>([
    ['without a signature', () => ({ headers: {} }), 'CW_SIGNATURE_MISSING'],
    [
      'with a signature of six minutes ago',
      (world, body) => ({ headers: signed(world, body, world.scheduler.now() - 6 * MINUTE) }),
      'CW_SIGNATURE_STALE',
    ],
    [
      'with a signature from the future',
      (world, body) => ({ headers: signed(world, body, world.scheduler.now() + 6 * MINUTE) }),
      'CW_SIGNATURE_STALE',
    ],
    [
      'with a signature over something else',
      (world, body) => ({ headers: signed(world, `${body} `) }),
      'CW_SIGNATURE_MISMATCH',
    ],
    [
      'with a signature by somebody else',
      (world, body) => ({ headers: signed(world, body, world.scheduler.now(), 'another secret') }),
      'CW_SIGNATURE_MISMATCH',
    ],
  ])('%s is answered 401, and nothing comes of it', async (_, requestOf, code) => {
    await using world = await World.open();
    const body = await genuine(world);
    const answer = await post(world, '/hubspot/webhooks/main', body, requestOf(world, body));
    expect([answer.status, answer.headers.get('x-channelwright-error')]).toEqual([401, code]);
    await world.quiet();
    expect(world.provider.delivered).toHaveLength(1);
    expect(await metric(world, 'webhooks_refused_total')).toContain(code);
  });

  it('and is: stored and acknowledged whatever is in it', async () => {
    await using world = await World.open();
    const send = async (body: string) =>
      (await post(world, '/hubspot/webhooks/main', body, { headers: signed(world, body) })).status;
    const portalId = world.seeded.installs[0]!.portalId;
    expect(await send('no JSON')).toBe(200);
    expect(await send('[]')).toBe(200);
    expect(await send(JSON.stringify({ type: 'OUTGOING_CHANNEL_MESSAGE_CREATED', portalId }))).toBe(200);
    expect(await send(JSON.stringify({ type: 'SOMETHING_NEW', portalId }))).toBe(200);
    await world.quiet();
    const letters = await world.deadLetters();
    expect(letters.map(({ cause }) => cause.code)).toEqual(Array(3).fill('CW_WEBHOOK_UNPARSABLE'));
    expect((await world.connector.journal.read(0)).map(({ type }) => type)).toContain('hubspot.unknown');
  });

  it('and is, with a secret that is on its way out', async () => {
    await using world = await World.open({ app: { clientSecrets: ['the new secret', 'the old secret'] } });
    const body = JSON.stringify({ type: 'SOMETHING_NEW', portalId: '1' });
    for (const secret of ['the new secret', 'the old secret']) {
      const answer = await post(world, '/hubspot/webhooks/main', body, {
        headers: signed(world, body, world.scheduler.now(), secret),
      });
      expect(answer.status).toBe(200);
    }
  });
});

describe('a webhook that says it is the provider’s', () => {
  const eventBody = (id: string, account: string) => {
    const timestamp = new Date(Date.UTC(2026, 4, 4, 9, 30)).toISOString();
    return JSON.stringify({ id, type: 'message', timestamp, account, data: { id, from: PEER, text: id } });
  };
  const twoTenants: WorldOptions = {
    lines: [
      { key: 'north', address: OUR_NUMBER, settings: { signingSecret: [secretOf(1)] } },
      { key: 'south', address: SOUTH, settings: { signingSecret: [secretOf(2)] } },
    ],
  };

  it('without a signature, a stale or a wrong one is answered 401 without a word', async () => {
    await using world = await World.open();
    const body = eventBody('m1', OUR_NUMBER.value);
    const now = world.scheduler.now();
    const attempts = [
      {},
      signedHeaders(secretOf(5), 'r1', now - 6 * MINUTE, body),
      signedHeaders(secretOf(5), 'r2', now, `${body} `),
      signedHeaders(secretOf(6), 'r3', now, body),
    ];
    for (const headers of attempts) {
      const answer = await post(world, '/providers/chat', body, { headers });
      expect([answer.status, await answer.text()]).toEqual([401, '']);
    }
    await world.quiet();
    expect(world.published()).toEqual([]);
  });

  it('is heard only for the tenant that signed it', async () => {
    await using world = await World.open(twoTenants);
    const send = async (path: string, secret: string, id: string, account: string) => {
      const body = eventBody(id, account);
      const headers = signedHeaders(secret, id, world.scheduler.now(), body);
      return (await post(world, path, body, { headers })).status;
    };
    expect(await send('/providers/chat/north', secretOf(1), 'by north of north', OUR_NUMBER.value)).toBe(200);
    expect(await send('/providers/chat/south', secretOf(1), 'by north to south', SOUTH.value)).toBe(401);
    expect(await send('/providers/chat/north', secretOf(1), 'by north of south', SOUTH.value)).toBe(200);
    expect(await send('/providers/chat', secretOf(1), 'by north for all', SOUTH.value)).toBe(401);
    await until('it is in HubSpot', () => world.published().length > 0);
    await world.quiet();
    expect(world.published().map(({ text }) => text)).toEqual(['by north of north']);
    expect(await metric(world, 'foreign_events_total')).toMatch(/channel="chat"\} 1/);
  });

  it('and cannot be read is kept as it came', async () => {
    await using world = await World.open();
    for (const body of ['no JSON', JSON.stringify({ events: [{ type: 'message' }, 7] })]) {
      const headers = signedHeaders(secretOf(5), body.slice(0, 5), world.scheduler.now(), body);
      expect((await post(world, '/providers/chat', body, { headers })).status).toBe(200);
    }
    await world.quiet();
    const letters = await world.deadLetters();
    expect(letters.length).toBeGreaterThanOrEqual(2);
    expect(new Set(letters.map(({ cause }) => cause.code))).toEqual(new Set(['CW_WEBHOOK_UNPARSABLE']));
  });
});

describe('a request', () => {
  it.each([
    ['/hubspot/webhooks/other', 'CW_APP_UNKNOWN'],
    ['/providers/other', 'CW_CHANNEL_UNKNOWN'],
    ['/providers/chat/other', 'CW_ACCOUNT_UNKNOWN'],
    ['/elsewhere', 'CW_ROUTE_UNKNOWN'],
  ])('to %s is answered 404', async (path, code) => {
    await using world = await World.open();
    const answer = await post(world, path, '{}');
    expect([answer.status, answer.headers.get('x-channelwright-error')]).toEqual([404, code]);
  });

  it('that is too large is answered 413 without being read to its end', async () => {
    await using world = await World.open();
    const body = 'x'.repeat(1_048_577);
    const answer = await post(world, '/hubspot/webhooks/main', body, { headers: signed(world, body) });
    expect([answer.status, answer.headers.get('x-channelwright-error')]).toEqual([413, 'CW_BODY_TOO_LARGE']);
    const larger = 'x'.repeat(5 * 1_048_576 + 1);
    const headers = signedHeaders(secretOf(5), 'r1', world.scheduler.now(), larger);
    expect((await post(world, '/providers/chat', larger, { headers })).status).toBe(413);
    expect((await fetch(`${world.publicUrl}/health/ready`)).status).toBe(200);
  });

  it('for health and metrics is answered while the connector runs, and 503 when it does not', async () => {
    await using world = await World.open();
    const statuses = async () =>
      Promise.all(
        ['/health/live', '/health/ready', '/metrics'].map(async (path) => (await fetch(world.publicUrl + path)).status),
      );
    expect(await statuses()).toEqual([200, 200, 200]);
    await world.connector.stop();
    expect(await statuses()).toEqual([503, 503, 503]);
    await world.restart();
    expect(await statuses()).toEqual([200, 200, 200]);
  });
});

function post(world: World, path: string, body: string, init: RequestInit = {}): Promise<Response> {
  return fetch(world.publicUrl + path, { method: 'POST', body, ...init });
}

function signed(
  world: World,
  body: string,
  atMs = world.scheduler.now(),
  secret = secretIn(world),
): Record<string, string> {
  const url = `${world.publicUrl}/hubspot/webhooks/main`;
  return { ...signHubSpotRequest({ method: 'POST', url, body: Buffer.from(body) }, secret, atMs) };
}

function secretIn(world: World): string {
  return world.seeded.apps[0]!.clientSecret;
}

/** The body of a webhook that HubSpot has sent; what it asked for has been done. */
async function genuine(world: World): Promise<string> {
  const id = world.agentWrites('genuine');
  await until('HubSpot was told', () => world.told(id).length > 0);
  return world.emulator.control.webhooks()[0]!.body;
}

async function metric(world: World, name: string): Promise<string> {
  const text = await (await fetch(`${world.publicUrl}/metrics`)).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith(`channelwright_${name}`))
    .join('\n');
}
