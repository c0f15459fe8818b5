import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectWorld, FILLED, NEW_NUMBER, PASSWORD, REDIRECT } from '../fixtures/connect-world.js';
import { PlainBrowser, type SeenPage } from '../fixtures/plain-browser.js';
import { OUR_NUMBER } from '../fixtures/world.js';

const SCRIPT = '<script>alert(1)</script>';
const OTHER_PORTAL = '88001';
const MINUTE_MS = 60_000;

let connecting: ConnectWorld;
let browser: PlainBrowser;

beforeEach(async () => {
  connecting = await ConnectWorld.open();
  browser = new PlainBrowser();
});

afterEach(() => connecting[Symbol.asyncDispose]());

function open(change: Record<string, string | undefined> = {}, portalId = connecting.portalId): Promise<SeenPage> {
  return browser.open(connecting.begin(change, portalId).url);
}

function patches(): number {
  return connecting.world.emulator.control.requests({ operation: 'stagingTokens.update' }).length;
}

async function send(form: SeenPage, values: Record<string, string | null> = FILLED, by = browser, headers = {}) {
  return connecting.answered(by.submit(form, values, headers));
}

/** Sends what is no form of a browser's. */
async function post(form: SeenPage, body: string, type = 'application/x-www-form-urlencoded'): Promise<Response> {
  const cookie = browser.cookiesFor(form.url);
  return fetch(form.url, { method: 'POST', body, headers: { 'content-type': type, cookie }, redirect: 'manual' });
}

