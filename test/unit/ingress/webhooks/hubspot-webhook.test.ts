import { describe, expect, it } from '@jest/globals';
import { slotOf } from '../../../../src/outbox/slot.js';
import { IngressWorld, NOW, SECRETS, signed, webhookOf } from '../ingress-world.js';

const DAY = 86_400_000;

describe('a webhook of HubSpot', () => {
  it('is stored, then acknowledged', async () => {
    const world = new IngressWorld();
    const answer = await world.ingress().handle(signed(webhookOf('m-1')));

    expect(answer).toEqual({ status: 200, headers: {}, body: '' });
    expect(world.inbox).toEqual([
      expect.objectContaining({
        kind: 'hubspot.message',
        app: 'main',
        portal: '62515',
        slot: slotOf('main', '62515'),
        receivedAtMs: NOW,
        dedupeUntilMs: NOW + 2 * DAY,
        body: expect.objectContaining({ channelId: '1001', message: expect.objectContaining({ text: 'Guten Tag' }) }),
      }),
    ]);
    expect(world.counted).toEqual(['hubspot main hubspot.message appended']);
  });

  it('is acknowledged again, but stored once, when it is repeated with another event id and time', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress();
    await ingress.handle(signed(webhookOf('m-1')));
    const again = await ingress.handle(signed({ ...webhookOf('m-1'), eventId: 'x', eventTimestamp: 'later' }));

    expect(again.status).toBe(200);
    expect(world.inbox).toHaveLength(1);
    expect(world.counted.at(-1)).toBe('hubspot main hubspot.message duplicate');
  });

  it('keeps messages of two portals apart though their ids are the same', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress();
    await ingress.handle(signed(webhookOf('m-1')));
    await ingress.handle(signed({ ...webhookOf('m-1'), portalId: 7 }));
    expect(world.inbox.map((event) => event.portal)).toEqual(['62515', '7']);
  });

  it('may be signed with any secret that is in force', async () => {
    for (const key of SECRETS) {
      expect((await new IngressWorld().ingress().handle(signed(webhookOf('m-1'), { key }))).status).toBe(200);
    }
  });

  it('is verified over the public URL with its query, whatever the Host header says', async () => {
    const call = signed(webhookOf('m-1'), { path: '/base/hubspot/webhooks/main?a=%20b&c' });
    const answer = await new IngressWorld()
      .ingress()
      .handle({ ...call, headers: { ...call.headers, host: 'evil.example' } });
    expect(answer.status).toBe(200);
  });

  it.each([
    ['unsigned', 'CW_SIGNATURE_MISSING', { ...signed(webhookOf('m-1')), headers: {} }],
    ['stale', 'CW_SIGNATURE_STALE', signed(webhookOf('m-1'), { atMs: NOW - 301_000 })],
    ['from the future', 'CW_SIGNATURE_STALE', signed(webhookOf('m-1'), { atMs: NOW + 301_000 })],
    ['tampered with', 'CW_SIGNATURE_MISMATCH', { ...signed(webhookOf('m-1')), body: Buffer.from('{}') }],
    ['signed by another app', 'CW_SIGNATURE_MISMATCH', signed(webhookOf('m-1'), { key: 'another' })],
  ])('that is %s is refused with 401 and a remedy, and nothing of it is read', async (_, code, call) => {
    const world = new IngressWorld();
    const answer = await world.ingress().handle(call);

    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toEqual({ code, message: expect.any(String), remedy: expect.any(String) });
    expect(world.appends).toEqual([]);
    expect(world.counted).toEqual([`hubspot main ${code}`]);
    expect(JSON.stringify(world.logged)).not.toContain('Guten Tag');
  });

  it('about an account is known by type, account and time', async () => {
    const world = new IngressWorld();
    const ingress = world.ingress();
    const purged = { type: 'CHANNEL_ACCOUNT_PURGED', portalId: '62515', channelId: '1001', channelAccountId: '424' };
    await ingress.handle(signed({ ...purged, eventTimestamp: '2026-05-04T09:30:00Z' }));
    await ingress.handle(signed({ ...purged, eventTimestamp: '2026-05-04T09:30:00Z' }));
    await ingress.handle(signed({ ...purged, eventTimestamp: '2026-05-05T09:30:00Z' }));

    expect(world.inbox.map(({ kind }) => kind)).toEqual(['hubspot.account', 'hubspot.account']);
  });

  it('of a type that is not known is stored whole', async () => {
    const world = new IngressWorld();
    const call = signed({ type: 'THREAD_EXPLODED', portalId: '62515' });
    expect((await world.ingress().handle(call)).status).toBe(200);
    expect(world.inbox).toEqual([
      expect.objectContaining({
        kind: 'hubspot.unknown',
        portal: '62515',
        body: { type: 'THREAD_EXPLODED', base64: call.body.toString('base64') },
      }),
    ]);
  });

  it.each(['not JSON', '[]', '{"type":"OUTGOING_CHANNEL_MESSAGE_CREATED","portalId":"62515","message":{}}'])(
    'that cannot be read is kept raw and acknowledged: %s',
    async (text) => {
      const world = new IngressWorld();
      expect((await world.ingress().handle(signed(text))).status).toBe(200);
      expect(world.inbox).toEqual([
        expect.objectContaining({
          kind: 'unparsable',
          app: 'main',
          body: expect.objectContaining({ source: 'hubspot', base64: Buffer.from(text).toString('base64') }),
        }),
      ]);
    },
  );

  it('is told to come again when the store cannot write', async () => {
    const world = new IngressWorld();
    world.storeWorks = false;
    const answer = await world.ingress().handle(signed(webhookOf('m-1')));

    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    expect(JSON.parse(answer.body).code).toBe('CW_STORE_UNAVAILABLE');
    expect(world.counted).toEqual(['hubspot main CW_STORE_UNAVAILABLE']);
  });

  it('of an app that is not configured is 404, and the name does not become a label', async () => {
    const world = new IngressWorld();
    const answer = await world.ingress().handle(signed(webhookOf('m-1'), { path: '/base/hubspot/webhooks/other' }));
    expect(answer.status).toBe(404);
    expect(world.counted).toEqual(['hubspot - CW_APP_UNKNOWN']);
  });

  it('of an app that only other processes of the fleet know comes again', async () => {
    const ingress = new IngressWorld().ingress({ elsewhere: { app: () => true, channel: () => false } });
    const answer = await ingress.handle(signed(webhookOf('m-1'), { path: '/base/hubspot/webhooks/other' }));
    expect([answer.status, JSON.parse(answer.body).code]).toEqual([503, 'CW_APP_UNKNOWN']);
  });

  it('comes by POST only', async () => {
    const answer = await new IngressWorld().ingress().handle({ ...signed(''), method: 'GET' });
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'POST']);
  });
});

describe('other URLs', () => {
  const get = (url: string, world = new IngressWorld()) =>
    world.ingress().handle({ method: 'GET', url, headers: {}, body: new Uint8Array() });

  it.each(['/', '/base', '/hubspot/webhooks/main', '/base/hubspot/webhooks', '/base/%zz'])('%s is 404', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it('health and metrics are answered outside the public path', async () => {
    expect(await get('/health/live')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect(await get('/health/ready')).toMatchObject({ status: 200 });
    expect(await get('/metrics')).toMatchObject({ status: 200, body: 'up 1\n' });
    expect((await get('/base/metrics')).status).toBe(404);
  });

  it('readiness is red, with its reason, when it says so', async () => {
    const world = new IngressWorld();
    world.ready = false;
    const answer = await get('/health/ready', world);
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.body)).toEqual({ status: 'unavailable', store: 'cannot write' });
  });
});
