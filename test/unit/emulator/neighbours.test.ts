import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import type { Answer } from './running-emulator.js';
import { Running } from './running-emulator.js';

const CONVERSATIONS = '/conversations/v3/conversations';

describe('the token endpoint of the emulated HubSpot', () => {
  it('gives an access token that works until it expires', async () => {
    await using hubspot = await Running.start({ switches: { accessTokenLifetimeMs: 60_000 } });
    const { refreshToken, portalId } = hubspot.install;
    const { status, body } = await hubspot.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
    expect(status).toBe(200);
    expect(body).toMatchObject({ expires_in: 60, refresh_token: refreshToken, hub_id: Number(portalId) });
    const headers = { authorization: `Bearer ${body['access_token']}` };
    expect((await hubspot.call('GET', `${CONVERSATIONS}/inboxes`, undefined, headers)).status).toBe(200);
    await hubspot.scheduler.advance(60_000);
    expect((await hubspot.call('GET', `${CONVERSATIONS}/inboxes`, undefined, headers)).status).toBe(401);
  });

  it('rotates refresh tokens where told to', async () => {
    await using hubspot = await Running.start({ switches: { rotateRefreshTokens: true } });
    const first = { grant_type: 'refresh_token', refresh_token: hubspot.install.refreshToken };
    const { body } = await hubspot.token(first);
    expect(body['refresh_token']).not.toBe(first.refresh_token);
    expect(await hubspot.token(first)).toMatchObject({
      status: 400,
      body: { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant' },
    });
    const second = await hubspot.token({ ...first, refresh_token: String(body['refresh_token']) });
    expect(second.status).toBe(200);
  });

  it('takes an authorization code once', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId } = hubspot.install;
    const redirectUri = 'https://conn.example.com/oauth';
    const code = hubspot.control.authorize({ appId, portalId, scopes: ['oauth'], redirectUri });
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
    const wrong = await hubspot.token({ ...form, redirect_uri: 'https://elsewhere.example.com' });
    expect(wrong.body['status']).toBe('BAD_REDIRECT_URI');
    expect((await hubspot.token(form)).body).toMatchObject({ scopes: ['oauth'], token_use: 'access_token' });
    expect((await hubspot.token(form)).body['status']).toBe('BAD_AUTH_CODE');
  });

  it('refuses what it does not know', async () => {
    await using hubspot = await Running.start();
    const statusOf = async (form: Record<string, string>) => (await hubspot.token(form)).body['status'];
    expect(await statusOf({ client_id: 'x' })).toBe('BAD_CLIENT_ID');
    expect(await statusOf({ client_secret: 'x' })).toBe('BAD_CLIENT_SECRET');
    expect(await statusOf({ grant_type: 'password' })).toBe('BAD_GRANT_TYPE');
    hubspot.control.revokeRefreshTokens({ portalId: hubspot.install.portalId });
    const refresh = { grant_type: 'refresh_token', refresh_token: hubspot.install.refreshToken };
    expect(await statusOf(refresh)).toBe('BAD_REFRESH_TOKEN');
  });

  it('gives client credentials that serve for channels where told to', async () => {
    await using hubspot = await Running.start({ switches: { channelAuth: 'client-credentials' } });
    const { body } = await hubspot.token({ grant_type: 'client_credentials', scope: 'oauth' });
    expect(body).toMatchObject({ token_use: 'client_credentials' });
    const headers = { authorization: `Bearer ${body['access_token']}` };
    const channels = await hubspot.call('GET', '/conversations/v3/custom-channels', undefined, headers);
    expect(channels.body).toMatchObject({ total: 1 });
    expect((await hubspot.call('GET', hubspot.path('/channel-accounts'), undefined, headers)).status).toBe(401);
  });
});

