import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PORTALS, type PortalRow } from '../../src/directory/portals/portal-row.js';
import { NEEDED_SCOPES } from '../../src/hubspot/oauth/scopes.js';
import { INSTALL_LIFE_MS } from '../../src/onboarding/install/begin-install.js';
import { InstallStates, stateOf } from '../../src/onboarding/install/install-state.js';
import { Browser } from '../fixtures/browser.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { World } from '../fixtures/world.js';

const SCOPES = NEEDED_SCOPES.map(({ scope }) => scope);
const NEW_PORTAL = '88001';

let world: World;
let browser: Browser;

beforeEach(async () => {
  world = await World.open();
  world.emulator.control.seed({ portals: [{ portalId: NEW_PORTAL }] });
  browser = new Browser();
});

afterEach(() => world[Symbol.asyncDispose]());

/** Opens the install page. Answers where it leads. */
async function begin(query = '', by = browser): Promise<URL> {
  const { response } = await by.open(`${world.publicUrl}/oauth/main/install${query}`);
  expect(response.status).toBe(302);
  return new URL(response.headers.get('location')!);
}

/** HubSpot's consent page, agreed to. Answers the code. */
function agree(portalId = NEW_PORTAL, scopes: readonly string[] = SCOPES, challenge?: string): string {
  const [app] = world.seeded.apps;
  const redirectUri = `${world.publicUrl}/oauth/main/callback`;
  return world.emulator.control.authorize({ appId: app!.appId, portalId, scopes: [...scopes], redirectUri, challenge });
}

/** Goes on to the page that says what came of it, as a browser does, unless it leads on to another. */
async function comeBack(query: Record<string, string>, by = browser) {
  const back = await by.open(`${world.publicUrl}/oauth/main/callback?${new URLSearchParams(query)}`);
  const location = back.response.headers.get('location');
  expect(back.response.status).toBe(303);
  return location === '/oauth/main/outcome' ? by.open(`${world.publicUrl}${location}`) : back;
}

async function install(portalId = NEW_PORTAL, scopes = SCOPES) {
  const consent = await begin();
  return comeBack({ code: agree(portalId, scopes), state: consent.searchParams.get('state')! });
}

async function row(portal = NEW_PORTAL): Promise<PortalRow | undefined> {
  const [rows = []] = await world.connector.running.store.read([{ table: PORTALS.name, keys: [`main/${portal}`] }]);
  return rows[0] && (JSON.parse(rows[0].doc) as PortalRow);
}

function exchanges(): number {
  return world.emulator.control.requests({ operation: 'oauth.token' }).length;
}

