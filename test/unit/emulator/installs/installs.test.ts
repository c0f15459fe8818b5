import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Running } from '../running-emulator.js';

const UNINSTALL = '/appinstalls/2026-03/external-install';
const INBOXES = '/conversations/v3/conversations/inboxes';

describe('an app in a portal of the emulated HubSpot', () => {
  it('takes itself out, and is cut off from the portal', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId, refreshToken } = hubspot.install;
    expect((await hubspot.call('DELETE', UNINSTALL)).status).toBe(204);
    expect((await hubspot.call('GET', INBOXES)).status).toBe(401);
    const refreshed = await hubspot.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
    expect(refreshed).toMatchObject({ status: 400, body: { status: 'BAD_REFRESH_TOKEN' } });
    hubspot.agentSend('Hello?');
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries).toEqual([]);
    expect(hubspot.control.installs()).toMatchObject([{ appId, portalId, installed: false }]);
    expect(() => hubspot.control.uninstall({ appId, portalId })).toThrow(/install/);
    expect(hubspot.control.seed().installs).toEqual([]);
  });

  it('needs the scope oauth to take itself out', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId } = hubspot.install;
    const { token } = hubspot.control.issueAccessToken({ appId, portalId, scopes: ['files'] });
    const answer = await hubspot.call('DELETE', UNINSTALL, undefined, { authorization: `Bearer ${token}` });
    expect(answer).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
  });

  it('ends webhooks that wait for a further attempt', async () => {
    await using hubspot = await Running.start();
    hubspot.receiver.answers = [500];
    hubspot.agentSend('Hello');
    await hubspot.receiver.received(1);
    await hubspot.emulator.webhooksSettled();
    hubspot.control.uninstall(hubspot.install);
    await hubspot.scheduler.advance(60_000);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries).toHaveLength(1);
    expect(hubspot.control.webhooks()).toMatchObject([{ state: 'given-up' }]);
  });

  it('has its accounts disconnected where told to', async () => {
    await using hubspot = await Running.start({ switches: { purgeOnUninstall: true } });
    hubspot.control.uninstall(hubspot.install);
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries.map(({ body }) => body['type'])).toEqual(['CHANNEL_ACCOUNT_PURGED']);
  });

  it('is back with the tokens of a new install', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId } = hubspot.install;
    hubspot.control.uninstall({ appId, portalId });
    const code = hubspot.control.authorize({ appId, portalId, scopes: ['conversations.read'] });
    expect(hubspot.control.installs()).toMatchObject([{ installed: false }]);
    const { body } = await hubspot.token({ grant_type: 'authorization_code', code });
    expect(hubspot.control.installs()).toMatchObject([{ installed: true, scopes: ['conversations.read'] }]);
    const headers = { authorization: `Bearer ${body['access_token']}` };
    expect((await hubspot.call('GET', INBOXES, undefined, headers)).status).toBe(200);
    expect((await hubspot.call('GET', '/files/v3/files/1', undefined, headers)).status).toBe(403);
    hubspot.agentSend('Welcome back');
    await hubspot.emulator.webhooksSettled();
    expect(hubspot.receiver.deliveries).toHaveLength(1);
  });

  it('gets what the portal has granted last with the next token', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId, refreshToken } = hubspot.install;
    hubspot.control.install({ appId, portalId, scopes: ['oauth'] });
    const { body } = await hubspot.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
    expect(body['scopes']).toEqual(['oauth']);
    const headers = { authorization: `Bearer ${body['access_token']}` };
    expect((await hubspot.call('GET', INBOXES, undefined, headers)).body['category']).toBe('MISSING_SCOPES');
  });

  it('is installed nowhere by itself where the seed says so', async () => {
    await using hubspot = await Running.start();
    const { installs } = hubspot.control.seed({ portals: [{ portalId: 99 }], installEverywhere: false });
    expect(installs).toEqual([]);
    expect(hubspot.control.installs({ portalId: '99' })).toEqual([]);
  });
});

describe('codes and tokens of the emulated HubSpot', () => {
  it('end with time', async () => {
    await using hubspot = await Running.start({ switches: { codeLifetimeMs: 1_000 } });
    const { appId, portalId } = hubspot.install;
    const code = hubspot.control.authorize({ appId, portalId, scopes: [] });
    await hubspot.scheduler.advance(1_000);
    const late = await hubspot.token({ grant_type: 'authorization_code', code });
    expect(late.body['status']).toBe('BAD_AUTH_CODE');
  });

  it('are given for the verifier of the challenge alone', async () => {
    await using hubspot = await Running.start();
    const { appId, portalId } = hubspot.install;
    const verifier = 'a'.repeat(43);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = hubspot.control.authorize({ appId, portalId, scopes: [], challenge });
    const form = { grant_type: 'authorization_code', code };
    expect((await hubspot.token(form)).body['status']).toBe('BAD_AUTH_CODE');
    expect((await hubspot.token({ ...form, code_verifier: challenge })).body['status']).toBe('BAD_AUTH_CODE');
    expect((await hubspot.token({ ...form, code_verifier: verifier })).status).toBe(200);
  });

  it('are looked into, and revoked', async () => {
    await using hubspot = await Running.start();
    const { portalId, refreshToken, accessToken } = hubspot.install;
    const facts = async (token: string) => (await hubspot.token({ token }, '/introspect')).body;
    expect(await facts(accessToken)).toMatchObject({
      active: true,
      hub_id: Number(portalId),
      token_use: 'access_token',
    });
    expect(await facts(refreshToken)).toMatchObject({ active: true, token_use: 'refresh_token' });
    expect(await facts('unheard-of')).toEqual({ active: false });
    expect((await hubspot.token({ token: refreshToken, client_secret: 'wrong' }, '/revoke')).status).toBe(400);
    expect((await hubspot.token({ token: refreshToken }, '/revoke')).status).toBe(200);
    expect(await facts(refreshToken)).toEqual({ active: false });
    expect((await hubspot.call('GET', INBOXES)).status).toBe(200);
  });
});
