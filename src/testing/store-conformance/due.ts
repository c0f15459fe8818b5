import assert from 'node:assert/strict';
import type { DueQuery, WorkStore } from '../../outbox/work-store.js';
import { keys, NOW, work } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const dueCases: StoreCase[] = [
  {
    id: 'due-oldest-first',
    why: 'Within a portal, work is done in the order in which it became due.',
    async check({ store }) {
      await store.commit([
        work('c', { due_at: 1 }),
        work('b', { due_at: 2 }),
        work('a', { due_at: 2 }),
        work('later', { due_at: NOW + 1 }),
        work('never', { due_at: null }),
        work('elsewhere', { queue: 'status', due_at: 0 }),
      ]);
      same(await due(store), ['c', 'a', 'b']);
      same(await due(store, { nowMs: NOW + 1 }), ['c', 'a', 'b', 'later']);
      same(await due(store, { queue: 'status' }), ['elsewhere']);
      same(await due(store, { queue: 'unknown' }), []);
    },
  },
  {
    id: 'due-in-turns',
    why: 'A portal with a million due rows delays no other.',
    async check({ store }) {
      await store.commit([...portal('A', 6), ...portal('B', 2), ...portal('C', 1)]);
      const all = await due(store, { perPortal: 10, limit: 10 });
      same(new Set(all.slice(0, 3)), new Set(['A0', 'B0', 'C0']));
      same(new Set(all.slice(3, 5)), new Set(['A1', 'B1']));
      same(all.slice(5), ['A2', 'A3', 'A4', 'A5']);
    },
  },
  {
    id: 'due-limits',
    why: 'The engine asks for what it has room for, in all and per portal.',
    async check({ store }) {
      await store.commit([...portal('A', 6), ...portal('B', 6), ...portal('C', 1)]);
      same(counts(await due(store, { perPortal: 2, limit: 100 })), { A: 2, B: 2, C: 1 });
      same(counts(await due(store, { perPortal: 100, limit: 9 })), { A: 4, B: 4, C: 1 });
      same(counts(await due(store, { perPortal: 100, limit: 100 })), { A: 6, B: 6, C: 1 });
      assert.equal((await due(store, { perPortal: 100, limit: 2 })).length, 2);
      same(await due(store, { limit: 0 }), []);
    },
  },
  {
    id: 'due-everyone-has-a-turn',
    why: 'With more portals than room, none waits for ever behind those that are listed first.',
    async check({ store }) {
      const portals = ['A', 'B', 'C', 'D', 'E'];
      await store.commit(portals.flatMap((name) => portal(name, 20)));
      const served: string[] = [];
      for (let round = 0; round < 5; round++) served.push(...(await due(store, { perPortal: 1, limit: 2 })));
      same(counts(served), { A: 2, B: 2, C: 2, D: 2, E: 2 });
    },
  },
  {
    id: 'due-except',
    why: 'A portal whose quota is spent is passed over and keeps its place.',
    async check({ store }) {
      await store.commit([...portal('A', 2), ...portal('B', 2)]);
      same(await due(store, { except: ['main/A'] }), ['B0', 'B1']);
      same(await due(store, { except: ['main/A', 'main/B'] }), []);
      same(counts(await due(store)), { A: 2, B: 2 });
    },
  },
  {
    id: 'due-follows-changes',
    why: 'A lease, a new row, an earlier time and a removal count from the next look on.',
    async check({ store }) {
      await store.commit([work('a', { due_at: NOW }), work('b', { due_at: NOW + 50 })]);
      same(await due(store), ['a']);
      await store.commit([work('a', { due_at: NOW + 90, leased: 1 })]);
      same(await due(store), []);
      await store.commit([work('b', { due_at: NOW - 1 }), work('c', { portal: 'main/2', due_at: NOW })]);
      same(new Set(await due(store)), new Set(['b', 'c']));
      await store.commit([{ op: 'remove', table: 'work', key: 'b' }]);
      same(await due(store), ['c']);
      same(new Set(await due(store, { nowMs: NOW + 90 })), new Set(['a', 'c']));
      same(await due(store, { nowMs: NOW - 1 }), [], 'a clock that was set back');
      same(await due(store), ['c']);
    },
  },
  {
    id: 'due-survives-refused-commit',
    why: 'A commit that was undone leaves no work behind and hides none.',
    async check({ store }) {
      await store.commit([work('a', { due_at: NOW })]);
      const refused = store.commit([work('a', { due_at: NOW + 90 }), work('b', { colour: 'red' })]);
      await assert.rejects(refused, { code: 'CW_STORE_ROW_INVALID' });
      same(await due(store), ['a']);
    },
  },
  {
    id: 'due-seen-by-client',
    why: 'The command line shows what is due beside a running engine.',
    async check({ store, client }) {
      const other = await client();
      await store.commit([work('a')]);
      same(await due(other), ['a']);
      await store.commit([work('b', { portal: 'main/2' })]);
      same(new Set(await due(other)), new Set(['a', 'b']));
    },
  },
  {
    id: 'next-due-at',
    why: 'The engine sleeps until there is something to do.',
    async check({ store }) {
      assert.equal(await store.nextDueAt(0), undefined);
      await store.commit([work('never', { due_at: null })]);
      assert.equal(await store.nextDueAt(0), undefined);
      await store.commit([work('a', { due_at: NOW + 5 }), work('b', { queue: 'status', due_at: NOW + 3 })]);
      assert.equal(await store.nextDueAt(0), NOW + 3);
      assert.equal(await store.nextDueAt(NOW + 3), NOW + 5);
      assert.equal(await store.nextDueAt(NOW + 5), undefined);
    },
  },
  {
    id: 'leased-work-is-due-after-restart',
    why: 'What a dead process had begun is looked at again at once, and can be told from what was never begun.',
    async check({ store, reopen }) {
      await store.commit([
        work('leased', { due_at: NOW + 90_000, leased: 1 }),
        work('waiting', { due_at: NOW + 90_000 }),
      ]);
      same(await due(store), []);
      const again = await reopen();
      same(await due(again), ['leased']);
      const [leased] = await again.read([{ table: 'work', equal: { leased: 1 } }]);
      same(keys(leased), ['leased']);
    },
  },
];

function portal(name: string, rows: number) {
  return Array.from({ length: rows }, (_, at) => work(`${name}${at}`, { portal: `main/${name}`, due_at: at }));
}

async function due(store: WorkStore, over: Partial<DueQuery> = {}): Promise<string[]> {
  return keys(await store.due({ queue: 'send', nowMs: NOW, perPortal: 10, limit: 10, ...over }));
}

/** How many rows of each portal, whose name their keys begin with. */
function counts(found: string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const key of found) counted[key[0]!] = (counted[key[0]!] ?? 0) + 1;
  return counted;
}
