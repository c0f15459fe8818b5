import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hubspotEvent } from '../../src/ingress/webhooks/hubspot-events.js';
import { ConnectWorld, FILLED, NEW_NUMBER, PASSWORD, REDIRECT } from '../fixtures/connect-world.js';
import { PlainBrowser } from '../fixtures/plain-browser.js';
import { OUR_NUMBER } from '../fixtures/world.js';

const MINUTE_MS = 60_000;

let connecting: ConnectWorld;
let browser: PlainBrowser;

beforeEach(async () => {
  connecting = await ConnectWorld.open();
  browser = new PlainBrowser();
});

afterEach(() => connecting[Symbol.asyncDispose]());

function calls(operation: 'stagingTokens.update' | 'accounts.list') {
  return connecting.world.emulator.control.requests({ operation });
}

/** Sends a form of which HubSpot is in trouble, and sees what the admin is told. */
async function submitted(values: Record<string, string | null> = FILLED) {
  const form = await browser.open(connecting.begin().url);
  return connecting.answered(browser.submit(form, values));
}

describe('an admin connects a channel account', () => {
  it('goes back to HubSpot once HubSpot has name and address, and the account works when its webhook comes', async () => {
    const { world } = connecting;
    const told: unknown[] = [];
    world.connector.events.on('account.connected', (payload) => told.push(payload));
    const { page, accountToken } = await connecting.connect();
    expect(page).toMatchObject({ status: 303, location: REDIRECT });
    const staged = JSON.parse(calls('stagingTokens.update')[0]!.body!) as unknown;
    expect(staged).toEqual({ accountName: 'Support', deliveryIdentifier: NEW_NUMBER });
    expect(await connecting.connections()).toMatchObject([{ state: 'staged' }]);

    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    expect(await connecting.connected()).toMatchObject([
      {
        ...{ channel: 'chat', channelAccountId: id, address: NEW_NUMBER, name: 'Support', state: 'active' },
        settings: { login: 'acme', password: PASSWORD, retries: 2, readReceipts: true },
      },
    ]);
    expect(told).toMatchObject([{ channelAccountId: id, channel: 'chat' }]);
    expect(await connecting.connections()).toMatchObject([{ state: 'connected', settings: {}, channelAccountId: id }]);
    const sent = world.agentWrites('Hello', { accountId: id });
    await world.untilShown(sent, 'SENT');
    const journal = await world.connector.journal.read(0);
    expect(journal.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['connection.asked', 'connection.staged', 'account.connected']),
    );
    expect(JSON.stringify([journal, world.log.lines])).not.toContain(PASSWORD);
  });

  it('has the account also where the webhook never comes, and only one of both', async () => {
    const { world } = connecting;
    world.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, operations: ['webhook'] });
    const { accountToken } = await connecting.connect();
    await world.later(6_000);
    expect(await connecting.connected()).toEqual([]);
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.later(30_000);
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id, state: 'active' }]);
    world.emulator.control.clearFaults();
    world.emulator.control.changeAccount(id, { name: 'Renamed' });
    await world.later(MINUTE_MS);
    expect(await connecting.connected()).toHaveLength(1);
  });

  it('has agents’ messages sent that came before the webhook of the account, or without one', async () => {
    const { world } = connecting;
    const { accountToken } = await connecting.connect();
    world.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, operations: ['webhook'], times: 1 });
    const { id } = world.emulator.control.completeConnection(accountToken);
    const sent = world.agentWrites('Hello', { accountId: id });
    await world.quiet();
    expect(await connecting.connected()).toEqual([]);
    await world.later(30_000);
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id, state: 'active' }]);
    const message = await world.connector.messages.get(`main/${connecting.portalId}/${sent}`);
    expect(message?.message).toMatchObject({ channel: 'chat', parts: [{ attempts: [{ outcome: 'accepted' }] }] });
  });

  it('and disconnects it again while the connector is away: it is gone', async () => {
    const { world, portalId, channelId } = connecting;
    const { accountToken } = await connecting.connect();
    world.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, operations: ['webhook'] });
    const { id: channelAccountId } = world.emulator.control.completeConnection(accountToken);
    world.emulator.control.purgeAccount(channelAccountId);
    const waiting = (['CHANNEL_ACCOUNT_CREATED', 'CHANNEL_ACCOUNT_PURGED'] as const).map((type) => {
      const about = { type, portalId, channelId, channelAccountId, channelAccountDeliveryIdentifier: NEW_NUMBER };
      return hubspotEvent('main', { kind: 'account', event: about }, new Uint8Array(), world.scheduler.now());
    });
    await world.connector.running.engine.append(waiting);
    await world.quiet();
    expect(await connecting.connected()).toMatchObject([{ channelAccountId, state: 'purged' }]);
  });

  it('asks HubSpot at once where the webhook does not say which address it is about', async () => {
    const { world } = connecting;
    world.emulator.control.turnSwitches({ webhookAccountAddress: 'absent' });
    const { accountToken } = await connecting.connect();
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id }]);
  });

  it('gives up after a day in which HubSpot has made no account, and forgets the settings', async () => {
    const { world } = connecting;
    await connecting.connect();
    for (let hours = 0; hours < 26; hours += 1) await world.later(60 * MINUTE_MS);
    expect(await connecting.connections()).toMatchObject([
      { state: 'refused', settings: {}, problem: { code: 'unconfirmed' } },
    ]);
    expect(calls('accounts.list').length).toBeLessThan(32);
  });

  it('is told kindly that an address is connected already, and then replaces its settings', async () => {
    const { world, provider } = connecting;
    provider.known.set('acme', { numbers: [OUR_NUMBER.value] });
    const question = await submitted();
    expect(question.html).toContain('This address is connected already');
    expect(question.html).toContain('what agents send from the old one fails');
    expect(calls('stagingTokens.update')).toHaveLength(0);
    expect(await connecting.answered(browser.submit(question))).toMatchObject({ status: 303 });
    await world.later(6_000);
    await world.later(30_000);
    expect(await connecting.accounts()).toMatchObject([
      { key: 'main-line', state: 'active', settings: { login: 'acme', password: PASSWORD } },
    ]);
  });

  it('replaces the account of the same address where HubSpot makes a second one', async () => {
    const { world, provider } = connecting;
    provider.known.set('acme', { numbers: [OUR_NUMBER.value] });
    const { accountToken, url } = connecting.begin();
    const form = await browser.open(url);
    const question = await connecting.answered(browser.submit(form, FILLED));
    await connecting.answered(browser.submit(question));
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    const [made] = await connecting.connected();
    expect(made).toMatchObject({ channelAccountId: id, state: 'active', replaces: ['main-line'] });
    const old = (await connecting.accounts()).find(({ key }) => key === 'main-line');
    expect(old).toMatchObject({ state: 'replaced', replacedBy: made!.key });
  });

  it('is told that a link was used, whatever else is typed there', async () => {
    const { world } = connecting;
    const { url, accountToken } = connecting.begin();
    const form = await browser.open(url);
    expect(await connecting.answered(browser.submit(form, FILLED))).toMatchObject({ status: 303 });
    expect((await browser.open(url)).html).toContain('Connect a channel account');
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    for (const page of [await browser.open(url), await browser.submit(form, { ...FILLED, login: 'other' })]) {
      expect(page).toMatchObject({ status: 409 });
      expect(page.html).toContain('This link has been used');
      expect(page.html).toContain(`${NEW_NUMBER.value} was connected with it`);
      expect(page.html).not.toContain('<form');
    }
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id }]);
  });

  it('types the address where the provider cannot say it, in any way of writing a phone number', async () => {
    connecting.provider.known.set('acme', { numbers: [] });
    const question = await submitted();
    expect(question.html).toContain('Which address is it?');
    const wrong = await connecting.answered(browser.submit(question, { addressValue: '03 1234' }));
    expect(wrong).toMatchObject({ status: 422 });
    expect(wrong.html).toContain('with + and the country code');
    expect(wrong.html).toContain('value="03 1234"');
    const right = await connecting.answered(browser.submit(wrong, { addressValue: '+1 (212) 555-0123' }));
    expect(right).toMatchObject({ status: 303 });
    expect(await connecting.connections()).toMatchObject([{ address: NEW_NUMBER }]);
  });
});

