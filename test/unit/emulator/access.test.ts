import { describe, expect, it } from '@jest/globals';
import { mostInAnyWindow } from '../../../src/emulator/index.js';
import { Running } from './running-emulator.js';

describe('who may call the emulated HubSpot', () => {
  it('is nobody without a token, or with one it never gave out', async () => {
    await using hubspot = await Running.start();
    const accounts = hubspot.path('/channel-accounts');
    for (const authorization of ['', 'Bearer nonsense']) {
      const answer = await hubspot.call('GET', accounts, undefined, { authorization });
      expect(answer).toMatchObject({ status: 401, body: { status: 'error', category: 'INVALID_AUTHENTICATION' } });
    }
  });

  it('ends with the token', async () => {
    await using hubspot = await Running.start();
    expect(hubspot.control.expireTokens()).toBe(1);
    await hubspot.scheduler.advance(75_000);
    const answer = await hubspot.publish();
    expect(answer).toMatchObject({
      status: 401,
      body: { category: 'EXPIRED_AUTHENTICATION', message: expect.stringContaining('expired 75 second(s) ago') },
    });
  });

  it('depends on scopes', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId } = hubspot.install;
    const { token } = hubspot.control.issueAccessToken({ appId, portalId, scopes: ['conversations.read'] });
    const answer = await hubspot.call('GET', hubspot.path('/channel-accounts'), undefined, {
      authorization: `Bearer ${token}`,
    });
    expect(answer).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
    expect(answer.body['errors']).toMatchObject([{ context: { requiredScopes: expect.any(Array) } }]);
  });

  it('is decided by the developer key for channels', async () => {
    await using hubspot = await Running.start();
    const channels = '/conversations/v3/custom-channels';
    expect((await hubspot.callAsApp('GET', channels)).status).toBe(200);
    expect((await hubspot.call('GET', `${channels}?appId=${hubspot.app.appId}&hapikey=wrong`)).status).toBe(401);
    expect((await hubspot.call('GET', channels)).status).toBe(400);
    hubspot.control.turnSwitches({ channelAuth: 'none' });
    expect((await hubspot.call('GET', `${channels}?appId=${hubspot.app.appId}`)).status).toBe(200);
  });

  it('never reaches the channels of another app', async () => {
    await using hubspot = await Running.start();
    hubspot.control.seed({ apps: [{ appId: '12', developerApiKey: 'key' }] });
    const answer = await hubspot.call('GET', hubspot.path('?appId=12&hapikey=key'));
    expect(answer.status).toBe(404);
  });
});

describe('the quota of the emulated HubSpot', () => {
  it('says in headers how much is left', async () => {
    await using hubspot = await Running.start();
    await hubspot.publish();
    const { headers } = await hubspot.publish();
    expect(headers.get('x-hubspot-ratelimit-max')).toBe('110');
    expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('108');
    expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000');
    expect(headers.get('x-hubspot-ratelimit-secondly')).toBe('11');
    expect(headers.get('x-hubspot-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('rolls: a unit comes back when its own ten seconds are over', async () => {
    await using hubspot = await Running.start({ quota: { requests: 2, perMs: 10_000 } });
    await hubspot.publish();
    await hubspot.scheduler.advance(6_000);
    await hubspot.publish();
    const refused = await hubspot.publish();
    expect(refused).toMatchObject({
      status: 429,
      body: { status: 'error', errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' },
    });
    await hubspot.scheduler.advance(4_000);
    expect((await hubspot.publish()).status).toBe(201);
    expect((await hubspot.publish()).status).toBe(429);
    expect(hubspot.control.quota().usage).toMatchObject([{ requests: 3, refused: 2, peak: 2 }]);
  });

  it('is counted for each portal apart', async () => {
    await using hubspot = await Running.start({ quota: { requests: 1, perMs: 10_000 } });
    const other = hubspot.control.seed({ portals: [{ portalId: '999' }] }).installs[0]!;
    const headers = { authorization: `Bearer ${other.accessToken}` };
    const inboxes = '/conversations/v3/conversations/inboxes';
    expect((await hubspot.call('GET', inboxes)).status).toBe(200);
    expect((await hubspot.call('GET', inboxes)).status).toBe(429);
    expect((await hubspot.call('GET', inboxes, undefined, headers)).status).toBe(200);
  });

  it('lets tests ask how many requests fell into any one window', () => {
    expect(mostInAnyWindow([], 10)).toBe(0);
    expect(mostInAnyWindow([0, 5, 9, 10, 30], 10)).toBe(3);
    expect(mostInAnyWindow([0, 10, 20], 10)).toBe(1);
  });
});

describe('the requests seen', () => {
  it('are listed with body, status and time, without secrets', async () => {
    await using hubspot = await Running.start();
    await hubspot.publish({ text: 'Remember' });
    await hubspot.callAsApp('GET', '/conversations/v3/custom-channels');
    const [publication, list] = hubspot.control.requests();
    expect(publication).toMatchObject({
      operation: 'messages.publish',
      method: 'POST',
      path: hubspot.path('/messages'),
      portalId: hubspot.install.portalId,
      status: 201,
      atMs: 1_800_000_000_000,
    });
    expect(JSON.parse(publication!.body)).toMatchObject({ text: 'Remember' });
    expect(list!.path).not.toContain(hubspot.app.developerApiKey);
    expect(JSON.stringify(hubspot.control.requests())).not.toContain(hubspot.install.accessToken);
    expect(hubspot.control.requests({ operation: 'channels.list' })).toHaveLength(1);
    expect(hubspot.control.requests({ status: 429 })).toHaveLength(0);
  });
});
