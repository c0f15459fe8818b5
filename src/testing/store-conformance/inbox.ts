import assert from 'node:assert/strict';
import type { Json } from '../../contract/json.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { event, NOW, named } from './rows.js';
import { same } from './same.js';
import { soon } from './soon.js';
import type { StoreCase } from './store-bench.js';

const MINUTE = 60_000;

export const inboxCases: StoreCase[] = [
  {
    id: 'append-then-inbox',
    why: 'An event is folded as it arrived, in the order of arrival.',
    async check({ store }) {
      const first = event({ account: 'line-1', body: { text: 'ünï 🙂', list: [1, null, true] } });
      same(await store.append([first, event({ portal: '2' })]), ['appended', 'appended']);
      const [one, two, ...none] = await store.inbox(0, 10);
      same({ ...one, seq: 0 }, { ...first, seq: 0 });
      assert.equal(two?.portal, '2');
      assert.equal('account' in (two ?? {}), false);
      assert.ok(two!.seq > one!.seq);
      same(none, []);
    },
  },
  {
    id: 'inbox-by-cursor',
    why: 'The fold takes a few events at a time and continues where it stopped.',
    async check({ store }) {
      await store.append(['a', 'b', 'c', 'd'].map((name) => named(name)));
      const some = await store.inbox(0, 3);
      same(bodies(some), ['a', 'b', 'c']);
      same(bodies(await store.inbox(some[1]!.seq, 3)), ['c', 'd']);
    },
  },
  {
    id: 'dedupe',
    why: 'Providers and HubSpot repeat themselves; a fact enters once, also after it was dealt with.',
    async check({ store }) {
      const fact = event({ dedupeKey: 'k', dedupeUntilMs: NOW + MINUTE });
      same(await store.append([fact, fact]), ['appended', 'duplicate']);
      same(await store.append([fact, event({ dedupeKey: 'other' })]), ['duplicate', 'appended']);
      const [first] = await store.inbox(0, 1);
      await store.commit([{ op: 'consume', seq: first!.seq }]);
      same(await store.append([fact]), ['duplicate']);
    },
  },
  {
    id: 'dedupe-without-key',
    why: 'What has no identity is never taken for something else.',
    async check({ store }) {
      same(await store.append([event(), event()]), ['appended', 'appended']);
    },
  },
  {
    id: 'dedupe-expires',
    why: 'Keys are not kept for ever; once the time is over, the same key is new, and remembered anew.',
    async check({ store }) {
      const at = (receivedAtMs: number) =>
        event({ dedupeKey: 'k', receivedAtMs, dedupeUntilMs: receivedAtMs + MINUTE });
      same(await store.append([at(NOW)]), ['appended']);
      same(await store.append([at(NOW + MINUTE - 1)]), ['duplicate']);
      same(await store.append([at(NOW + MINUTE)]), ['appended']);
      same(await store.append([at(NOW + 2 * MINUTE - 1)]), ['duplicate']);
    },
  },
  {
    id: 'dedupe-is-pruned',
    why: 'The memory of keys must not grow without end; a key without an end stays.',
    async check({ store }) {
      await store.append([
        event({ dedupeKey: 'old', dedupeUntilMs: NOW }),
        event({ dedupeKey: 'young', dedupeUntilMs: NOW + 1 }),
        event({ dedupeKey: 'endless' }),
      ]);
      assert.equal(await store.prune({ table: 'dedupe', column: 'until', before: NOW + 1, limit: 10 }), 1);
      assert.equal(await store.count({ table: 'dedupe' }), 2);
    },
  },
  {
    id: 'dedupe-key-of-any-length',
    why: 'A provider chooses how long its ids are.',
    async check({ store }) {
      const long = 'x'.repeat(5000);
      const facts = [`${long}1`, `${long}2`, `${long}1`].map((dedupeKey) => event({ dedupeKey }));
      same(await store.append(facts), ['appended', 'appended', 'duplicate']);
    },
  },
  {
    id: 'bad-event-alone-fails',
    why: 'One event that cannot be stored must not keep the others of its webhook out.',
    async check({ store }) {
      const bad = event({ body: undefined as unknown as Json });
      const group = [named('before'), bad, named('after')];
      await assert.rejects(store.append(group), { code: 'CW_STORE_ROW_INVALID' });
      same(bodies(await store.inbox(0, 10)), ['before', 'after']);
    },
  },
  {
    id: 'concurrent-appends-apart',
    why: 'Callers share one commit; what one of them does wrong is no business of the others.',
    async check({ store }) {
      const calls = Array.from({ length: 30 }, (_, at) => {
        const bad: Partial<NewInboxEvent> = at % 10 === 5 ? { slot: 1.5 } : {};
        return store.append([named(String(at), { dedupeKey: String(at % 20), ...bad })]);
      });
      const outcomes = await Promise.allSettled(calls);
      const refused = outcomes.flatMap(({ status }, at) => (status === 'rejected' ? [at] : []));
      same(refused, [5, 15, 25]);
      assert.equal((await store.inbox(0, 100)).length, 18, 'twenty keys, two of them only in refused calls');
    },
  },
  {
    id: 'numbers-are-never-reused',
    why: 'A cursor or a sealed body must never meet another event under the same number.',
    async check({ store, reopen }) {
      await store.append([event()]);
      const [first] = await store.inbox(0, 1);
      await store.commit([{ op: 'consume', seq: first!.seq }]);
      const again = await reopen();
      await again.append([event()]);
      const [second] = await again.inbox(0, 1);
      assert.ok(second!.seq > first!.seq);
    },
  },
  {
    id: 'client-appends-beside-engine',
    why: 'The command line appends to a live store, and whoever reads from the beginning and consumes misses no event.',
    async check({ store, client }) {
      const other = await client();
      const seen: Json[] = [];
      const calls: Promise<unknown>[] = [];
      const takeAll = async () => {
        const events = await store.inbox(0, 100);
        await store.commit(events.map(({ seq }) => ({ op: 'consume', seq })));
        seen.push(...bodies(events));
      };
      for (let at = 0; at < 40; at++) {
        calls.push(store.append([named(`engine ${at}`)]), other.append([named(`client ${at}`)]));
        await takeAll();
      }
      await Promise.all(calls);
      await soon(async () => {
        await takeAll();
        return seen.length >= 80;
      });
      assert.equal(seen.length, 80);
      assert.equal(new Set(seen).size, 80);
    },
  },
];

function bodies(events: readonly { body: Json }[]): Json[] {
  return events.map(({ body }) => body);
}
