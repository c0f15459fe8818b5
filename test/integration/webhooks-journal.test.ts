import { describe, expect, it } from '@jest/globals';
import { portalOf } from '../fixtures/consent.js';
import { PEER, World } from '../fixtures/world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const JOURNAL = { app: { webhooksJournal: true }, consent: 'refresh' } as const;

function place(world: World): { appId: string; portalId: string } {
  const { appId, portalId } = world.seeded.installs[0]!;
  return { appId, portalId };
}

function asked(world: World, operation: 'journal.subscribe' | 'journal.batchNext' | 'journal.batchRead') {
  return world.emulator.control.requests({ operation });
}

/** Longer than a look is away, in steps: a look that comes late sets the next one later. */
async function someMinutes(world: World): Promise<void> {
  for (let minute = 0; minute < 4; minute++) await world.later(MINUTE);
}

describe('the webhooks journal', () => {
  it('tells of an uninstall: the portal is disconnected at once, without a call of its own', async () => {
    await using world = await World.open(JOURNAL);
    await world.later(MINUTE);
    world.emulator.control.uninstall(place(world));
    await world.pass(5 * MINUTE, () => world.connector.portals.list()[0]?.state === 'disconnected');
    expect(await portalOf(world)).toMatchObject({
      state: 'disconnected',
      trouble: { detail: 'the app was uninstalled' },
    });
    const tokens = world.emulator.control.requests({ operation: 'oauth.token' });
    expect(tokens.filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('does not disconnect a portal by an uninstall from before its install', async () => {
    await using world = await World.open(JOURNAL);
    await world.later(MINUTE);
    world.emulator.control.uninstall(place(world));
    const { app, portal, ...kept } = await portalOf(world);
    const [receivedAtMs, installedAtMs] = [world.scheduler.now() + 1_000, world.scheduler.now() + 1_000];
    const tokens = { accessToken: 'a', refreshToken: kept.tokens.refreshToken!, expiresAtMs: installedAtMs + HOUR };
    const body = { tokens, missingScopes: [], installedAtMs };
    await world.connector.running.engine.submit({ kind: 'portal.installed', app, portal, receivedAtMs, body });
    await world.later(2 * MINUTE);
    expect(await portalOf(world)).toMatchObject({ state: 'connected' });
  });

  it('tells of a privacy deletion: that contact is forgotten', async () => {
    await using world = await World.open(JOURNAL);
    await world.customerWrites('My name is Ada');
    await world.pass(5 * MINUTE, () => world.published().length === 1);
    await world.later(MINUTE);
    const { portalId } = place(world);
    world.emulator.control.privacyDeletion({ portalId, address: PEER, properties: { phone: PEER.value } });
    await someMinutes(world);
    const entries = await world.connector.journal.read(0, 1_000);
    expect(entries.filter(({ type }) => type === 'conversation.erased')).toHaveLength(1);
  });

  it('is subscribed to once, and read on where it was left, also after a crash', async () => {
    await using world = await World.open(JOURNAL);
    await world.customerWrites('My name is Ada');
    const isReady = () => asked(world, 'journal.subscribe').length === 2 && world.published().length === 1;
    await world.pass(5 * MINUTE, isReady);
    await world.quiet();
    const { portalId } = place(world);
    world.emulator.control.privacyDeletion({ portalId, address: PEER, properties: { phone: PEER.value } });
    await someMinutes(world);
    await world.crash();
    const before = asked(world, 'journal.batchNext').length;
    await world.pass(5 * MINUTE, () => asked(world, 'journal.batchNext').length > before);
    await world.quiet();
    expect(asked(world, 'journal.subscribe')).toHaveLength(2);
    const entries = await world.connector.journal.read(0, 1_000);
    expect(entries.filter(({ type }) => type === 'privacy.erase')).toHaveLength(1);
  });

  it('is read on behind a file that HubSpot does not give; that one is had later, after a crash too', async () => {
    await using world = await World.open(JOURNAL);
    await world.customerWrites('My name is Ada');
    await world.pass(5 * MINUTE, () => world.published().length === 1);
    await world.later(MINUTE);
    const { portalId } = place(world);
    const effect = { kind: 'error', status: 404 } as const;
    world.emulator.control.addFault({ effect, operations: ['journal.file'], times: 1 });
    world.emulator.control.privacyDeletion({ portalId, address: PEER, properties: { phone: PEER.value } });
    world.emulator.control.uninstall(place(world));
    await world.pass(5 * MINUTE, () => world.connector.portals.list()[0]?.state === 'disconnected');
    await world.crash();
    await someMinutes(world);
    const entries = await world.connector.journal.read(0, 1_000);
    expect(entries.filter(({ type }) => type === 'privacy.erase')).toHaveLength(1);
    expect(asked(world, 'journal.batchRead')).toHaveLength(1);
  });

  it('that cannot be read is said once, and tried again hourly', async () => {
    await using world = await World.open({ ...JOURNAL });
    world.emulator.control.addFault({ effect: { kind: 'error', status: 403 }, operations: ['journal.batchEarliest'] });
    for (let minute = 0; minute < 130; minute += 10) await world.later(10 * MINUTE);
    const said = world.log.lines.filter(({ message }) => message.includes('journal cannot be read'));
    expect(said).toHaveLength(1);
    expect(world.emulator.control.requests({ operation: 'journal.batchEarliest' }).length).toBeLessThanOrEqual(5);
    expect(await portalOf(world)).toMatchObject({ state: 'connected' });
  });
});
