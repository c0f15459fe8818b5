import assert from 'node:assert/strict';
import type { ClaimedSlot } from '../../fleet/fleet-store.js';
import { SLOTS } from '../../outbox/slot.js';
import { SeededRandom } from '../seeded-random.js';
import { same } from '../store-conformance/same.js';
import type { FleetBench, FleetCase } from './fleet-bench.js';
import { joined, numbers } from './process.js';

const PROCESSES = 8;

async function several(bench: FleetBench) {
  return Promise.all(Array.from({ length: PROCESSES }, (_, at) => joined(bench, `p${at}`)));
}

function assertNeverTwice(claimed: readonly ClaimedSlot[]): void {
  const given = new Set(claimed.map(({ slot, epoch }) => `${slot} under ${epoch}`));
  assert.equal(given.size, claimed.length, 'no epoch of a slot is given out twice');
}

export const raceCases: FleetCase[] = [
  {
    id: 'racing-claims',
    why: 'Replicas that start together all claim at once.',
    async check(bench) {
      const processes = await several(bench);
      const claimed = (await Promise.all(processes.map(({ claim }) => claim(SLOTS / PROCESSES)))).flat();
      assert.equal(new Set(numbers(claimed)).size, claimed.length, 'nobody gets what another got');
      // Whoever met another may have gone away with less.
      const rest = await processes[0]?.claim(SLOTS);
      same(numbers([...claimed, ...(rest ?? [])]), [...Array(SLOTS).keys()]);
    },
  },
  {
    id: 'racing-for-the-dead',
    why: 'When a replica dies, the others see it at about the same time.',
    async check(bench) {
      const dead = await joined(bench, 'dead');
      const processes = await several(bench);
      const before = await dead.claim(SLOTS);
      await dead.expire();
      const answers = await Promise.all([
        ...processes.map(({ claim }) => claim(SLOTS / PROCESSES)),
        ...processes.map(({ renew }) => renew().then(() => [])),
        dead.renew().then((renewal) => {
          assert.equal(renewal, undefined);
          return [];
        }),
      ]);
      const rest = await processes[0]?.claim(SLOTS);
      const taken = [...answers.flat(), ...(rest ?? [])];
      same(numbers(taken), [...Array(SLOTS).keys()]);
      assert.ok(taken.every(({ from }) => from === 'expired'));
      assertNeverTwice([...before, ...taken]);
    },
  },
  {
    id: 'epochs-never-repeat',
    why: 'An intent is judged by the epoch it was written under: one that came twice would license the calls of two processes.',
    async check(bench) {
      const random = new SeededRandom(7);
      const processes = await several(bench);
      const held = new Map(processes.map((process) => [process, [] as ClaimedSlot[]]));
      const claimed: ClaimedSlot[] = [];
      for (let round = 0; round < 12; round += 1) {
        await Promise.all(
          processes.map(async (process) => {
            const mine = held.get(process) ?? [];
            if (random.next() < 0.5) await process.release(mine.splice(0, 40));
            const slots = await process.claim(60);
            claimed.push(...slots);
            mine.push(...slots);
          }),
        );
        const owned = numbers([...held.values()].flat());
        assert.equal(new Set(owned).size, owned.length, 'every slot has one owner');
      }
      assertNeverTwice(claimed);
      const newest = new Map<number, number>();
      for (const { slot, epoch } of claimed) {
        assert.ok(epoch > (newest.get(slot) ?? 0), 'the epochs of a slot only rise');
        newest.set(slot, epoch);
      }
    },
  },
];
