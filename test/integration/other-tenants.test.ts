import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { signHubSpotRequest } from '../../src/hubspot/signature.js';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

const OTHER_PORTAL = '88001';
const OTHER_SECRET = 'the secret of the other app';

let world: World;
let portalId: string;

/** Two apps, and an agent’s message in a portal of the first. */
beforeEach(async () => {
  world = await World.open();
  const [{ appId, clientId, clientSecret } = { appId: '', clientId: '', clientSecret: '' }, install] = [
    world.seeded.apps[0],
    world.seeded.installs[0]!,
  ];
  portalId = install.portalId;
  const main = { appId: Number(appId), clientId, clientSecrets: [clientSecret], apiBaseUrl: world.emulator.url };
  const other = { ...main, appId: 4712, clientId: 'other', clientSecrets: [OTHER_SECRET] };
  const portals = [{ app: 'main', portalId, accessToken: install.accessToken }];
  await world.restart({ channel: { app: 'main' }, config: { apps: { main, other }, portals } });
});

afterEach(() => world[Symbol.asyncDispose]());

/** A webhook as HubSpot signs it for an app. */
async function told(app: string, secret: string, event: object): Promise<number> {
  const url = `${world.publicUrl}/hubspot/webhooks/${app}`;
  const body = JSON.stringify(event);
  const request = { method: 'POST', url, body: Buffer.from(body) };
  const headers = { ...signHubSpotRequest(request, secret, world.scheduler.now()) };
  const { status } = await fetch(url, { method: 'POST', body, headers });
  await world.quiet();
  return status;
}

/** What HubSpot has told of a message that an agent wrote and the customer has. */
async function genuine(): Promise<{ event: { message: object }; id: string }> {
  const id = world.agentWrites('genuine');
  await until('HubSpot was told', () => world.told(id).length > 0);
  await world.quiet();
  return { event: JSON.parse(world.emulator.control.webhooks()[0]!.body), id };
}

describe('what is signed for one tenant', () => {
  it('is refused at the address of another app', async () => {
    const { event } = await genuine();
    expect(await told('main', OTHER_SECRET, event)).toBe(401);
    expect(await told('other', world.seeded.apps[0]!.clientSecret, event)).toBe(401);
  });

  it.each([
    ['another app', 'other', () => OTHER_SECRET, () => portalId],
    ['another portal of the app', 'main', () => world.seeded.apps[0]!.clientSecret, () => OTHER_PORTAL],
  ])('has no account of %s send', async (_, app, secret, portal) => {
    const { event } = await genuine();
    const message = { ...event.message, id: 'forged' };
    expect(await told(app, secret(), { ...event, portalId: portal(), message })).toBe(200);
    expect(world.provider.delivered).toHaveLength(1);
    const refused = await world.connector.messages.get(`${app}/${portal()}/forged`);
    expect(refused?.message.rejection).toMatchObject({ class: 'account-unavailable' });
  });

  it.each([
    ['another app', 'other', () => OTHER_SECRET, () => portalId],
    ['another portal of the app', 'main', () => world.seeded.apps[0]!.clientSecret, () => OTHER_PORTAL],
  ])('takes no account of %s away', async (_, app, secret, portal) => {
    const event = {
      type: 'CHANNEL_ACCOUNT_PURGED',
      portalId: portal(),
      channelId: world.channelId,
      channelAccountId: world.accountId,
      eventId: 'forged',
      occurredAt: world.scheduler.now(),
    };
    expect(await told(app, secret(), event)).toBe(200);
    expect((await world.connector.journal.read(0)).at(-1)).toMatchObject({ type: 'account.told', app });
    expect(world.connector.accounts.list()).toMatchObject([{ key: 'main-line', state: 'active' }]);
  });
});

describe('who asks for the messages of one tenant', () => {
  it('has none of another’s, and all of its own whatever another app has in the portal', async () => {
    const { event, id } = await genuine();
    for (const [at, later] of ['first', 'second'].entries()) {
      const createdAt = new Date(world.scheduler.now() + 1_000 * (at + 1)).toISOString();
      await told('other', OTHER_SECRET, { ...event, portalId, message: { ...event.message, id: later, createdAt } });
    }
    const { messages } = world.connector;
    const found = async (app: string, of: string) =>
      (await messages.find({ app, portalId: of, limit: 1 })).map(({ message }) => message.key);
    expect(await found('main', portalId)).toEqual([`main/${portalId}/${id}`]);
    expect(await found('other', portalId)).toEqual([`other/${portalId}/second`]);
    expect(await found('main', OTHER_PORTAL)).toEqual([]);
    expect(await messages.get(`other/${portalId}/${id}`)).toBeUndefined();
    expect(await messages.get(`main/${OTHER_PORTAL}/${id}`)).toBeUndefined();
  });
});
