import { describe, expect, it } from '@jest/globals';
import { CONVERSATIONS } from '../../src/directory/people/conversation-row.js';
import { ALL_SCOPES } from '../../src/emulator/index.js';
import { PUBLICATIONS } from '../../src/publication/publication-row.js';
import { CONTENTS } from '../../src/status/content-row.js';
import { STATUSES } from '../../src/status/status-row.js';
import { portalOf, reinstall, uninstall } from '../fixtures/consent.js';
import { World } from '../fixtures/world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Tells of the state of the portal as they are told, by their type. */
function heard(world: World): string[] {
  const told: string[] = [];
  for (const type of ['portal.disconnected', 'portal.reconnected', 'portal.degraded', 'portal.suspended'] as const) {
    world.connector.events.on(type, () => told.push(type));
  }
  return told;
}

function asked(world: World): number {
  return world.emulator.control.requests({}).length;
}

/** An agent's message that the provider has, and HubSpot knows of. */
async function sent(world: World, text: string): Promise<string> {
  const id = world.agentWrites(text);
  await world.pass(MINUTE, () => world.provider.got(text).length > 0);
  await world.quiet();
  return id;
}

describe('a portal that has uninstalled the app', () => {
  it('is asked for nothing more, and nothing of it becomes a dead letter', async () => {
    await using world = await World.open({ consent: 'refresh' });
    const told = heard(world);
    const id = await sent(world, 'one');
    uninstall(world);
    await world.provider.report(world.provider.got('one')[0]!, { states: ['read'] });
    await world.later(5_000);
    expect(await portalOf(world)).toMatchObject({ state: 'disconnected', trouble: { sinceMs: expect.any(Number) } });
    const before = asked(world);
    await world.customerWrites('Is anybody there?');
    for (let hour = 0; hour < 12; hour++) await world.later(HOUR);
    expect(asked(world)).toBe(before);
    expect(await world.deadLetters()).toEqual([]);
    expect(await world.connector.running.store.count({ table: STATUSES.name, equal: { dirty: 1 } })).toBe(1);
    expect(world.connector.portals.list()).toMatchObject([{ state: 'disconnected' }]);
    expect((await world.connector.health()).ready).toMatchObject({
      ok: true,
      detail: { notes: { portals: '1 disconnected' } },
    });
    await reinstall(world);
    await world.later(1_000);
    expect(world.shown(id)).toBe('READ');
    expect(world.published().map(({ text }) => text)).toEqual(['Is anybody there?']);
    expect(told).toEqual(['portal.disconnected', 'portal.reconnected']);
    expect(await portalOf(world)).toMatchObject({ state: 'connected' });
  });

  it('is left alone by the next process too, until the configuration has another token', async () => {
    await using world = await World.open({ consent: 'refresh' });
    uninstall(world);
    await world.customerWrites('Hello?');
    await world.quiet();
    const before = asked(world);
    await world.crash();
    for (let hour = 0; hour < 3; hour++) await world.later(HOUR);
    expect(asked(world)).toBe(before);
    const [install] = world.seeded.installs;
    const { appId, portalId } = install!;
    install!.refreshToken = world.emulator.control.seed({ installs: [{ appId, portalId }] }).installs[0]!.refreshToken;
    await world.restart();
    await world.quiet();
    expect(world.published()).toHaveLength(1);
  });

  it('has nothing new sent for it; what an agent wrote fails in time, and HubSpot hears of it later', async () => {
    await using world = await World.open({ consent: 'refresh' });
    uninstall(world);
    await world.customerWrites('Hello?');
    await world.quiet();
    const id = world.agentWrites('Yes?');
    await world.later(1_000);
    expect(world.provider.got('Yes?')).toHaveLength(0);
    await world.later(HOUR);
    await reinstall(world);
    await world.later(1_000);
    expect(world.provider.got('Yes?')).toHaveLength(0);
    expect([world.shown(id), world.told(id)]).toEqual(['FAILED', ['FAILED']]);
  });

  it('is written for again as soon as it is back', async () => {
    await using world = await World.open({ consent: 'refresh' });
    uninstall(world);
    await world.customerWrites('Hello?');
    await world.quiet();
    const id = world.agentWrites('Yes?');
    await world.later(MINUTE);
    await reinstall(world);
    await world.pass(MINUTE, () => world.provider.got('Yes?').length === 1);
    await world.untilShown(id, 'SENT');
  });
});

describe('our own credentials, when HubSpot refuses them', () => {
  it('disconnect no portal', async () => {
    await using world = await World.open({ consent: 'refresh', app: { clientSecrets: ['wrong'] } });
    await world.customerWrites('Hello?');
    for (let minute = 0; minute < 10; minute++) await world.later(MINUTE);
    expect(await portalOf(world)).toMatchObject({ state: 'connected' });
    expect(world.published()).toHaveLength(0);
    const [, , refusedOnce] = world.log.lines.filter(({ message }) => message.startsWith('HubSpot refuses our'));
    expect(refusedOnce).toBeUndefined();
    await world.restart({ app: {} });
    await world.pass(5 * MINUTE, () => world.published().length === 1);
  });
});

