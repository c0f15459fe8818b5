import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { FullDisk } from '../fixtures/full-disk.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

describe('while the store cannot be written', () => {
  it('webhooks are answered 503 and readiness is red; afterwards they come again, and nothing is lost or doubled', async () => {
    const disk = new FullDisk();
    await using world = await World.open({ between: disk.between });
    disk.full = true;
    const id = world.agentWrites('one');
    const written = world.customerWrites('two');
    await until('both were refused', () => answers(world)[0] === 503 && refusals(world) > 0);
    expect(await ready(world)).toEqual([503, { store: 'CW_STORE_UNAVAILABLE' }]);
    expect((await fetch(`${world.publicUrl}/health/live`)).status).toBe(200);
    disk.full = false;
    expect((await ready(world))[0]).toBe(200);
    await world.pass(60_000, () => world.told(id).length > 0 && world.published().length > 0);
    await written;
    await world.quiet();
    expect([world.told(id), world.provider.got('one').length]).toEqual([['SENT'], 1]);
    expect(world.published()).toHaveLength(1);
  });

  it('no provider is called, since the call could not be put on record first', async () => {
    const disk = new FullDisk();
    await using world = await World.open({ between: disk.between });
    world.provider.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '2' } });
    const id = world.agentWrites('one');
    await until('the call was answered 429', () => world.provider.requests.length === 1);
    await world.quiet();
    // It is on record that it is to be sent again; that it is being sent cannot be.
    disk.full = true;
    await world.elapse(4_000);
    expect(world.provider.requests).toHaveLength(1);
    disk.full = false;
    await world.pass(10_000, () => world.told(id).length > 0);
    expect([world.told(id), world.provider.got('one').length]).toEqual([['SENT'], 1]);
  });

  it('the outcome of a call that was under way waits to be put on record; it is not made again', async () => {
    const disk = new FullDisk();
    await using world = await World.open({ between: disk.between });
    world.provider.behave({ kind: 'accept', delayMs: 3_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    disk.full = true;
    await world.elapse(5_000);
    expect(world.told(id)).toEqual([]);
    disk.full = false;
    await world.pass(10_000, () => world.told(id).length > 0);
    await world.later(120_000);
    expect([world.told(id), world.provider.delivered.length]).toEqual([['SENT'], 1]);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('a stop comes to its end, and the next start goes on with what had been acknowledged', async () => {
    const disk = new FullDisk();
    await using world = await World.open({ between: disk.between });
    world.provider.behave({ kind: 'accept', delayMs: 3_000 });
    const [id, behind] = [world.agentWrites('one'), world.agentWrites('two')];
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.emulator.webhooksSettled();
    await until('both are on record', async () => (await received(world)) === 2);
    disk.full = true;
    expect(await world.stop(1_000)).toMatchObject({ clean: false });
    disk.full = false;
    await world.restart();
    await world.pass(120_000, () => world.shown(id) === 'FAILED' && world.told(behind).length > 0);
    expect(world.failure(id)).toMatch(/confirm/i);
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(await world.deadLetters()).toEqual([]);
  });

  it('since another process holds its file: the same', async () => {
    await using world = await World.open();
    const other = new DatabaseSync(world.storePath, { timeout: 10_000 });
    other.exec('BEGIN IMMEDIATE');
    const [event] = [world.provider.event('message', { id: 'm1', from: PEER, text: 'Hello' }, OUR_NUMBER.value)];
    const written = world.provider.emit([event]);
    await until('it was refused', () => refusals(world) > 0);
    other.exec('ROLLBACK');
    other.close();
    await world.pass(10_000, () => world.published().length > 0);
    await written;
    expect(world.published()).toHaveLength(1);
  });
});

/** What HubSpot's webhooks were answered. */
function answers(world: World): (number | undefined)[] {
  return world.emulator.control.webhooks().flatMap(({ attempts }) => attempts.map(({ status }) => status));
}

/** Webhooks of the provider that were not taken. */
function refusals(world: World): number {
  return world.log.lines.filter(
    ({ message, fields }) => message === 'webhook not stored' && fields?.['side'] === 'provider',
  ).length;
}

async function received(world: World): Promise<number> {
  return (await world.connector.journal.read(0)).filter(({ type }) => type === 'message.received').length;
}

async function ready(world: World): Promise<[status: number, checks: unknown]> {
  const answer = await fetch(`${world.publicUrl}/health/ready`);
  return [answer.status, ((await answer.json()) as { checks: unknown }).checks];
}
