import { describe, expect, it } from '@jest/globals';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, World } from '../fixtures/world.js';

const peer = (n: number) => opaque(`peer-${n}`);

describe('many messages', () => {
  it('of one conversation go in the order in which they were written, whatever order their webhooks come in', async () => {
    await using world = await World.open();
    await world.command({ name: 'pause', key: 'channel:chat' });
    const written: string[] = [];
    for (let n = 0; n < 6; n++) {
      if (n % 2 === 0) world.trouble('webhook', { kind: 'reorder-webhook' });
      written.push(`text ${n}`);
      world.agentWrites(`text ${n}`, { to: [peer(1)] });
      await world.scheduler.advance(1);
    }
    await until('HubSpot has told of all', () =>
      world.emulator.control.webhooks().every(({ state }) => state === 'delivered'),
    );
    await world.quiet();
    await world.command({ name: 'resume', key: 'channel:chat' });
    await until('all have arrived', () => world.provider.delivered.length === 6);
    // What was already at the head of its lane may have been begun, so it stays there.
    const [head, ...others] = world.provider.delivered.map(({ text }) => text);
    expect(others).toEqual(written.filter((text) => text !== head));
  });

  it('never ask more of a portal than HubSpot allows, and all of them get through', async () => {
    await using world = await World.open({
      emulator: { quota: { requests: 20, perMs: 10_000 } },
      app: { quota: { requests: 20 } },
    });
    const ids = Array.from({ length: 40 }, (_, n) => world.agentWrites(`to ${n}`, { to: [peer(n)] }));
    for (let n = 0; n < 10; n++)
      await world.provider.customerWrites({ from: peer(n), text: `from ${n}`, to: OUR_NUMBER.value });
    const told = () => ids.every((id) => world.told(id).length > 0);
    await world.pass(60_000, () => told() && world.published().length === 10);
    await world.quiet();
    expect(world.emulator.control.requests({ status: 429 })).toEqual([]);
    expect(world.emulator.control.quota().usage.every(({ peak, refused }) => peak <= 20 && refused === 0)).toBe(true);
    expect(new Set(world.provider.delivered.map(({ text }) => text)).size).toBe(40);
    expect(world.provider.delivered).toHaveLength(40);
  });
});