describe('the time of grace', () => {
  it('keeps what customers write, also longer than contents are kept; then everything of the portal goes', async () => {
    await using world = await World.open({ consent: 'refresh' });
    const told: string[] = [];
    world.connector.events.on('portal.purged', () => told.push('portal.purged'));
    uninstall(world);
    await world.customerWrites('Hello?');
    for (let day = 0; day < 29; day++) {
      await world.quiet();
      await world.scheduler.advance(24 * HOUR);
    }
    await world.quiet();
    const { store } = world.connector.running;
    expect(await store.count({ table: CONTENTS.name })).toBe(1);
    expect(told).toEqual([]);
    await world.later(25 * HOUR);
    await world.pass(10 * MINUTE, () => told.length > 0);
    await world.later(MINUTE);
    const purged = await portalOf(world);
    expect(purged).toMatchObject({ state: 'purged' });
    expect(Object.keys(purged.tokens)).toEqual(['version']);
    expect(world.connector.accounts.list()).toMatchObject([{ state: 'purged' }]);
    for (const table of [CONTENTS, PUBLICATIONS, CONVERSATIONS])
      expect(await store.count({ table: table.name })).toBe(0);
  });

  it('begins anew with each time that the consent is gone', async () => {
    await using world = await World.open({ consent: 'refresh' });
    const lose = async () => {
      uninstall(world);
      await world.customerWrites('Hello?');
      await world.quiet();
      expect(await portalOf(world)).toMatchObject({ state: 'disconnected' });
    };
    await lose();
    await world.silence(20 * 24 * HOUR);
    await reinstall(world);
    await world.later(MINUTE);
    await lose();
    await world.silence(20 * 24 * HOUR);
    await world.later(HOUR);
    expect(await portalOf(world)).toMatchObject({ state: 'disconnected' });
  });
});

describe('a portal that lacks scopes', () => {
  const CHANNELS_ONLY = ALL_SCOPES.filter((scope) => scope !== 'conversations.custom_channels.write');

  it('is degraded: what was refused waits and is tried rarely, and goes at once after an install with the scopes', async () => {
    await using world = await World.open({ consent: 'refresh' });
    const told = heard(world);
    await reinstall(world, CHANNELS_ONLY);
    await world.customerWrites('Hello?');
    await world.quiet();
    expect(await portalOf(world)).toMatchObject({
      state: 'degraded',
      trouble: { missingScopes: ['conversations.custom_channels.write'] },
    });
    const publishes = () => world.emulator.control.requests({ operation: 'messages.publish' }).length;
    expect(publishes()).toBe(1);
    await world.later(59 * MINUTE);
    expect(publishes()).toBe(1);
    await world.later(2 * MINUTE);
    expect(publishes()).toBe(2);
    expect(await world.deadLetters()).toEqual([]);
    await reinstall(world);
    await world.later(1_000);
    expect(world.published()).toHaveLength(1);
    expect(told).toEqual(['portal.degraded', 'portal.reconnected']);
  });
});

describe('what an agent writes in a portal that lacks scopes', () => {
  it('is sent; what became of it is told as soon as the scopes are there, and nothing becomes a dead letter', async () => {
    await using world = await World.open({ consent: 'refresh' });
    await reinstall(
      world,
      ALL_SCOPES.filter((scope) => scope !== 'conversations.custom_channels.write'),
    );
    const id = await sent(world, 'Yes?');
    await world.provider.report(world.provider.got('Yes?')[0]!, { states: ['read'] });
    await world.later(2 * HOUR);
    expect(await portalOf(world)).toMatchObject({ state: 'degraded' });
    expect([world.shown(id), await world.deadLetters()]).toEqual(['SENT', []]);
    await reinstall(world);
    await world.untilShown(id, 'READ');
    expect(world.provider.got('Yes?')).toHaveLength(1);
  });
});

describe('a portal whose data HubSpot moves', () => {
  it('is suspended until then, whatever happens to the process, and connected afterwards', async () => {
    await using world = await World.open();
    const told = heard(world);
    world.trouble('messages.publish', { kind: 'error', status: 477, retryAfterSeconds: 3_600 });
    await world.customerWrites('Hello?');
    await world.quiet();
    const untilMs = world.scheduler.now() + HOUR;
    expect(await portalOf(world)).toMatchObject({ state: 'suspended' });
    expect((await portalOf(world)).trouble!.untilMs).toBeLessThanOrEqual(untilMs);
    const before = asked(world);
    await world.crash();
    await world.later(30 * MINUTE);
    expect(asked(world)).toBe(before);
    expect(await portalOf(world)).toMatchObject({ state: 'suspended' });
    await world.later(31 * MINUTE);
    expect(await portalOf(world)).toMatchObject({ state: 'connected' });
    expect(world.published()).toHaveLength(1);
    expect(told[0]).toBe('portal.suspended');
  });
});

describe('hundreds of statuses that were held', () => {
  it('go when the app is installed again, each once and within the quota', async () => {
    const COUNT = 250;
    await using world = await World.open({ consent: 'refresh' });
    uninstall(world);
    await world.customerWrites('Hello?');
    await world.quiet();
    const ids: string[] = [];
    // In turns, so that no moment has to deal with all of them.
    while (ids.length < COUNT) {
      for (let n = 0; n < 50; n++) ids.push(world.agentWrites('Yes?'));
      await world.later(30_000);
    }
    for (let minute = 0; minute < 20; minute++) await world.later(MINUTE);
    const { store } = world.connector.running;
    expect(await store.count({ table: STATUSES.name, equal: { dirty: 1 } })).toBe(COUNT);
    await reinstall(world);
    await world.pass(10 * MINUTE, () => ids.every((id) => world.shown(id) === 'FAILED'));
    const answers = world.emulator.control.requests({}).map(({ status }) => status);
    expect(answers.filter((status) => status === 429)).toHaveLength(0);
    expect(world.emulator.control.requests({ operation: 'messages.updateStatus' })).toHaveLength(COUNT);
  });
});
