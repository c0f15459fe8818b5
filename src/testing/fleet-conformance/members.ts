import assert from 'node:assert/strict';
import { same } from '../store-conformance/same.js';
import type { FleetCase } from './fleet-bench.js';
import { EXPIRY_MS, joined, newMember } from './process.js';

export const memberCases: FleetCase[] = [
  {
    id: 'new-id-at-every-join',
    why: 'A process that lost its membership and joins again must not be taken for the one that had the slots.',
    async check(bench) {
      const ledger = await bench.connect();
      const first = await ledger.join(newMember('a'));
      assert.notEqual(await ledger.join(newMember('a')), first);
    },
  },
  {
    id: 'heartbeat-shows-all',
    why: 'Members compute their share of the slots and of every budget from who lives.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b', { fingerprint: 'f2', apps: ['x', 'y'], channels: [] });
      await a.claim(3);
      const renewal = await b.renew();
      assert.ok(renewal);
      same(
        renewal.members.map(({ name, slots, leaving }) => [name, slots, leaving]),
        [
          ['a', 3, false],
          ['b', 0, false],
        ],
      );
      const { joinedAtMs, renewedAtMs, ...said } = renewal.members[1] ?? assert.fail('b is missing');
      same(said, {
        ...newMember('b', { fingerprint: 'f2', apps: ['x', 'y'], channels: [] }),
        id: b.id,
        slots: 0,
        leaving: false,
      });
      assert.ok(joinedAtMs <= renewedAtMs && renewedAtMs <= renewal.nowMs);
    },
  },
  {
    id: 'renewing-keeps-alive',
    why: 'A member that renews in time keeps what it owns, however long it runs.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.claim(1024);
      for (let beat = 0; beat < 4; beat += 1) {
        await bench.age(a.id, EXPIRY_MS / 2);
        assert.ok(await a.renew());
      }
      same(await b.claim(10), []);
    },
  },
  {
    id: 'expired-not-renewed',
    why: 'Its slots may have been taken: a process that was paused must drop everything and join anew.',
    async check(bench) {
      const a = await joined(bench, 'a');
      await a.expire();
      assert.equal(await a.renew(), undefined);
    },
  },
  {
    id: 'expired-stays-expired',
    why: 'Once others have counted it as dead it has no slots to come back to, even if the clock of the database steps back.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.expire();
      same(
        (await b.renew())?.members.map(({ name }) => name),
        ['b'],
      );
      await bench.age(a.id, -EXPIRY_MS);
      assert.equal(await a.renew(), undefined);
    },
  },
  {
    id: 'unknown-not-renewed',
    why: 'A member of before a restore of the database is none.',
    async check(bench) {
      const ledger = await bench.connect();
      assert.equal(await ledger.renew('nobody'), undefined);
      same(await ledger.claim('nobody', 10), []);
    },
  },
  {
    id: 'leaving-is-seen',
    why: 'The others plan without a member that is on its way out, while it still lives and hands over.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.claim(5);
      await a.ledger.retire(a.id);
      const renewal = await b.renew();
      same(
        renewal?.members.map(({ name, slots, leaving }) => [name, slots, leaving]),
        [
          ['a', 5, true],
          ['b', 0, false],
        ],
      );
      const own = await a.renew();
      assert.equal(own?.free, 0);
      same(await a.claim(5), []);
    },
  },
  {
    id: 'left-is-gone',
    why: 'A member that left is not counted on, and cannot come back under its old name.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const b = await joined(bench, 'b');
      await a.ledger.leave(a.id);
      same(
        (await b.renew())?.members.map(({ name }) => name),
        ['b'],
      );
      assert.equal(await a.renew(), undefined);
      same(await a.claim(1), []);
    },
  },
  {
    id: 'dead-are-forgotten',
    why: 'The ledger does not grow with every restart.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const kept = await a.claim(1);
      await bench.age(a.id, 10 * EXPIRY_MS);
      const b = await joined(bench, 'b');
      const [taken] = await b.claim(1024).then((slots) => slots.filter(({ slot }) => slot === kept[0]?.slot));
      assert.equal(taken?.from, 'expired', 'what it was that owned the slot is known until the slot is taken');
      await joined(bench, 'c');
      same(
        (await b.renew())?.members.map(({ name }) => name),
        ['b', 'c'],
      );
    },
  },
];
