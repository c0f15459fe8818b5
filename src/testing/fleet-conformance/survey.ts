import assert from 'node:assert/strict';
import { SLOTS } from '../../outbox/slot.js';
import { same } from '../store-conformance/same.js';
import type { FleetCase } from './fleet-bench.js';
import { joined, newMember, oneOf } from './process.js';

export const surveyCases: FleetCase[] = [
  {
    id: 'survey-empty',
    why: 'The command line says what there is, also before the first start.',
    async check(bench) {
      const { members, slots } = await (await bench.connect()).survey();
      same([members, slots], [[], []]);
    },
  },
  {
    id: 'survey-shows-owners-and-needs',
    why: 'An operator looks here for slots that nobody can serve, and for replicas that run another configuration.',
    async check(bench) {
      const account = { slot: 7, app: 'app', channel: 'channel', state: 'active' } as const;
      await bench.putAccount({ ...account, key: 'one' });
      await bench.putAccount({ ...account, key: 'two', channel: 'another' });
      await bench.putAccount({ ...account, key: 'off', slot: 9, state: 'disabled' });
      const a = await joined(bench, 'a', { apps: ['app'], channels: ['channel', 'another'] });
      const owned = await a.claim(SLOTS);
      const gone = await joined(bench, 'gone');
      await gone.expire();
      const { nowMs, members, slots } = await a.ledger.survey();
      const { joinedAtMs, renewedAtMs, ...said } = oneOf(members);
      same(members.length, 1);
      const known = newMember('a', { channels: ['channel', 'another'] });
      same(said, { ...known, id: a.id, slots: SLOTS, leaving: false });
      assert.ok(joinedAtMs <= renewedAtMs && renewedAtMs <= nowMs);
      const epochs = new Map(owned.map(({ slot, epoch }) => [slot, epoch]));
      same(slots.slice(7, 10), [
        { slot: 7, epoch: epochs.get(7), owner: a.id, needs: ['app:app', 'channel:another', 'channel:channel'] },
        { slot: 8, epoch: epochs.get(8), owner: a.id, needs: [] },
        { slot: 9, epoch: epochs.get(9), owner: a.id, needs: [] },
      ]);
      await a.expire();
      const later = await a.ledger.survey();
      same(later.slots, [{ slot: 7, epoch: epochs.get(7), needs: ['app:app', 'channel:another', 'channel:channel'] }]);
      same(later.members, []);
    },
  },
  {
    id: 'raise-refused-while-somebody-lives',
    why: 'Raising the epochs under a living process would cut it off in the middle of its calls.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const ledger = await bench.connect();
      const owned = await a.claim(2);
      await assert.rejects(ledger.raiseEpochs(), { code: 'CW_STORE_LOCKED' });
      const { slots, members } = await ledger.survey();
      assert.equal(members.length, 1);
      same(new Set(slots.map(({ epoch }) => epoch)), new Set(owned.map(({ epoch }) => epoch)));
    },
  },
  {
    id: 'raise-above-all',
    why: 'After a restore an older database would give out epochs again that lost transactions had given out.',
    async check(bench) {
      const a = await joined(bench, 'a');
      const ledger = await bench.connect();
      const [lost] = await a.claim(SLOTS);
      await a.expire();
      await ledger.raiseEpochs();
      assert.equal(await a.renew(), undefined);
      const b = await joined(bench, 'b');
      const first = await b.claim(SLOTS);
      assert.equal(first.length, SLOTS);
      const { nowMs } = await ledger.survey();
      const lowest = Math.min(...first.map(({ epoch }) => epoch));
      assert.ok(lowest > (lost?.epoch ?? 0) + 1_000);
      assert.ok(Math.abs(lowest - nowMs / 1000) < 3600, 'they say when they were raised');
      await b.expire();
      await ledger.raiseEpochs();
      const c = await joined(bench, 'c');
      assert.ok((await c.claim(SLOTS)).every(({ epoch }) => epoch > lowest));
    },
  },
];
