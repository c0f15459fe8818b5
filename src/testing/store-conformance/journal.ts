import assert from 'node:assert/strict';
import { journalEntry, NOW } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const journalCases: StoreCase[] = [
  {
    id: 'journal-by-cursor',
    why: 'A durable consumer reads every entry once, in the order it happened, and goes on after a restart.',
    async check({ store, reopen }) {
      await store.commit([journalEntry('m1', 'one'), journalEntry('m2', 'two')]);
      await store.commit([journalEntry('m1', 'three')]);
      const some = await store.journal(0, 2);
      same(
        some.map((entry) => entry.doc),
        ['one', 'two'],
      );
      assert.ok(some[0]!.seq < some[1]!.seq);
      const again = await reopen();
      same(
        (await again.journal(some[1]!.seq, 10)).map((entry) => entry.doc),
        ['three'],
      );
    },
  },
  {
    id: 'journal-of-one-message',
    why: 'What happened to a message is shown in order.',
    async check({ store }) {
      await store.commit([journalEntry('m1', 'one'), journalEntry('m2', 'two'), journalEntry('m1', 'three')]);
      const entries = await store.journal(0, 10, { message: 'm1' });
      same(
        entries.map((entry) => entry.doc),
        ['one', 'three'],
      );
      const [first] = entries;
      same(
        (await store.journal(first!.seq, 10, { message: 'm1' })).map((entry) => entry.doc),
        ['three'],
      );
      await assert.rejects(store.journal(0, 1, { colour: 'red' }), { code: 'CW_STORE_ROW_INVALID' });
    },
  },
  {
    id: 'journal-is-pruned',
    why: 'History ends when its time is over; cursors stay valid.',
    async check({ store }) {
      await store.commit([journalEntry('m', 'old', { at: NOW - 1 }), journalEntry('m', 'new', { at: NOW })]);
      const [old] = await store.journal(0, 1);
      assert.equal(await store.prune({ table: 'journal', column: 'at', before: NOW, limit: 10 }), 1);
      same(
        (await store.journal(old!.seq, 10)).map((entry) => entry.doc),
        ['new'],
      );
    },
  },
];
