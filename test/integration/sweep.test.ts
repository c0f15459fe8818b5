import { describe, expect, it } from '@jest/globals';
import { ALL_SCOPES, type FaultSettings } from '../../src/emulator/index.js';
import { reinstall } from '../fixtures/consent.js';
import { World } from '../fixtures/world.js';

const MINUTE = 60_000;
const STEP_MS = 20_000;

describe('the sweep for missed webhooks', () => {
  it('sends what is young, once, also when its webhook comes after all', async () => {
    await using world = await World.open();
    await world.later(3 * MINUTE);
    trouble(world, { kind: 'latency', ms: 20 * MINUTE });
    const id = world.agentWrites('anyone there?');
    await pass(world, 12 * MINUTE);
    expect(world.provider.got('anyone there?')).toHaveLength(1);
    expect(world.told(id)).toEqual(['SENT']);
    expect(await counted(world, 'sweep_found_total{app="main",verdict="accepted"}')).toBe(1);
    await pass(world, 12 * MINUTE);
    await world.emulator.webhooksSettled();
    expect(world.emulator.control.webhooks()).toHaveLength(1);
    expect(world.provider.got('anyone there?')).toHaveLength(1);
  });

  it('reports what is old as not sent, once, also when its webhook comes after all', async () => {
    await using world = await World.open();
    trouble(world, { kind: 'latency', ms: 90 * MINUTE });
    await world.later(MINUTE);
    const id = world.agentWrites('order 7 has left');
    await world.silence(30 * MINUTE);
    await pass(world, 2 * MINUTE);
    expect(world.told(id)).toEqual(['FAILED']);
    expect(world.failure(id)).toContain('never reached');
    await world.later(70 * MINUTE);
    await world.emulator.webhooksSettled();
    await world.quiet();
    expect(world.told(id)).toEqual(['FAILED']);
    expect(world.provider.delivered).toHaveLength(0);
  });

  it('lets a webhook win that is only late', async () => {
    await using world = await World.open();
    await world.later(9 * MINUTE);
    trouble(world, { kind: 'latency', ms: 30_000 });
    await pass(world, 50_000);
    world.agentWrites('just now');
    await pass(world, 3 * MINUTE);
    expect(world.provider.got('just now')).toHaveLength(1);
    expect(await counted(world, 'sweep_found_total{app="main",verdict="accepted"}')).toBe(0);
  });

  it('costs one call where nothing is new', async () => {
    await using world = await World.open();
    await pass(world, 2 * MINUTE);
    const before = calls(world);
    await pass(world, 10 * MINUTE);
    expect(calls(world) - before).toBe(1);
  });

  it('says where HubSpot does not let it read, and goes on when it does', async () => {
    await using world = await World.open();
    world.trouble('inbox.threads', { kind: 'error', status: 403 });
    await pass(world, 2 * MINUTE);
    expect(await counted(world, 'sweeps_total{app="main",result="hindered"}')).toBe(1);
    trouble(world, { kind: 'drop-webhook' });
    world.agentWrites('lost');
    await pass(world, 12 * MINUTE);
    expect(world.provider.got('lost')).toHaveLength(1);
  });

  it('is not made without the scope for it, while everything else goes on; and is when the scope is granted', async () => {
    await using world = await World.open({ consent: 'refresh' });
    await reinstall(
      world,
      ALL_SCOPES.filter((scope) => scope !== 'conversations.read'),
    );
    const told = world.agentWrites('told of');
    await world.untilShown(told, 'SENT');
    trouble(world, { kind: 'drop-webhook' });
    const lost = world.agentWrites('lost');
    await pass(world, 5 * MINUTE);
    const refused = calls(world);
    await pass(world, 30 * MINUTE);
    expect([refused, calls(world)]).toEqual([1, 1]);
    await reinstall(world);
    await pass(world, 12 * MINUTE);
    expect(world.told(lost)).toEqual(['FAILED']);
  });

  it('takes what it cannot tell for a message that lost transactions may have sent', async () => {
    await using world = await World.open();
    trouble(world, { kind: 'drop-webhook' });
    await world.later(MINUTE);
    const id = world.agentWrites('sent, perhaps');
    await world.connector.stop();
    await world.scheduler.advance(3 * MINUTE);
    world.connector = await world.another();
    await world.connector.start({ recovered: true });
    await pass(world, 2 * MINUTE);
    expect(world.told(id)).toEqual(['FAILED']);
    expect(world.failure(id)).toContain('could not be confirmed');
    expect(world.provider.delivered).toHaveLength(0);
  });

  it('is not made where its share is nothing', async () => {
    await using world = await World.open({ config: { sweep: { share: 0 } } });
    trouble(world, { kind: 'drop-webhook' });
    world.agentWrites('lost');
    await pass(world, 30 * MINUTE);
    expect(calls(world)).toBe(0);
  });
});

function trouble(world: World, effect: FaultSettings['effect']): void {
  world.emulator.control.addFault({ effect, operations: ['webhook'] });
}

/** Time passes in steps, so that what a step sets off has its own time. */
async function pass(world: World, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= STEP_MS) await world.later(Math.min(left, STEP_MS));
}

function calls(world: World): number {
  const of = (operation: 'inbox.threads' | 'inbox.messages') => world.emulator.control.requests({ operation }).length;
  return of('inbox.threads') + of('inbox.messages');
}

async function counted(world: World, name: string): Promise<number> {
  const text = await (await fetch(`${world.publicUrl}/metrics`)).text();
  const line = text.split('\n').find((each) => each.startsWith(`channelwright_${name}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}
