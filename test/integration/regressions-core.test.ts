import { describe, expect, it } from '@jest/globals';
import { OUTGOING_QUEUE } from '../../src/delivery/lanes/lane-settler.js';
import { PROVIDER_EVENT } from '../../src/directory/people/peer-reducer.js';
import { WORK, type WorkRow } from '../../src/outbox/work-row.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const MINUTE = 60_000;
const OTHER = { key: 'other-line', address: { ...OUR_NUMBER, value: '+15550122' } };

/** What the provider tells of the first line, past any adapter. */
async function tell(world: World, event: Record<string, unknown>): Promise<void> {
  const { engine } = world.connector.running;
  const portal = world.seeded.installs[0]!.portalId;
  const body = { channel: 'chat', event: { account: 'main-line', dedupeKey: 'k', ...event } as never };
  const receivedAtMs = world.scheduler.now();
  await engine.append([
    { kind: PROVIDER_EVENT, slot: 0, app: 'main', portal, account: 'main-line', receivedAtMs, body },
  ]);
  await world.quiet();
}

async function outgoingWork(world: World): Promise<WorkRow[]> {
  const [rows = []] = await world.connector.running.store.read([{ table: WORK.name, limit: 1_000 }]);
  return rows.map(({ doc }) => JSON.parse(doc) as WorkRow).filter(({ queue }) => queue === OUTGOING_QUEUE);
}

describe('a message of a channel that is not configured any more', () => {
  it('whose call was broken off is FAILED as unconfirmed, and leaves no work behind', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 20_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.stop(1_000);
    await world.restart({ channelName: 'renamed', lines: [OTHER] });
    await world.pass(5 * MINUTE, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/confirm/i);
    expect(world.provider.delivered).toHaveLength(1);
    await world.quiet();
    expect(await outgoingWork(world)).toEqual([]);
  });

  it('that waits is FAILED', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '20' } });
    const id = world.agentWrites('one');
    await until('the provider was asked', () => world.provider.requests.length === 1);
    await world.quiet();
    await world.restart({ channelName: 'renamed', lines: [OTHER] });
    await world.pass(5 * MINUTE, () => world.shown(id) === 'FAILED');
    await world.quiet();
    expect(await outgoingWork(world)).toEqual([]);
  });
});

describe('an event nobody could have expected', () => {
  it('with an address of five thousand characters harms nothing else', async () => {
    await using world = await World.open();
    const from = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'x'.repeat(5_000) };
    const content = [{ kind: 'text', text: 'hello' }];
    await tell(world, { kind: 'message', id: 'm', atMs: 1, conversation: from, from, content });
    await tell(world, { kind: 'receipt', dedupeKey: 'r', of: { id: 'y'.repeat(5_000) }, state: 'delivered' });
    const id = world.agentWrites('one');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('of a kind no version knows is kept, and the others go on', async () => {
    await using world = await World.open();
    const { engine } = world.connector.running;
    await engine.append([{ kind: 'of.tomorrow', slot: 0, app: 'main', portal: '1', receivedAtMs: 0, body: {} }]);
    const id = world.agentWrites('one');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(await world.deadLetters()).toMatchObject([{ kind: 'of.tomorrow' }]);
  });
});

it('an agent is told even while HubSpot will not take the echo that stands before the message', async () => {
  await using world = await World.open();
  world.trouble('messages.publish', { kind: 'error', status: 500 }, 1_000);
  const content = [{ kind: 'text', text: 'from the phone' }];
  const atMs = world.scheduler.now();
  await tell(world, { kind: 'echo', id: 'e', atMs, conversation: PEER, from: OUR_NUMBER, content });
  const id = world.agentWrites('one');
  await world.emulator.webhooksSettled();
  await world.quiet();
  expect(world.provider.requests).toEqual([]);
  await world.pass(20 * MINUTE, () => world.shown(id) === 'FAILED');
  expect(world.failure(id)).toMatch(/time/i);
  expect(world.provider.delivered).toEqual([]);
});