describe('the files of the emulated HubSpot', () => {
  async function upload(hubspot: Running, options: object, more: Record<string, string> = { folderPath: '/in' }) {
    const form = new FormData();
    form.set('file', new Blob(['bytes'], { type: 'image/png' }), 'photo.png');
    form.set('options', JSON.stringify(options));
    for (const [name, value] of Object.entries(more)) form.set(name, value);
    const headers = { authorization: `Bearer ${hubspot.install.accessToken}` };
    const answer = await fetch(`${hubspot.emulator.url}/files/v3/files`, { method: 'POST', headers, body: form });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  it('are uploaded, read, and downloaded over a signed link while it lives', async () => {
    await using hubspot = await Running.start();
    const { status, body } = await upload(hubspot, { access: 'PRIVATE' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'photo', extension: 'png', path: '/in/photo.png', size: 5, type: 'IMG' });
    const path = `/files/v3/files/${body['id']}`;
    expect((await hubspot.call('GET', path)).body).toMatchObject({ access: 'PRIVATE' });
    expect((await hubspot.call('GET', `${path}/download`)).body['text']).toBe('bytes');
    expect((await fetch(String(body['url']))).status).toBe(403);
    const link = (await hubspot.call('GET', `${path}/signed-url?expirationSeconds=60`)).body;
    const linked = await fetch(String(link['url']));
    expect(linked.headers.get('content-type')).toBe('image/png');
    expect(await linked.text()).toBe('bytes');
    await hubspot.scheduler.advance(60_000);
    expect((await fetch(String(link['url']))).status).toBe(403);
  });

  it('are open to all where they are public', async () => {
    await using hubspot = await Running.start();
    const { body } = await upload(hubspot, { access: 'PUBLIC_NOT_INDEXABLE' });
    expect(await (await fetch(String(body['url']))).text()).toBe('bytes');
  });

  it('are refused without an access or a folder', async () => {
    await using hubspot = await Running.start();
    expect((await upload(hubspot, {})).status).toBe(400);
    expect((await upload(hubspot, { access: 'PRIVATE' }, {})).status).toBe(400);
  });

  it('may be attached to a publication, and are then read with name and link', async () => {
    await using hubspot = await Running.start();
    const { body } = await upload(hubspot, { access: 'PRIVATE' });
    const published = await hubspot.publish({ attachments: [{ type: 'FILE', fileId: body['id'] }] });
    expect(published.body['attachments']).toMatchObject([
      { type: 'FILE', fileId: body['id'], name: 'photo.png', fileUsageType: 'IMAGE', url: expect.any(String) },
    ]);
  });

  it('are imported from a URL, in the background', async () => {
    await using hubspot = await Running.start();
    const source = createServer((request, response) => {
      response.writeHead(request.url === '/a.txt' ? 200 : 404, { 'content-type': 'text/plain' }).end('far');
    });
    await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
    const importing = async (name: string) => {
      const request = { access: 'PRIVATE', folderPath: '/in', url: `${origin}/${name}` };
      const { status, body } = await hubspot.call('POST', '/files/v3/files/import-from-url/async', request);
      expect(status).toBe(202);
      const url = new URL((body['links'] as { status: string }).status);
      for (;;) {
        const task = (await hubspot.call('GET', url.pathname)).body;
        if (task['status'] !== 'PROCESSING') return task;
      }
    };
    expect(await importing('a.txt')).toMatchObject({ status: 'COMPLETE', result: { name: 'a', size: 3 } });
    expect(await importing('b.txt')).toMatchObject({ status: 'CANCELED', numErrors: 1 });
    source.closeAllConnections();
    source.close();
  });
});

describe('the inbox of the emulated HubSpot', () => {
  it('has inboxes, channels, accounts and actors', async () => {
    await using hubspot = await Running.start();
    const { inboxIds, actorIds } = hubspot.seeded.portals[0]!;
    const get = async (path: string) => (await hubspot.call('GET', CONVERSATIONS + path)).body;
    expect(await get('/inboxes')).toMatchObject({ total: 1, results: [{ id: inboxIds[0], type: 'INBOX' }] });
    expect(await get(`/inboxes/${inboxIds[0]}`)).toMatchObject({ name: 'Conversations' });
    expect(await get('/channels?limit=500')).toMatchObject({ total: 4 });
    expect(await get(`/channels/${hubspot.channelId}`)).toEqual({ id: hubspot.channelId, name: 'Emulated channel' });
    expect(await get('/channels/1000')).toMatchObject({ name: 'Live chat' });
    expect(await get(`/channel-accounts?channelId=${hubspot.channelId}`)).toMatchObject({ total: 1 });
    expect(await get(`/channel-accounts/${hubspot.account.id}`)).toMatchObject({ name: 'Main line' });
    expect(await get(`/actors/${actorIds[0]}`)).toMatchObject({ type: 'AGENT', email: 'agent@example.com' });
    expect(await get('/actors/A-0')).toMatchObject({ category: 'OBJECT_NOT_FOUND' });
    const { body } = await hubspot.publish();
    const inputs = [body['createdBy'], actorIds[0], `I-${hubspot.app.appId}`, 'A-0'];
    const batch = await hubspot.call('POST', `${CONVERSATIONS}/actors/batch/read`, { inputs });
    expect(batch.body['results']).toMatchObject([{ type: 'VISITOR', name: 'Ada' }, {}, { type: 'INTEGRATOR' }]);
  });

  it('lists threads by their latest message, and misses none that stays where it was', async () => {
    await using hubspot = await Running.start();
    const start = new Date(hubspot.scheduler.now() - 1).toISOString();
    const from = (value: string) => ({ senders: [{ deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value } }] });
    const threads: unknown[] = [];
    for (const number of ['+15550110', '+15550111', '+15550112', '+15550113']) {
      threads.push((await hubspot.publish(from(number))).body['conversationsThreadId']);
      await hubspot.scheduler.advance(1_000);
    }
    const path = `${CONVERSATIONS}/threads?sort=latestMessageTimestamp&latestMessageTimestampAfter=${start}&limit=2`;
    const page = async (after = '') => {
      const { body } = await hubspot.call('GET', path + after);
      const { paging, results } = body as { paging?: { next: { after: string } }; results: { id: string }[] };
      return { ids: results.map(({ id }) => id), after: paging?.next.after };
    };
    const first = await page();
    expect(first.ids).toEqual(threads.slice(0, 2));
    await hubspot.publish(from('+15550110'));
    const second = await page(`&after=${first.after}`);
    expect(second.ids).toEqual(threads.slice(2));
    expect((await page(`&after=${second.after}`)).ids).toEqual([threads[0]]);
    expect((await hubspot.call('GET', `${CONVERSATIONS}/threads?sort=latestMessageTimestamp`)).status).toBe(400);
  });

  it('lists threads and their messages, in pages, newest first or oldest first', async () => {
    await using hubspot = await Running.start();
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three']) {
      ids.push(String((await hubspot.publish({ text })).body['id']));
      await hubspot.scheduler.advance(1_000);
    }
    const threads = await hubspot.call('GET', `${CONVERSATIONS}/threads?threadStatus=OPEN`);
    const [thread] = threads.body['results'] as { id: string }[];
    const path = `${CONVERSATIONS}/threads/${thread!.id}/messages`;
    const list = async (query: string) => (await hubspot.call('GET', path + query)).body;
    const newest = await list('?limit=2');
    expect(newest).toMatchObject({ results: [{ id: ids[2] }, { id: ids[1] }], paging: { next: {} } });
    const { after } = (newest['paging'] as { next: { after: string } }).next;
    ids.push(String((await hubspot.publish({ text: 'four' })).body['id']));
    const rest = await list(`?limit=2&after=${after}`);
    expect(rest).toMatchObject({ results: [{ id: ids[0] }] });
    expect(rest).not.toHaveProperty('paging');
    expect((await list('?after=2'))['category']).toBe('VALIDATION_ERROR');
    expect(await list('?sort=createdAt')).toMatchObject({ results: ids.map((id) => ({ id })) });
    expect((await hubspot.call('GET', `${path}/${ids[0]}`)).body).toMatchObject({ text: 'one' });
    expect((await hubspot.call('GET', `${path}?limit=x`)).status).toBe(400);
  });

  it('closes a thread, and opens it again when the customer writes', async () => {
    await using hubspot = await Running.start();
    const { body } = await hubspot.publish();
    const path = `${CONVERSATIONS}/threads/${body['conversationsThreadId']}`;
    const closed = await hubspot.call('PATCH', path, { status: 'CLOSED' });
    expect(closed.body).toMatchObject({ status: 'CLOSED', closedAt: expect.any(String) });
    await hubspot.publish();
    expect((await hubspot.call('GET', path)).body).toMatchObject({ status: 'OPEN' });
  });

  it('lets another integration write over the channel, as if it were typed', async () => {
    await using hubspot = await Running.start();
    const { body } = await hubspot.publish();
    const path = `${CONVERSATIONS}/threads/${body['conversationsThreadId']}/messages`;
    const answer = await hubspot.call('POST', path, {
      type: 'MESSAGE',
      text: 'From a workflow',
      senderActorId: hubspot.seeded.portals[0]!.actorIds[0],
      channelId: hubspot.channelId,
      channelAccountId: hubspot.account.id,
      recipients: [{ deliveryIdentifiers: [{ type: 'HS_PHONE_NUMBER', value: '+15550199' }] }],
      attachments: [],
    });
    expect(answer).toMatchObject({ status: 201, body: { client: { clientType: 'INTEGRATION' } } });
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries[0]!.body).toMatchObject({ message: { id: answer.body['id'] } });
  });
});