describe('HubSpot in trouble', () => {
  it('keeps the admin waiting for a while, and goes on by itself', async () => {
    connecting.world.trouble('stagingTokens.update', { kind: 'error', status: 503 }, 2);
    expect(await submitted()).toMatchObject({ status: 303, location: REDIRECT });
    expect(calls('stagingTokens.update')).toHaveLength(3);
  });

  it('shows a page that asks by itself where it takes longer', async () => {
    connecting.world.trouble('stagingTokens.update', { kind: 'rate-limit', retryAfterSeconds: 30 });
    const waiting = await submitted();
    expect(waiting).toMatchObject({ status: 200 });
    expect(waiting.html).toContain('HubSpot is being told');
    const next = /url=(.*)$/.exec(waiting.headers.get('refresh')!)![1]!;
    expect(next).not.toContain(PASSWORD);
    const address = new URL(next, waiting.url).href;
    const back = await connecting.answered(browser.open(address));
    expect(back).toMatchObject({ status: 303, location: REDIRECT });
    // Whoever else has the address is vouched for by nobody.
    const stranger = await connecting.answered(new PlainBrowser().open(address));
    expect([back, stranger].map(({ headers }) => headers.has('set-cookie'))).toEqual([true, false]);
  });

  it('takes 409 for done already', async () => {
    connecting.world.trouble('stagingTokens.update', { kind: 'error', status: 409 }, 100);
    expect(await submitted()).toMatchObject({ status: 303 });
  });

  it.each([
    [404, 'HubSpot does not know this connection'],
    [400, 'HubSpot does not accept this account'],
  ])('says what to do after %i, and keeps no settings', async (status, words) => {
    connecting.world.trouble('stagingTokens.update', { kind: 'error', status });
    const page = await submitted();
    expect(page).toMatchObject({ status: 409 });
    expect(page.html).toContain(words);
    const reference = /Reference: ([0-9a-f]{8})/.exec(page.html)![1]!;
    expect(connecting.world.log.lines.some(({ fields }) => fields?.['reference'] === reference)).toBe(true);
    expect(await connecting.connections()).toMatchObject([{ state: 'refused', settings: {} }]);
  });
});

