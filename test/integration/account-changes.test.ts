import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_COMMAND } from '../../src/outbox/command-event.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

async function untilState(world: World, state: string): Promise<void> {
  const shown = () => world.connector.accounts.list()[0]?.state;
  await until(`the account is ${state}`, () => shown() === state);
  await world.quiet();
}

describe('a channel account that was changed in HubSpot', () => {
  it('sends nothing while it is not authorized, says so, and sends again when it is', async () => {
    await using world = await World.open();
    const { control } = world.emulator;
    control.changeAccount(world.accountId, { authorized: false });
    await untilState(world, 'disabled');
    const refused = world.agentWrites('into the void');
    await world.untilShown(refused, 'FAILED');
    expect(world.failure(refused)).toContain('has been switched off');
    await world.customerWrites('Hello?');
    await until('the customer is heard all the same', () => world.published().length === 1);
    expect(world.provider.delivered).toEqual([]);

    // At the same time, as HubSpot writes it.
    control.changeAccount(world.accountId, { authorized: true });
    await untilState(world, 'active');
    world.agentWrites('here again');
    await until('the customer has it', () => world.provider.got('here again').length === 1);
    expect(world.provider.got('into the void')).toEqual([]);
  });

  it('is purged where it turns out to be archived, though its own webhook was lost', async () => {
    await using world = await World.open();
    await world.customerWrites('Hello');
    await until('it was published', () => world.published().length === 1);
    world.emulator.control.addFault({ effect: { kind: 'drop-webhook' }, times: 1, operations: ['webhook'] });
    world.emulator.control.purgeAccount(world.accountId);
    await world.quiet();
    expect(world.connector.accounts.list()).toMatchObject([{ state: 'active' }]);
    world.emulator.control.changeAccount(world.accountId, { name: 'Reception' });
    await untilState(world, 'purged');
    await world.later(1_000);
    const [conversations = []] = await world.connector.running.store.read([{ table: 'conversations' }]);
    expect(conversations).toEqual([]);
    expect(JSON.stringify(world.connector.accounts.list())).not.toContain(PEER.value);
  });
});

it('a customer is heard by the account that has the number now, not lost between it and one that had it before', async () => {
  await using world = await World.open();
  await world.restart({ lines: [{ key: 'renamed-line', address: OUR_NUMBER }] });
  const states = world.connector.accounts.list().map(({ key, state }) => [key, state]);
  expect(states.sort()).toEqual([
    ['main-line', 'disabled'],
    ['renamed-line', 'active'],
  ]);
  await world.customerWrites('Hello?');
  await until('the agent reads it', () => world.published().length === 1);
});

/** One number, connected twice. The provider goes on calling the URL of the first. */
async function twice(): Promise<World> {
  const lines = ['old-line', 'new-line'].map((key) => ({ key, address: OUR_NUMBER }));
  const world = await World.open({ lines });
  world.provider.webhookUrl = `${world.publicUrl}/providers/chat/old-line`;
  return world;
}

async function replace(world: World): Promise<void> {
  const portal = world.seeded.installs[0]!.portalId;
  const body = { name: 'accounts.replace', key: 'old-line', successor: 'new-line', by: 'somebody' };
  const event = { kind: ACCOUNT_COMMAND, slot: 0, app: 'main', portal, account: 'old-line', body };
  await world.connector.running.engine.append([{ ...event, receivedAtMs: world.scheduler.now() }]);
  const isReplaced = () => world.connector.accounts.list().some(({ state }) => state === 'replaced');
  await until('the old one is replaced', isReplaced);
}

describe('an account that another has replaced under the same number', () => {
  it('leaves customers to the one at work, whichever URL they come by, and keeps the receipts of what it has sent', async () => {
    await using world = await twice();
    const old = world.agentWrites('by the old one');
    await until('the customer has it', () => world.provider.got('by the old one').length === 1);
    await replace(world);
    await world.customerWrites('Thank you');
    await until('it is published', () => world.published().length === 1);
    expect(world.published()[0]?.accountId).toBe(world.accountIdOf(1));
    const young = world.agentWrites('by the new one', { accountId: world.accountIdOf(1) });
    await until('the customer has it', () => world.provider.got('by the new one').length === 1);
    for (const { id } of world.provider.delivered) {
      await world.provider.emit([world.provider.event('receipt', { of: { id }, state: 'read' })]);
    }
    for (const id of [old, young]) await world.untilShown(id, 'READ');
  });

  it('has its receipts matched at once, though its successor heard them before the call had returned', async () => {
    await using world = await twice();
    world.provider.behave({ kind: 'accept', delayMs: 1_000 });
    const id = world.agentWrites('under way');
    await until('the provider has it', () => world.provider.got('under way').length === 1);
    await replace(world);
    const [sent] = world.provider.got('under way');
    const receipt = world.provider.event('receipt', { of: { id: sent?.id }, state: 'read' }, OUR_NUMBER.value);
    await world.provider.emit([receipt], `${world.publicUrl}/providers/chat`);
    const waiting = () => world.connector.running.store.parked(0, 1);
    await until('the receipt waits for its message', async () => (await waiting()).length === 1);
    await world.elapse(1_000);
    await world.untilShown(id, 'READ');
  });
});
