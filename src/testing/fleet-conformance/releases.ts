import assert from 'node:assert/strict';
import { SLOTS } from '../../outbox/slot.js';
import { same } from '../store-conformance/same.js';
import type { FleetCase } from './fleet-bench.js';
import { joined, numbers, oneOf } from './process.js';

export const releaseCases: FleetCase[] = [
  {
    id: 'release-hands-over',
    why: 'A slot given up in order is worked on by another at once, without waiting for an expiry.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      const owned = await a.claim(SLOTS);
      const given = owned.slice(0, 3);
      await a.release(given);
      const renewal = await b.renew();
      assert.equal(renewal?.free, 3);
      assert.equal(renewal.members.find(({ name }) => name === 'a')?.slots, SLOTS - 3);
      const taken = await b.claim(SLOTS);
      same(numbers(taken), numbers(given));
      for (const { slot, epoch, from, owner, releasedAgoMs = Number.NaN } of taken) {
        assert.equal(from, 'released');
        assert.equal(owner, undefined);
        assert.ok(releasedAgoMs >= 0);
        assert.ok(epoch > (given.find((one) => one.slot === slot)?.epoch ?? epoch));
      }
    },
  },
  {
    id: 'release-of-what-was-taken-over',
    why: 'A process that wakes late and tidies up must not take a slot from its new owner.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      const lost = await a.claim(SLOTS);
      await a.expire();
      await b.claim(SLOTS);
      await a.release(lost);
      assert.equal((await b.renew())?.free, 0);
    },
  },
  {
    id: 'release-under-another-epoch',
    why: 'A release that arrives late, after the slot went away and came back, is not meant for today.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const first = await a.claim(SLOTS);
      await a.release(first);
      await a.claim(SLOTS);
      await a.release(first);
      assert.equal((await a.renew())?.free, 0);
    },
  },
  {
    id: 'release-by-another',
    why: 'Only its owner gives a slot up.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      const owned = await a.claim(SLOTS);
      await b.release(owned);
      assert.equal((await b.renew())?.free, 0);
    },
  },
  {
    id: 'release-after-expiry',
    why: 'What nobody has taken yet can still be handed over in order.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.release(await a.claim(SLOTS));
      const owned = await a.claim(SLOTS);
      await a.expire();
      await a.release(owned);
      assert.equal(oneOf(await b.claim(1)).from, 'released');
    },
  },
  {
    id: 'release-nothing',
    why: 'A process that owns nothing leaves like any other.',
    async check(bench) {
      const a = await joined(bench, 'a');
      await a.release([]);
      await a.ledger.leave(a.id);
    },
  },
];
