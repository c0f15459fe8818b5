import assert from 'node:assert/strict';
import type { FleetStore } from '../../fleet/fleet-store.js';
import type { SlotEpoch } from '../../outbox/owned-slots.js';
import { content, keys, NOW, named, work } from './rows.js';
import { same } from './same.js';
import { soon } from './soon.js';
import type { BenchCase, FleetStoreBench } from './store-bench.js';

/** Slot 7 is the one of the rows used everywhere. */
const OF_7 = 7;
const OF_8 = 8;

export const fleetCases: BenchCase<FleetStoreBench>[] = [
  {
    id: 'fenced-by-one-slot',
    why: 'A commit over several slots of which one is lost is no commit at all.',
    async check({ store, owned }) {
      const under = [under8(owned), { slot: OF_7, epoch: epochOf(owned, OF_7) - 1 }];
      await store.append([named('stays')]);
      const [event] = await store.inbox(0, 1);
      const changes = [content('a', 'x'), work('w'), { op: 'consume' as const, seq: event!.seq }];
      await assert.rejects(store.commit(changes, under), { code: 'CW_STORE_FENCED' });
      assert.equal(await store.count({ table: 'contents' }), 0);
      assert.equal(await store.count({ table: 'work' }), 0);
      assert.equal((await store.inbox(0, 1)).length, 1);
      await store.commit([content('a', 'of another slot')], [under8(owned)]);
      assert.equal(await store.count({ table: 'contents' }), 1);
    },
  },
  {
    id: 'paused-writer',
    why: 'A process that slept through its expiry wakes up in the middle of a commit, and must not make it.',
    async check({ store, owned, another, member, expireAll }) {
      await expireAll();
      const other = await another();
      const taken = await other.claim(await other.join(member), owned.length);
      assert.equal(taken.length, owned.length);
      await other.take(taken);
      await assert.rejects(store.commit([content('a', 'late')], [under8(owned)]), { code: 'CW_STORE_FENCED' });
      await other.commit([content('a', 'the new owner')], [under8(taken)]);
      const [rows] = await other.read([{ table: 'contents', keys: ['a'] }]);
      same(rows, [{ key: 'a', doc: 'the new owner' }]);
    },
  },
  {
    id: 'inbox-of-own-slots',
    why: 'Events of a slot are folded by its owner, and by nobody else.',
    async check({ store, owned, another }) {
      const other = await another();
      same(await other.append([named('seven'), named('eight', { slot: OF_8 })]), ['appended', 'appended']);
      store.drop([OF_8]);
      await soon(async () => (await store.inbox(0, 10)).length > 0);
      same(
        (await store.inbox(0, 10)).map(({ body }) => body),
        ['seven'],
      );
      same(await other.inbox(0, 10), []);
      const [seven] = await store.inbox(0, 1);
      await store.commit([{ op: 'park', seq: seven!.seq, parkKey: 'k', untilMs: NOW }], owned);
      same(await other.overdueParked(NOW, 10), []);
      assert.equal((await store.overdueParked(NOW, 10)).length, 1);
      await store.take([under8(owned)]);
      same(
        (await store.inbox(0, 10)).map(({ body }) => body),
        ['eight'],
      );
    },
  },
  {
    id: 'due-of-own-slots',
    why: 'Work of a slot is begun by its owner, and by nobody else.',
    async check({ store, owned }) {
      await store.commit([
        work('seven', { due_at: NOW - 1 }),
        work('eight', { slot: OF_8, portal: 'main/8', due_at: NOW - 2 }),
        work('later', { slot: OF_8, portal: 'main/9', due_at: NOW + 2 }),
      ]);
      same(new Set(await due(store)), new Set(['seven', 'eight']));
      store.drop([OF_8]);
      same(await due(store), ['seven']);
      assert.equal(await store.nextDueAt(NOW), undefined);
      await store.take([under8(owned)]);
      same(new Set(await due(store)), new Set(['seven', 'eight']));
      assert.equal(await store.nextDueAt(NOW), NOW + 2);
    },
  },
  {
    id: 'take-makes-leased-work-due',
    why: 'What a former owner had begun is looked at at once; what it had not keeps its time.',
    async check({ store, owned }) {
      await store.commit([
        work('leased', { leased: 1, due_at: NOW + 90 }),
        work('waiting', { due_at: NOW + 90 }),
        work('elsewhere', { slot: OF_8, portal: 'main/8', leased: 1, due_at: NOW + 90 }),
      ]);
      same(await due(store), []);
      assert.equal(await store.take(owned.filter(({ slot }) => slot === OF_7)), 1);
      same(await due(store), ['leased']);
    },
  },
  {
    id: 'announced-to-all',
    why: 'Every process keeps the directory in memory, and must hear of every row of it that is written.',
    async check({ store, owned, another }) {
      const other = await another();
      const { cursor, rows } = await other.announced();
      same(rows, []);
      const gates = Array.from({ length: 30 }, (_, at) => gate(`gate:${at}`));
      const commits = gates.map((put) => store.commit([put, content(put.key, '')], owned));
      const seen = new Set<string>();
      let from = cursor;
      for (let round = 0; round < 10; round++) {
        const answer = await other.announced(from);
        from = answer.cursor;
        for (const { table, key } of answer.rows) seen.add(`${table} ${key}`);
      }
      await Promise.all(commits);
      await store.commit([{ op: 'remove', table: 'gates', key: 'gate:0' }], owned);
      for (const { table, key } of (await other.announced(from)).rows) seen.add(`${table} ${key}`);
      same(seen, new Set(gates.map(({ key }) => `gates ${key}`)));
    },
  },
  {
    id: 'two-appenders',
    why: 'A provider that repeats itself reaches two replicas at once, and the fact still enters once.',
    async check({ store, another }) {
      const other = await another();
      const facts = Array.from({ length: 200 }, (_, at) => named(String(at), { dedupeKey: String(at) }));
      const shuffled = facts.toReversed();
      const outcomes = await Promise.all([
        ...facts.map((fact) => store.append([fact])),
        other.append(shuffled),
        other.append(facts),
      ]);
      assert.equal(outcomes.flat().filter((outcome) => outcome === 'appended').length, 200);
      assert.equal(await store.count({ table: 'inbox' }), 200);
    },
  },
  {
    id: 'odd-texts',
    why: 'Names come from other people; none of them makes a webhook fail.',
    async check({ store, owned }) {
      const odd = 'nul \u0000, sign \u0001, half \ud800 pair';
      same(await store.append([named('x', { account: odd, dedupeKey: odd })]), ['appended']);
      same(await store.append([named('x', { account: odd, dedupeKey: odd })]), ['duplicate']);
      assert.equal((await store.inbox(0, 1))[0]?.account, odd);
      await store.commit([work(odd, { portal: odd, ref: odd, due_at: NOW })], owned);
      const [rows] = await store.read([{ table: 'work', equal: { ref: odd } }]);
      same(keys(rows), [odd]);
      same(await due(store), [odd]);
    },
  },
];

function epochOf(owned: readonly SlotEpoch[], slot: number): number {
  return owned.find((one) => one.slot === slot)?.epoch ?? 0;
}

function under8(owned: readonly SlotEpoch[]): SlotEpoch {
  return { slot: OF_8, epoch: epochOf(owned, OF_8) };
}

function gate(key: string) {
  return { op: 'put' as const, table: 'gates', key, columns: { scope: 'gate', until: null }, doc: '{}' };
}

async function due(store: FleetStore): Promise<string[]> {
  return keys(await store.due({ queue: 'send', nowMs: NOW, perPortal: 10, limit: 10 }));
}
