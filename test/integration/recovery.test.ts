import { describe, expect, it } from '@jest/globals';
import { recoverPortals } from '../../src/delivery/recovery/recover-portals.js';
import { until } from '../fixtures/until.js';
import { World, type WorldOptions } from '../fixtures/world.js';

const MINUTE = 60_000;

/** What `run --recovered` does with the messages of the only portal. */
async function recover(world: World): Promise<number> {
  const { store, engine } = world.connector.running;
  const { portalId } = world.seeded.installs[0]!;
  const found = await recoverPortals(store, engine.submit, [{ app: 'main', portal: portalId }], world.scheduler.now());
  await world.quiet();
  return found;
}

/** One message the provider has put off, and one behind it that is not planned. */
async function withBacklog(options: WorldOptions = {}): Promise<{ world: World; ids: string[] }> {
  const world = await World.open(options);
  world.provider.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '20' } });
  const ids = ['one', 'two'].map((text) => world.agentWrites(text));
  await until('the provider was asked', () => world.provider.requests.length === 1);
  await world.emulator.webhooksSettled();
  await world.quiet();
  return { world, ids };
}

describe('after transactions of the store were lost', () => {
  it('nothing that may have been sent by them is sent again: agents are told to look', async () => {
    const { world, ids } = await withBacklog();
    await using _ = world;
    expect(await recover(world)).toBe(2);
    await world.pass(5 * MINUTE, () => ids.every((id) => world.shown(id) === 'FAILED'));
    expect(world.provider.requests).toHaveLength(1);
    expect(ids.map((id) => world.failure(id))).toEqual(ids.map(() => expect.stringMatching(/could not be confirmed/i)));
  });

  it('that the provider knows of no such call proves nothing: it was not asked for those that nobody knows', async () => {
    const { world, ids } = await withBacklog({ lookup: true });
    await using _ = world;
    await recover(world);
    await world.pass(5 * MINUTE, () => ids.every((id) => world.shown(id) === 'FAILED'));
    expect(world.provider.delivered).toEqual([]);
  });

  it('what can be repeated under its key is sent, what was not planned has lost its key', async () => {
    const { world, ids } = await withBacklog({ account: { idempotent: true } });
    await using _ = world;
    await recover(world);
    await world.pass(5 * MINUTE, () => world.told(ids[0]!).length > 0 && world.shown(ids[1]!) === 'FAILED');
    expect(world.told(ids[0]!)).toEqual(['SENT']);
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['one']);
  });

  it('is found out once: called again, nothing changes', async () => {
    const { world } = await withBacklog();
    await using _ = world;
    await recover(world);
    const journal = () =>
      world.connector.running.store.count({ table: 'journal', equal: { type: 'message.recovered' } });
    const once = await journal();
    await recover(world);
    expect(once).toBe(2);
    expect(await journal()).toBe(2);
  });

  it('new messages go out as ever', async () => {
    await using world = await World.open();
    await recover(world);
    const id = world.agentWrites('later');
    await world.untilShown(id, 'SENT');
    await until('it was delivered', () => world.provider.delivered.length === 1);
  });
});
