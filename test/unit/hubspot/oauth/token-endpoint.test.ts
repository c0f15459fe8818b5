import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenEndpoint } from '../../../../src/hubspot/oauth/token-endpoint.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { UndiciTransport } from '../../../../src/transport/undici-transport.js';
import { RecordingServer, type ScriptedAnswer } from '../recording-server.js';

let server: RecordingServer;
let http: UndiciTransport;
let clock: ManualScheduler;

beforeEach(async () => {
  server = await new RecordingServer().start();
  http = new UndiciTransport();
  clock = new ManualScheduler();
});

afterEach(async () => {
  await http.destroy();
  await server.stop();
});

function refresh(answer: ScriptedAnswer) {
  server.answers.push(answer);
  const endpoint = tokenEndpoint({ http, clock, baseUrl: server.baseUrl, clientId: 'id', clientSecret: 's3cret&' });
  return endpoint.refresh('r3fresh+');
}

describe('a refresh', () => {
  it('is a form, its parameters in the body only', async () => {
    await refresh({ body: { access_token: 'a' } });
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', url: '/oauth/v3/token' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body.toString()))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'id',
      client_secret: 's3cret&',
      refresh_token: 'r3fresh+',
    });
  });

  it('gives tokens that live from before the question', async () => {
    const startMs = clock.now();
    server.beforeAnswer = () => clock.advance(4_000);
    const body = { access_token: 'a', refresh_token: 'r', expires_in: 1800, hub_id: 62515, token_type: 'bearer' };
    expect(await refresh({ body })).toEqual({
      ok: true,
      tokens: {
        accessToken: 'a',
        refreshToken: 'r',
        expiresAtMs: startMs + 1_800_000,
        lifetimeMs: 1_800_000,
        portalId: '62515',
      },
    });
  });
});

describe('a refusal', () => {
  it.each<[string, string, ScriptedAnswer]>([
    [
      'disconnected',
      'BAD_REFRESH_TOKEN',
      { status: 400, body: { status: 'BAD_REFRESH_TOKEN', error: 'invalid_grant', message: 'x' } },
    ],
    [
      'disconnected',
      'BAD_HUB',
      { status: 400, body: { status: 'BAD_HUB', message: 'missing or unknown hub id', error: 'access_denied' } },
    ],
    ['disconnected', 'invalid_grant', { status: 400, body: { error: 'invalid_grant', error_description: 'revoked' } }],
    ['configuration', 'BAD_CLIENT_SECRET', { status: 400, body: { status: 'BAD_CLIENT_SECRET', message: 'x' } }],
    ['configuration', 'BAD_CLIENT_ID', { status: 400, body: { status: 'BAD_CLIENT_ID', error: 'invalid_grant' } }],
    ['configuration', 'BAD_GRANT_TYPE', { status: 400, body: { status: 'BAD_GRANT_TYPE' } }],
  ])('is %s by its code %s', async (kind, code, answer) => {
    expect(await refresh(answer)).toMatchObject({ ok: false, failure: { kind, code, status: 400 } });
  });

  it.each<[string, ScriptedAnswer]>([
    ['disconnected', { status: 400, body: { status: 'error', message: 'missing or invalid refresh token' } }],
    ['configuration', { status: 401, body: {} }],
    ['configuration', { status: 404, body: '<html></html>' }],
    ['transient', { status: 500, body: '<html>oops</html>' }],
    ['transient', { status: 503 }],
    ['transient', { body: '<html>login</html>' }],
    ['transient', { body: 'reset' }],
    ['transient', { status: 302, headers: { location: 'https://elsewhere.example' } }],
  ])('is %s: %j', async (kind, answer) => {
    expect(await refresh(answer)).toMatchObject({ ok: false, failure: { kind } });
  });

  it('for a while says for how long', async () => {
    const limited = {
      status: 429,
      headers: { 'retry-after': '7' },
      body: { message: 'You have reached your rate limit.' },
    };
    expect(await refresh(limited)).toMatchObject({ failure: { kind: 'transient', retryAfterMs: 7_000 } });
    const migrating = { status: 477, headers: { 'retry-after': '600' } };
    expect(await refresh(migrating)).toMatchObject({ failure: { kind: 'transient', retryAfterMs: 600_000 } });
  });

  it('does not carry the secrets it quotes', async () => {
    const message = 'client_secret s3cret& and refresh token r3fresh+ do not match';
    expect(JSON.stringify(await refresh({ status: 400, body: { message } }))).not.toMatch(/s3cret|r3fresh/);
  });

  it('is transient when nobody answers', async () => {
    await server.stop();
    expect(await refresh({})).toMatchObject({ failure: { kind: 'transient' } });
  });
});
