import { describe, expect, it } from '@jest/globals';
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