describe('an install', () => {
  it('asks HubSpot for what is needed, with a state, a challenge and the account where it is known', async () => {
    const consent = await begin('?portalId=123');
    expect(`${consent.origin}${consent.pathname}`).toBe('https://app.hubspot.com/oauth/123/authorize');
    expect(Object.fromEntries(consent.searchParams)).toEqual({
      client_id: world.seeded.apps[0]!.clientId,
      redirect_uri: `${world.publicUrl}/oauth/main/callback`,
      scope: SCOPES.join(' '),
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    });
    expect((await begin()).pathname).toBe('/oauth/authorize');
  });

  it('makes a portal whose tokens work at once, and says where to go on', async () => {
    const heard: unknown[] = [];
    world.connector.events.on('portal.connected', (payload) => void heard.push(payload));
    const { response, text } = await install();
    expect(response.status).toBe(200);
    expect(text).toContain('The app is installed');
    expect(text).toContain(`https://app.hubspot.com/live-messages-settings/${NEW_PORTAL}`);
    expect(await row()).toMatchObject({ state: 'connected', scopes: SCOPES, tokens: { version: 1 } });
    expect(heard).toEqual([{ app: 'main', portal: NEW_PORTAL, atMs: expect.any(Number) }]);
    const api = world.connector.running.engine.portals.of('main', NEW_PORTAL);
    expect(await api?.client.inbox.inboxes()).toMatchObject({ ok: true });
  });

  it('proves to HubSpot by a verifier that it is who has asked', async () => {
    const consent = await begin();
    const state = consent.searchParams.get('state')!;
    const theirs = agree(NEW_PORTAL, SCOPES, (await begin('', new Browser())).searchParams.get('code_challenge')!);
    expect((await comeBack({ code: theirs, state })).response.status).toBe(400);
    const again = await begin();
    const ours = agree(NEW_PORTAL, SCOPES, again.searchParams.get('code_challenge')!);
    expect((await comeBack({ code: ours, state: again.searchParams.get('state')! })).response.status).toBe(200);
  });

  it('gives a portal that took its consent back new tokens, in place of those of the configuration', async () => {
    const { portalId } = world.seeded.installs[0]!;
    const { engine } = world.connector.running;
    await engine.portals.of('main', portalId)?.client.inbox.inboxes();
    world.emulator.control.expireTokens({ portalId });
    expect(await engine.portals.of('main', portalId)?.client.inbox.inboxes()).toMatchObject({ ok: false });
    await install(portalId);
    expect(await engine.portals.of('main', portalId)?.client.inbox.inboxes()).toMatchObject({ ok: true });
    await world.restart();
    expect(await row(portalId)).toMatchObject({ installedAtMs: expect.any(Number), tokens: { version: 2 } });
    const { portals } = world.connector.running.engine;
    expect(await portals.of('main', portalId)?.client.inbox.inboxes()).toMatchObject({ ok: true });
  });

  it('names the scopes that were not granted, and keeps the portal as degraded', async () => {
    const { text } = await install(NEW_PORTAL, ['oauth', 'conversations.read', 'files.read', 'files.write']);
    expect(text).toContain('These permissions are missing:</p><ul>');
    expect(text).toContain('<code>conversations.custom_channels.write</code>');
    expect(text).not.toContain('<code>files</code>');
    expect(await row()).toMatchObject({
      state: 'degraded',
      trouble: {
        missingScopes: [
          'conversations.custom_channels.read',
          'conversations.custom_channels.write',
          'crm.objects.contacts.write',
        ],
      },
    });
  });

  it('goes on at our connect page, with its query', async () => {
    const returnTo = '/connect/chat?accountToken=t&inboxId=1';
    const consent = await begin(`?${new URLSearchParams({ returnTo, portalId: NEW_PORTAL })}`);
    const { response } = await comeBack({ code: agree(), state: consent.searchParams.get('state')! });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(returnTo);
  });

  it('speaks Japanese to who reads it', async () => {
    const { response, text } = await new Browser({ 'accept-language': 'fr, ja-JP;q=0.9, en;q=0.8' }).open(
      `${world.publicUrl}/oauth/main/outcome`,
    );
    expect(response.status).toBe(400);
    expect(text).toContain('<html lang="ja">');
    expect(text).toContain('もう一度始める');
  });
});

describe('what does not come from the browser that began', () => {
  async function refused(query: Record<string, string>, by = browser): Promise<void> {
    const { response, text } = await comeBack(query, by);
    expect(response.status).toBe(400);
    expect(text).toContain('This page has done its work');
    expect(exchanges()).toBe(0);
    expect(await row()).toBeUndefined();
  }

  it('is refused with a forged state', async () => {
    await begin();
    await refused({ code: agree(), state: 'A'.repeat(43) });
  });

  it('is refused in another browser', async () => {
    const consent = await begin();
    const other = new Browser();
    await begin('', other);
    const query = { code: agree(), state: consent.searchParams.get('state')! };
    await refused(query, other);
    await refused(query, new Browser());
  });

  it('is refused with a cookie that we did not make', async () => {
    const consent = await begin();
    const query = { code: agree(), state: consent.searchParams.get('state')! };
    const forger = new Browser();
    forger.plant('channelwright-install', Buffer.alloc(200, 7).toString('base64url'), '/oauth/main');
    await refused(query, forger);
  });

  it('is refused with a cookie that is genuine, and of another app', async () => {
    const states = new InstallStates([TEST_KEY]);
    const expiresAtMs = world.scheduler.now() + 1_000;
    const sealedFor = (app: string) => states.seal({ app, verifier: 'v', nonce: 'n', expiresAtMs });
    const [own, other] = [new Browser(), new Browser()];
    other.plant('channelwright-install', sealedFor('other'), '/oauth/main');
    await refused({ code: agree(), state: stateOf('n') }, other);
    own.plant('channelwright-install', sealedFor('main'), '/oauth/main');
    const { response } = await comeBack({ code: agree(), state: stateOf('n') }, own);
    expect(response.status).toBe(200);
  });

  it('is refused when the time is over', async () => {
    const consent = await begin();
    await world.scheduler.advance(INSTALL_LIFE_MS);
    await refused({ code: agree(), state: consent.searchParams.get('state')! });
  });

  it('is taken once: whoever loads the address again, or goes back to it, sees what came of it', async () => {
    const consent = await begin();
    const query = { code: agree(), state: consent.searchParams.get('state')! };
    await comeBack(query);
    const { response, text } = await comeBack(query);
    expect(response.status).toBe(200);
    expect(text).toContain('The app is installed');
    expect(response.url).not.toContain('code');
    expect(exchanges()).toBe(1);
  });
});