describe('a link that HubSpot has not made', () => {
  it.each([
    ['redirectUrl', 'https://evil.example/'],
    ['redirectUrl', 'javascript:alert(1)'],
    ['redirectUrl', undefined],
    ['portalId', "1' or 1=1"],
    ['portalId', '__proto__'],
    ['inboxId', SCRIPT],
    ['channelId', '999'],
    ['accountToken', `${'x'.repeat(300)}`],
    ['accountToken', 'has spaces'],
  ])('is refused for its %s %j', async (name, value) => {
    const page = await open({ [name]: value });
    expect(page).toMatchObject({ status: 400, location: undefined });
    expect(page.html).toContain('This link is not complete');
    expect(page.html).not.toContain('<script');
  });

  it('is refused where it says something twice', async () => {
    const page = await browser.open(`${connecting.begin().url}&portalId=${OTHER_PORTAL}`);
    expect(page.status).toBe(400);
  });

  it('is refused for a channel that is not here, and for other methods', async () => {
    const { publicUrl } = connecting.world;
    expect(await browser.open(`${publicUrl}/connect/${encodeURIComponent(SCRIPT)}?lang=ja`)).toMatchObject({
      status: 404,
    });
    const response = await fetch(`${publicUrl}/connect/chat`, { method: 'DELETE' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'is refused for the method %s, which every object has',
    async (method) => {
      const { publicUrl, connector } = connecting.world;
      const answer = await connector.fetch(new Request(`${publicUrl}/connect/chat`, { method }));
      expect(answer.status).toBe(405);
    },
  );
});

describe('whose connection it is', () => {
  it('is for HubSpot to say: another portal’s staging token is worth nothing', async () => {
    await connecting.install(OTHER_PORTAL);
    const { accountToken } = connecting.begin({}, OTHER_PORTAL);
    const page = await send(await open({ accountToken }));
    expect(page.html).toContain('HubSpot does not know this connection');
    expect(await connecting.connected()).toEqual([]);
  });

  it('is for HubSpot to say: so is a staging token of another channel', async () => {
    const { world, portalId } = connecting;
    const { channels } = world.emulator.control.seed({ channels: [{ id: '5555', name: 'Other' }] });
    const other = channels.find(({ id }) => id === '5555')!;
    const { accountToken } = world.emulator.control.beginConnection({ channelId: other.id, portalId });
    expect((await send(await open({ accountToken }))).status).toBe(409);
    expect(await connecting.connected()).toEqual([]);
  });

  it('leads through the installation of the app where the portal has no tokens, and back to the same page', async () => {
    connecting.world.emulator.control.seed({ portals: [{ portalId: OTHER_PORTAL }] });
    const { url } = connecting.begin({}, OTHER_PORTAL);
    const consent = new URL((await browser.open(url)).location!);
    expect(consent.pathname).toBe(`/oauth/${OTHER_PORTAL}/authorize`);
    const { emulator, seeded, publicUrl } = connecting.world;
    const code = emulator.control.authorize({
      appId: seeded.apps[0]!.appId,
      portalId: OTHER_PORTAL,
      scopes: consent.searchParams.get('scope')!.split(' '),
      redirectUri: `${publicUrl}/oauth/main/callback`,
    });
    const query = new URLSearchParams({ code, state: consent.searchParams.get('state')! });
    const back = await connecting.answered(browser.open(`${publicUrl}/oauth/main/callback?${query}`));
    expect(new URL(back.location!, publicUrl).href).toBe(url);
    expect((await send(await browser.open(url))).location).toBe(REDIRECT);
  });

  it('refuses an address of another portal where the provider’s webhooks could not be told apart', async () => {
    await connecting.install(OTHER_PORTAL);
    connecting.provider.known.set('acme', { numbers: [OUR_NUMBER.value] });
    const page = await send(await open({}, OTHER_PORTAL));
    expect(page).toMatchObject({ status: 409 });
    expect(page.html).toContain('connected to another HubSpot account');
    expect(patches()).toBe(0);
  });

  it('refuses an address of which nothing proves whose it is, until the operator has released it', async () => {
    await connecting[Symbol.asyncDispose]();
    connecting = await ConnectWorld.open({ asks: false });
    const typed = { ...FILLED, addressType: 'HS_PHONE_NUMBER', addressValue: NEW_NUMBER.value };
    await connecting.install(OTHER_PORTAL);
    const refused = await send(await open({}, OTHER_PORTAL), typed);
    expect([refused.status, refused.location]).toEqual([403, undefined]);
    expect(refused.html).toContain('has to be released for you first');
    const reference = /Reference: ([0-9a-f]{8})/.exec(refused.html)?.[1];
    const said = connecting.world.log.lines.find(({ fields }) => fields?.['reference'] === reference);
    expect(said?.fields).toMatchObject({
      remedy: expect.stringContaining(`channels.chat.connectable, for portal ${OTHER_PORTAL}`),
    });
    const connectable = [{ portalId: OTHER_PORTAL, addresses: [NEW_NUMBER.value] }];
    await connecting.world.restart({ channel: { connectable } });
    expect((await send(await open({}, OTHER_PORTAL), typed)).location).toBe(REDIRECT);
    expect((await send(await open(), { ...typed, addressValue: '+12125550124' })).status).toBe(403);
  });

  it('gives an address that two portals claim at the same moment to one, and tells the other what to do', async () => {
    await connecting.install(OTHER_PORTAL);
    const other = new PlainBrowser();
    const forms = [await open(), await other.open(connecting.begin({}, OTHER_PORTAL).url)];
    const [first, second] = forms.map((form, at) => (at === 0 ? browser : other).submit(form, FILLED));
    const pages = [await connecting.answered(first!), await connecting.answered(second!)];
    expect(pages.map(({ status }) => status).sort()).toEqual([303, 409]);
    const lost = pages.find(({ status }) => status === 409)!;
    expect(lost.html).toContain('This address is being connected to another HubSpot account');
    const states = (await connecting.connections()).map(({ state }) => state);
    expect(states.sort()).toEqual(['refused', 'staged']);
  });

  it('does not keep an address for a connection that HubSpot has not confirmed, nor let it come after', async () => {
    await connecting.install(OTHER_PORTAL);
    const stranger = new PlainBrowser();
    const madeUp = await stranger.open(connecting.begin({}, OTHER_PORTAL).url);
    connecting.world.emulator.control.addFault({
      effect: { kind: 'error', status: 503 },
      operations: ['stagingTokens.update'],
      portalId: OTHER_PORTAL,
    });
    expect((await send(madeUp, FILLED, stranger)).status).toBe(200);
    expect((await send(await open())).location).toBe(REDIRECT);
    await connecting.world.later(MINUTE_MS);
    const rows = (await connecting.connections()).map(({ portal, state }) => [portal === OTHER_PORTAL, state]);
    expect(rows.sort()).toEqual([
      [false, 'staged'],
      [true, 'refused'],
    ]);
  });
});

describe('a form that is not what was shown', () => {
  it('is refused from another site, from another browser, and without its seal', async () => {
    const form = await open();
    expect(await send(form, FILLED, browser, { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await send(form, FILLED, new PlainBrowser())).toMatchObject({ status: 403 });
    const stranger = new PlainBrowser();
    await stranger.open(connecting.begin().url);
    expect(await send(form, FILLED, stranger)).toMatchObject({ status: 403 });
    expect(await send(form, { ...FILLED, form: 'AAAA' })).toMatchObject({ status: 400 });
    expect(await send(form, { ...FILLED, form: null })).toMatchObject({ status: 400 });
    expect([patches(), connecting.provider.tried]).toEqual([0, []]);
  });

  it('takes what HubSpot said from the seal, whatever else is sent', async () => {
    const form = await open();
    const changed = { portalId: OTHER_PORTAL, accountToken: 'x', channelId: '1', redirectUrl: 'https://evil.example/' };
    const page = await connecting.answered(
      browser.submit({ ...form, url: `${form.url}&redirectUrl=https://evil.example` }, { ...FILLED, ...changed }),
    );
    expect(page.location).toBe(REDIRECT);
  });

  it('has no way for a setting that has no field, nor to the prototype of one that has', async () => {
    const smuggled = {
      'settings.admin': '1',
      'settings.labels': '{"a":"b"}',
      __proto__: 'x',
      'settings.__proto__.polluted': 'x',
      'settings.constructor.prototype.polluted': 'x',
      'settings.proxy.__proto__.polluted': 'x',
    };
    expect((await send(await open(), { ...FILLED, ...smuggled })).location).toBe(REDIRECT);
    expect(connecting.provider.tried).toEqual([
      { login: 'acme', password: [PASSWORD], retries: 2, readReceipts: true },
    ]);
    expect(Object.keys(connecting.provider.tried[0]!)).not.toContain('admin');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('is refused when it is no form, or too large', async () => {
    const form = await open();
    expect((await post(form, '{}', 'application/json')).status).toBe(415);
    expect((await post(form, `form=${'a'.repeat(70_000)}`)).status).toBe(413);
    expect((await post(form, 'a=1&'.repeat(300))).status).toBe(413);
  });

  it('can be sent for half an hour, then is shown again with what was typed, but no secret', async () => {
    const form = await open();
    await connecting.world.later(31 * 60_000);
    const again = await send(form);
    expect(again).toMatchObject({ status: 422 });
    expect(again.html).toContain('This form is too old');
    expect(again.html).toContain('value="acme"');
    expect(again.html).not.toContain(PASSWORD);
    expect((await send(again)).location).toBe(REDIRECT);
  });

  it('larger than is read at all has a page for an answer', async () => {
    const response = await post(await open(), `form=${'a'.repeat(200_000)}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('The form is too large');
  });
});

describe('too many attempts', () => {
  const STRANGER = { 'x-forwarded-for': '203.0.113.7' };
  const WRONG = { ...FILLED, 'settings.login': 'nobody' };

  /** Answers to as many forms as these, each opened anew. */
  async function tries(times: number, headers: Record<string, string>): Promise<number[]> {
    const answers = [];
    for (let time = 0; time < times; time += 1) {
      const stranger = new PlainBrowser();
      answers.push((await stranger.submit(await stranger.open(connecting.begin().url), WRONG, headers)).status);
    }
    return answers;
  }

  it('to guess passwords keep nobody from connecting but whoever makes them', async () => {
    const answers = await tries(31, STRANGER);
    expect([answers.slice(0, 30).every((status) => status === 422), answers[30]]).toEqual([true, 429]);
    // The same browser may not, from wherever it says it comes; the admin of the portal may.
    expect(await tries(1, { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' })).toEqual([429]);
    const page = await send(await open(), FILLED, browser, { 'x-forwarded-for': '198.51.100.1' });
    expect(page.location).toBe(REDIRECT);
  });

  it('from everywhere let go on who confirms at HubSpot to be of the account', async () => {
    const form = await open();
    let crowded = await browser.submit(form, WRONG);
    for (let time = 0; crowded.status === 422 && time < 400; time += 1) crowded = await browser.submit(form, WRONG);
    expect([crowded.status, crowded.html.includes('Confirm at HubSpot')]).toEqual([429, true]);
    const consent = await browser.submit(crowded, { signIn: '1' });
    const { location = '' } = await connecting.consented(consent, browser);
    const again = await browser.open(new URL(location, connecting.world.publicUrl).href);
    expect((await send(again)).location).toBe(REDIRECT);
  });

  it('do not use up the portal’s quota at HubSpot, nor keep its admin out', async () => {
    connecting.provider.known.set('acme', { numbers: [OUR_NUMBER.value] });
    const question = await send(await open({ accountToken: 'made-up' }));
    expect(question.html).toContain('This address is connected already');
    // Time passes while HubSpot is asked, and brings back some of the allowance.
    let answer = await send(question, {}, browser, STRANGER);
    for (let time = 0; answer.status === 409 && time < 100; time += 1)
      answer = await send(question, {}, browser, STRANGER);
    expect(answer.status).toBe(429);
    expect(patches()).toBeLessThan(60);
    const admin = new PlainBrowser();
    const ours = await send(await admin.open(connecting.begin().url), FILLED, admin);
    expect((await send(ours, {}, admin)).location).toBe(REDIRECT);
  });
});

describe('what is shown and told', () => {
  it('escapes whatever anybody else has said', async () => {
    const { provider } = connecting;
    provider.known.set('acme', {
      problem: { class: 'unknown', scope: 'account', code: SCRIPT, detail: `${SCRIPT}${PASSWORD}` },
    });
    const page = await send(await open(), { ...FILLED, accountName: `"><img src=x onerror=alert(1)>${SCRIPT}` });
    expect(page).toMatchObject({ status: 422 });
    expect(page.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.html).not.toMatch(/<script|<img/);
    expect(page.html).not.toContain(PASSWORD);
  });

  it.each(['network', 'timeout', 'provider-unavailable'] as const)(
    'does not say that the provider refuses where there was no answer: %s',
    async (name) => {
      connecting.provider.known.set('acme', { problem: { class: name, scope: 'account', detail: 'refused' } });
      const page = await send(await open());
      expect(page.html).toMatch(/Nothing was changed\. Try again later\./);
      expect(page.html).not.toContain('The provider says');
    },
  );

  it('escapes what HubSpot says, too', async () => {
    const { world } = connecting;
    world.trouble('stagingTokens.update', { kind: 'error', status: 400, html: true });
    expect((await send(await open())).html).not.toMatch(/<script|<h2>/);
  });

  it('cannot be framed, runs nothing, is kept nowhere, and leads nowhere but to HubSpot', async () => {
    const { headers } = await open();
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://*.hubspot.com https://hubspot.com https://app.hubspot.com;");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/);
    // HubSpot closes the window it has opened, which this header would keep it from.
    expect(headers.get('cross-origin-opener-policy')).toBeNull();
  });

  it.each([
    ['silence', 'did not answer in time'],
    ['nonsense', 'does not accept this'],
  ] as const)('says in words that the provider answers with %s, and no secret to anyone', async (said, words) => {
    const { world, provider } = connecting;
    provider.known.set('acme', said);
    const form = await open();
    const page = await send(form);
    expect(page.html).toContain(words);
    const journal = await world.connector.journal.read(0);
    expect(JSON.stringify([world.log.lines, journal, page, form])).not.toContain(PASSWORD);
  });

  it('keeps secrets and staging tokens out of what is stored in the clear', async () => {
    const { accountToken } = await connecting.connect();
    const { storePath } = connecting.world;
    const files = await Promise.all(
      [storePath, `${storePath}-wal`].map((path) => readFile(path).catch(() => Buffer.of())),
    );
    for (const secret of [PASSWORD, accountToken]) expect(files.some((bytes) => bytes.includes(secret))).toBe(false);
    expect(await connecting.connections()).toMatchObject([{ address: NEW_NUMBER }]);
  });
});
