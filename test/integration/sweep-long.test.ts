import { expect, it } from '@jest/globals';
import type { Message } from '../../src/emulator/index.js';
import { World } from '../fixtures/world.js';

const MINUTE = 60_000;
const WINDOW_MS = 10_000;
const THREADS = 200;
/** A tenth of 110. */
const SHARE = 11;

it('a long sweep keeps to its share of the quota, goes on after a kill where it was, and sends everything once', async () => {
  await using world = await World.open({ config: { sweep: { share: 10 } } });
  await world.later(2 * MINUTE);
  world.emulator.control.addFault({ effect: { kind: 'drop-webhook' } });
  for (let each = 0; each < THREADS; each++) world.agentWrites('Hallo', { to: [peer(each)] });
  const begun = world.scheduler.now();
  await world.silence(MINUTE);
  await untilSwept(world, 9);
  await world.crash();
  await untilSwept(world, 60);

  const messages = world.emulator.control.messages({ origin: 'inbox' });
  const reads = world.emulator.control
    .requests()
    .filter(({ operation, atMs }) => operation.startsWith('inbox.') && atMs > begun)
    .map(({ atMs }) => atMs);
  // Only a kill lets one more run of calls follow at once.
  expect(reads.filter((atMs) => inWindow(reads, atMs) > SHARE).length).toBeLessThanOrEqual(SHARE);
  expect(Math.max(...reads.map((atMs) => inWindow(reads, atMs)))).toBeLessThanOrEqual(2 * SHARE);
  // One for each thread, the lists, and what was under way when it was killed.
  expect(reads.length).toBeLessThanOrEqual(THREADS + THREADS / 100 + 2 + SHARE);
  expect(world.emulator.control.quota().usage.every(({ refused }) => refused === 0)).toBe(true);
  expect(world.provider.got('Hallo')).toHaveLength(THREADS);
  expect(messages.filter(isSent)).toHaveLength(THREADS);
});

function peer(index: number) {
  const number = String(index % 100).padStart(2, '0');
  return { type: 'HS_PHONE_NUMBER', value: `+1${201 + Math.floor(index / 100)}55501${number}` } as const;
}

function isSent({ status }: Message): boolean {
  return status.statusType === 'SENT';
}

function inWindow(times: readonly number[], fromMs: number): number {
  return times.filter((atMs) => atMs >= fromMs && atMs < fromMs + WINDOW_MS).length;
}

async function untilSwept(world: World, windows: number): Promise<void> {
  for (let window = 0; window < windows && world.provider.got('Hallo').length < THREADS; window++) {
    await world.later(WINDOW_MS);
  }
}