describe('a form that HubSpot has refused', () => {
  it('may be sent once more, and waits for the answer to that', async () => {
    connecting.world.trouble('stagingTokens.update', { kind: 'error', status: 400 });
    const form = await browser.open(connecting.begin().url);
    expect(await connecting.answered(browser.submit(form, FILLED))).toMatchObject({ status: 409 });
    expect(await connecting.answered(browser.submit(form, FILLED))).toMatchObject({ status: 303, location: REDIRECT });
  });
});

describe('a connection and the end of a process', () => {
  it('goes on after a crash before HubSpot was told', async () => {
    const { world } = connecting;
    world.trouble('stagingTokens.update', { kind: 'error', status: 503 });
    const { accountToken, url } = connecting.begin();
    const form = await browser.open(url);
    const asking = browser.submit(form, FILLED).catch(() => undefined);
    await world.pass(5_000, () => calls('stagingTokens.update').length > 0);
    await world.crash();
    await world.later(MINUTE_MS);
    expect(await connecting.connections()).toMatchObject([{ state: 'staged' }]);
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.quiet();
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id, settings: { password: PASSWORD } }]);
    await asking;
  });

  it('goes on after a crash between HubSpot’s answer and the account', async () => {
    const { world } = connecting;
    world.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, operations: ['webhook'] });
    const { accountToken } = await connecting.connect();
    const { id } = world.emulator.control.completeConnection(accountToken);
    await world.crash();
    await world.later(6_000);
    expect(await connecting.connected()).toMatchObject([{ channelAccountId: id }]);
    await world.crash();
    await world.later(MINUTE_MS);
    expect(world.connector.accounts.list()).toHaveLength(2);
  });

  it('is not told to HubSpot twice by a form that is sent again', async () => {
    const { page, form, browser: same, accountToken } = await connecting.connect();
    expect(page.status).toBe(303);
    connecting.world.emulator.control.completeConnection(accountToken);
    await connecting.world.quiet();
    const again = await connecting.answered(same.submit(form, { ...FILLED, 'settings.password': 'another-one' }));
    expect(again).toMatchObject({ status: 409 });
    expect(again.html).toContain(`href="${REDIRECT.replaceAll('&', '&amp;')}"`);
    expect(calls('stagingTokens.update')).toHaveLength(1);
    expect(await connecting.connected()).toMatchObject([{ settings: { password: PASSWORD } }]);
    expect(connecting.provider.tried).toHaveLength(1);
  });
});
