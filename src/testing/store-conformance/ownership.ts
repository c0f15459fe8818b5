import assert from 'node:assert/strict';
import { content, event, journalEntry, keys, message, named, work } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const ownershipCases: StoreCase[] = [
  {
    id: 'fenced-after-takeover',
    why: 'A process that was paused must not write the state of what another one now owns; what it learnt it may append.',
    async check({ store, takeOver }) {
      const other = await takeOver();
      await assert.rejects(store.commit([content('a', 'late')]), { code: 'CW_STORE_FENCED' });
      same(await store.append([event()]), ['appended']);
      await other.commit([content('a', 'new owner')]);
      const [rows] = await store.read([{ table: 'contents', keys: ['a'] }]);
      same(rows, [{ key: 'a', doc: 'new owner' }]);
    },
  },
  {
    id: 'fenced-commit-fails-alone',
    why: 'Events that share a group with a fenced commit are still acknowledged.',
    async check({ store, takeOver }) {
      await takeOver();
      const [one, commit, two] = await Promise.allSettled([
        store.append([named('one')]),
        store.commit([content('a', 'late')]),
        store.append([named('two')]),
      ]);
      same([one.status, commit.status, two.status], ['fulfilled', 'rejected', 'fulfilled']);
      assert.equal((await store.inbox(0, 10)).length, 2);
      assert.equal(await store.count({ table: 'contents' }), 0);
    },
  },
  {
    id: 'client-reads-and-appends',
    why: 'The command line looks at a live store and asks for things by appending them, like everyone else.',
    async check({ store, client }) {
      const other = await client();
      await store.commit([message('m')]);
      const [rows] = await other.read([{ table: 'messages', keys: ['m'] }]);
      same(keys(rows), ['m']);
      await other.append([named('from the command line')]);
      const [appended] = await store.inbox(0, 10);
      assert.equal(appended?.body, 'from the command line');
      await assert.rejects(other.commit([content('a', 'x')]), { code: 'CW_STORE_FENCED' });
      await other.ping();
    },
  },
  {
    id: 'reopen-keeps-all',
    why: 'What was acknowledged is there after a restart.',
    async check({ store, reopen }) {
      await store.append([named('waiting', { dedupeKey: 'k' })]);
      await store.commit([message('m'), content('c', 'text'), journalEntry('m', 'sent'), work('w', { due_at: 5 })]);
      const again = await reopen();
      same(
        (await again.inbox(0, 10)).map(({ body }) => body),
        ['waiting'],
      );
      same(await again.append([named('waiting', { dedupeKey: 'k' })]), ['duplicate']);
      const answers = await again.read([
        { table: 'messages', keys: ['m'] },
        { table: 'contents', keys: ['c'] },
      ]);
      same(answers.map(keys), [['m'], ['c']]);
      same(
        (await again.journal(0, 10)).map(({ doc }) => doc),
        ['sent'],
      );
      assert.equal(await again.nextDueAt(0), 5);
    },
  },
  {
    id: 'close-finishes',
    why: 'Stopping loses nothing that was asked for, and what is asked afterwards is refused clearly.',
    async check({ store, reopen }) {
      const calls = Array.from({ length: 50 }, (_, at) => store.append([named(String(at))]));
      await store.close();
      await store.close();
      const outcomes = await Promise.all(calls);
      assert.ok(outcomes.every(([outcome]) => outcome === 'appended'));
      await assert.rejects(store.append([event()]), { code: 'CW_STORE_STOPPED' });
      const again = await reopen();
      assert.equal(await again.count({ table: 'inbox' }), 50);
    },
  },
  {
    id: 'reads-see-earlier-writes',
    why: 'Callers that do not wait for each other still see their own writes, in the order of their calls.',
    async check({ store }) {
      const commits = Array.from({ length: 20 }, (_, at) => store.commit([content('a', String(at))]));
      const [rows] = await store.read([{ table: 'contents', keys: ['a'] }]);
      same(rows, [{ key: 'a', doc: '19' }]);
      await Promise.all(commits);
    },
  },
];
