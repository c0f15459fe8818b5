import assert from 'node:assert/strict';
import { SLOTS } from '../../outbox/slot.js';
import { same } from '../store-conformance/same.js';
import type { FleetCase } from './fleet-bench.js';
import { EXPIRY_MS, joined, numbers, oneOf } from './process.js';

export const claimCases: FleetCase[] = [
  {
    id: 'claim-new',
    why: 'A fleet that starts for the first time owns every slot once, and no more at a time than a member asks for.',
    async check(bench) {
      const a = await joined(bench, 'a');
      assert.equal((await a.renew())?.free, SLOTS);
      const first = await a.claim(10);
      assert.equal(first.length, 10);
      assert.ok(first.every(({ from, epoch, owner }) => from === 'new' && epoch > 0 && owner === undefined));
      assert.equal((await a.renew())?.free, SLOTS - 10);
      const rest = await a.claim(2 * SLOTS);
      same(numbers([...first, ...rest]), [...Array(SLOTS).keys()]);
      assert.equal((await a.renew())?.free, 0);
      same(await a.claim(1), []);
    },
  },
  {
    id: 'claim-nothing',
    why: 'A member that has its share asks for none.',
    async check(bench) {
      const a = await joined(bench, 'a');
      same(await a.claim(0), []);
      assert.equal((await a.renew())?.free, SLOTS);
    },
  },
  {
    id: 'living-keep-theirs',
    why: 'Two owners of one slot send everything twice.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      const owned = await a.claim(600);
      const others = await b.claim(SLOTS);
      assert.equal(others.length, SLOTS - 600);
      same(numbers([...owned, ...others]), [...Array(SLOTS).keys()]);
    },
  },
  {
    id: 'claim-expired',
    why: 'The work of a process that died goes on elsewhere, and its windows of quota count as spent until it can have called no more.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      const before = new Map((await a.claim(SLOTS)).map(({ slot, epoch }) => [slot, epoch]));
      await bench.age(a.id, EXPIRY_MS + 5_000);
      assert.equal((await b.renew())?.free, SLOTS);
      const taken = await b.claim(SLOTS);
      assert.equal(taken.length, SLOTS);
      for (const { slot, epoch, from, owner } of taken) {
        assert.equal(from, 'expired');
        assert.ok(epoch > (before.get(slot) ?? epoch), 'the epoch rises');
        assert.equal(owner?.expiryMs, EXPIRY_MS);
        assert.ok(owner.renewedAgoMs >= EXPIRY_MS + 5_000 && owner.renewedAgoMs < EXPIRY_MS + 120_000);
      }
    },
  },
  {
    id: 'claim-without-a-heartbeat-between',
    why: 'Work waits for nobody but the dead.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.claim(SLOTS);
      await a.expire();
      assert.equal((await b.claim(SLOTS)).length, SLOTS);
    },
  },
  {
    id: 'expired-claims-nothing',
    why: 'A process that was paused longer than its expiry must not own what it takes for free.',
    async check(bench) {
      const a = await joined(bench, 'a');
      await a.expire();
      same(await a.claim(10), []);
    },
  },
  {
    id: 'left-without-handing-over',
    why: 'Calls of a process that only left may still be under way: its windows count as spent like those of a dead one.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.claim(SLOTS);
      await a.ledger.leave(a.id);
      const taken = oneOf(await b.claim(1));
      assert.equal(taken.from, 'expired');
      assert.equal(taken.owner?.expiryMs, EXPIRY_MS);
      assert.ok(taken.owner.renewedAgoMs < EXPIRY_MS);
    },
  },
];
