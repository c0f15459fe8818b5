import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

describe('an app that embeds the connector', () => {
  it('sees messages, what happened to them, accounts and portals, and no secret or text', async () => {
    await using world = await World.open();
    const { connector } = world;
    const portalId = world.seeded.installs[0]!.portalId;
    const id = world.agentWrites('a private matter');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.quiet();

    const view = await connector.messages.get(`main/${portalId}/${id}`);
    expect(view).toMatchObject({ message: { id, account: 'main-line' }, status: { synced: { status: 'SENT' } } });
    expect(await connector.messages.find({ app: 'main', portalId })).toEqual([view]);
    const entries = await connector.journal.read(0);
    expect(entries.map(({ type }) => type)).toEqual(expect.arrayContaining(['message.received', 'status.synced']));
    expect(await connector.journal.read(entries.at(-1)!.seq)).toEqual([]);
    expect(connector.accounts.list()).toMatchObject([{ key: 'main-line', portalId, state: 'active' }]);
    expect(connector.portals.list()).toEqual([{ app: 'main', portalId, state: 'connected' }]);

    const all = JSON.stringify([view, entries, connector.accounts.list(), connector.portals.list()]);
    expect(all).not.toContain('private');
    expect(all).not.toContain(world.seeded.installs[0]!.accessToken);
    expect(all).not.toContain('whsec_');
  });

  it('hears of lifecycle events, also when a listener of another fails', async () => {
    await using world = await World.open();
    const heard: string[] = [];
    world.connector.events.on('message.accepted', () => {
      throw new Error('mine');
    });
    world.connector.events.on('message.accepted', ({ messageId }) => heard.push(messageId));
    const id = world.agentWrites('Hello');
    await until('it was heard', () => heard.length > 0);
    expect(heard).toEqual([id]);
    expect(world.log.lines.some(({ message }) => message === 'a listener failed')).toBe(true);
  });

  it('learns from health why it is not ready', async () => {
    await using world = await World.open();
    expect((await world.connector.health()).ready.ok).toBe(true);
    await world.connector.stop();
    expect(await world.connector.health()).toMatchObject({
      ready: { ok: false, detail: { checks: { connector: 'not started' } } },
    });
    expect(() => world.connector.accounts).toThrow('not running');
  });
});