describe('what HubSpot or a stranger may send along', () => {
  it('a code that was used is told in words, and the portal stays as it is', async () => {
    const code = agree();
    const first = await begin();
    await comeBack({ code, state: first.searchParams.get('state')! });
    const before = await row();
    const second = await begin();
    const { response, text } = await comeBack({ code, state: second.searchParams.get('state')! });
    expect(response.status).toBe(400);
    expect(text).toContain('no longer accepts the code');
    expect(await row()).toEqual(before);
  });

  it('an error is shown in HubSpot’s words, as text', async () => {
    const consent = await begin();
    const { response, text } = await comeBack({
      error: 'access_denied',
      error_description: '<script>alert(1)</script>',
      state: consent.searchParams.get('state')!,
    });
    expect(response.status).toBe(400);
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('an error without a state of ours is not quoted at all', async () => {
    const { text } = await comeBack({ error: 'x', error_description: 'Call +1 555 0100 to unlock your account' });
    expect(text).not.toContain('555');
  });

  it('another account than the one it was for is refused', async () => {
    const consent = await begin('?portalId=777');
    const { response, text } = await comeBack({ code: agree(), state: consent.searchParams.get('state')! });
    expect(response.status).toBe(409);
    expect(text).toContain('777');
    expect(await row()).toBeUndefined();
    expect(await row('777')).toBeUndefined();
  });

  it.each([
    'https://evil.example/connect/chat',
    '//evil.example/connect/chat',
    '/\\evil.example/connect/chat',
    '/connect/../oauth/main/install',
    '/connect/chat/../../metrics',
    '/connectx/chat',
    '/connect/',
  ])('a return to %s is left out', async (returnTo) => {
    const consent = await begin(`?${new URLSearchParams({ returnTo })}`);
    const { response } = await comeBack({ code: agree(), state: consent.searchParams.get('state')! });
    expect(response.status).toBe(200);
    expect(response.headers.get('location')).toBeNull();
  });

  it('an unknown app, another method and an endless address are refused with a page', async () => {
    const opened = async (path: string, init?: RequestInit) => {
      const { response } = await browser.open(`${world.publicUrl}${path}`, init);
      expect(response.headers.get('content-type')).toContain('text/html');
      return response.status;
    };
    expect(await opened('/oauth/other/install')).toBe(404);
    expect(await opened('/oauth/main/install', { method: 'POST' })).toBe(405);
    expect(await opened('/oauth/main/callback', { method: 'POST', body: 'code=1' })).toBe(405);
    expect(await opened(`/oauth/main/install?x=${'x'.repeat(7_000)}`)).toBe(414);
  });
});

describe('HubSpot in trouble', () => {
  it('an exchange that fails leaves nothing behind, and says to begin again', async () => {
    world.trouble('oauth.token', { kind: 'error', status: 500 });
    const { response, text } = await install();
    expect(response.status).toBe(503);
    expect(text).toContain('Begin again');
    expect(await row()).toBeUndefined();
  });

  it('credentials it refuses are told to the operator, not to the admin', async () => {
    await world.restart({ app: { clientSecrets: ['another-secret'] } });
    const { response, text } = await install();
    expect(response.status).toBe(502);
    expect(text).toContain('whoever runs the app');
    expect(text).not.toContain('secret');
    expect(world.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ code: 'BAD_CLIENT_SECRET' }) }),
    );
  });
});

describe('what must stay secret', () => {
  it('is in no log, no journal, no address and no page', async () => {
    const consent = await begin();
    const cookie = browser.cookie('channelwright-install')!;
    const code = agree();
    const { text } = await comeBack({ code, state: consent.searchParams.get('state')! });
    const { tokens } = (await row())!;
    const { store } = world.connector.running;
    const journal = await store.journal(0, 1_000);
    const open = JSON.stringify([world.log.lines, journal, text, consent.href]);
    expect(open).toContain('portal.installed');
    for (const secret of [
      code,
      tokens.accessToken!,
      tokens.refreshToken!,
      cookie,
      world.seeded.apps[0]!.clientSecret,
    ]) {
      expect(open).not.toContain(secret);
    }
    const challenge = consent.searchParams.get('code_challenge')!;
    expect(JSON.stringify(world.log.lines)).not.toContain(challenge);
  });

  it('the cookie is out of reach of scripts, of other apps and of the network', async () => {
    const { response } = await browser.open(`${world.publicUrl}/oauth/main/install`);
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toContain('; Path=/oauth/main; HttpOnly; SameSite=Lax');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });
});
