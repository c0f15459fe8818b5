import assert from 'node:assert/strict';
import type { Change } from '../../outbox/change.js';
import { content, journalEntry, keys, message, NOW, named, publication, work } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const documentCases: StoreCase[] = [
  {
    id: 'put-get-remove',
    why: 'What was committed last is what is read.',
    async check({ store }) {
      await store.commit([content('a', 'one'), content('b', 'two'), content('c', 'three')]);
      await store.commit([content('b', 'two again'), { op: 'remove', table: 'contents', key: 'c' }]);
      const [rows] = await store.read([{ table: 'contents', keys: ['b', 'nobody', 'c', 'a'] }]);
      same(rows, [
        { key: 'b', doc: 'two again' },
        { key: 'a', doc: 'one' },
      ]);
    },
  },
  {
    id: 'changes-in-order',
    why: 'The fold may put, remove and put the same row in one commit.',
    async check({ store }) {
      await store.commit([
        content('a', 'first'),
        { op: 'remove', table: 'contents', key: 'a' },
        content('a', 'second'),
        content('b', 'x'),
        { op: 'remove', table: 'contents', key: 'b' },
      ]);
      const [rows] = await store.read([{ table: 'contents', keys: ['a', 'b'] }]);
      same(rows, [{ key: 'a', doc: 'second' }]);
    },
  },
  {
    id: 'requests-answered-in-order',
    why: 'One round trip reads all that a reducer touches.',
    async check({ store }) {
      await store.commit([content('a', 'one'), message('m')]);
      const answers = await store.read([
        { table: 'messages', keys: ['m'] },
        { table: 'contents', keys: [] },
        { table: 'contents', keys: ['a'] },
      ]);
      same(answers.map(keys), [['m'], [], ['a']]);
    },
  },
  {
    id: 'commit-all-or-nothing',
    why: 'A state without its journal, or an event consumed without its effect, would be a lie.',
    async check({ store }) {
      await store.append([named('event')]);
      const [event] = await store.inbox(0, 1);
      const changes: Change[] = [
        { op: 'consume', seq: event!.seq },
        content('a', 'one'),
        journalEntry('m', '{}'),
        { op: 'put', table: 'contents', key: 'b', columns: {}, doc: '' },
      ];
      await assert.rejects(store.commit(changes), { code: 'CW_STORE_ROW_INVALID' });
      assert.equal((await store.inbox(0, 10)).length, 1);
      assert.equal(await store.count({ table: 'contents' }), 0);
      assert.equal(await store.count({ table: 'journal' }), 0);
    },
  },
  {
    id: 'undeclared-rows-named',
    why: 'A table and its declaration drift apart silently unless the store names the column.',
    async check({ store }) {
      const refused = (change: Change, what: RegExp) =>
        assert.rejects(store.commit([change]), { code: 'CW_STORE_ROW_INVALID', message: what });
      await refused({ ...work('w'), columns: {} }, /work\.queue is missing/);
      await refused(work('w', { colour: 'red' }), /work\.colour is not declared/);
      await refused(work('w', { due_at: 'soon' }), /work\.due_at does not hold a whole number/);
      await refused(work('w', { due_at: 0.5 }), /work\.due_at/);
      await refused(work('w', { queue: 1 }), /work\.queue does not hold a text/);
      await refused(work('w', { leased: 2 }), /work\.leased does not hold 0 or 1/);
      await refused({ ...work('w'), table: 'nowhere' }, /nowhere/);
      await refused({ op: 'remove', table: 'inbox', key: '1' }, /inbox/);
      await refused(work(''), /key of work/);
      await refused(work('k'.repeat(513)), /key of work/);
      await store.commit([work('k'.repeat(512))]);
    },
  },
  {
    id: 'texts-unchanged',
    why: 'Names, emoji and quotes come back as they were written, in keys and columns as in documents.',
    async check({ store }) {
      const odd = `O'Brien "x" ; -- 日本 🙂\n`;
      await store.commit([message(odd, { conversation: odd }), content(odd, odd)]);
      const [messages, contents] = await store.read([
        { table: 'messages', equal: { conversation: odd } },
        { table: 'contents', keys: [odd] },
      ]);
      same(keys(messages), [odd]);
      same(contents, [{ key: odd, doc: odd }]);
    },
  },
  {
    id: 'prune-oldest-first',
    why: 'What is past its time goes, a few at a time, and nothing else.',
    async check({ store }) {
      await store.commit([
        content('new', '', NOW),
        content('oldest', '', NOW - 3),
        content('older', '', NOW - 2),
        content('old', '', NOW - 1),
        content('endless', '', null),
      ]);
      const prune = () => store.prune({ table: 'contents', column: 'expires_at', before: NOW, limit: 2 });
      assert.equal(await prune(), 2);
      const [left] = await store.read([{ table: 'contents' }]);
      same(keys(left), ['endless', 'new', 'old']);
      assert.equal(await prune(), 1);
      assert.equal(await prune(), 0);
    },
  },
  {
    id: 'prune-only-what-matches',
    why: 'What somebody has yet to be told does not go, however old it is.',
    async check({ store }) {
      await store.commit([
        message('closed', { open: 0, created_at: NOW - 2 }),
        message('open', { open: 1, created_at: NOW - 1 }),
      ]);
      const what = { table: 'messages', equal: { open: 0 }, column: 'created_at', before: NOW, limit: 10 };
      assert.equal(await store.prune(what), 1);
      const [left] = await store.read([{ table: 'messages' }]);
      same(keys(left), ['open']);
    },
  },
  {
    id: 'prune-nothing-that-is-needed',
    why: 'What a customer wrote stays until HubSpot has it, however long that takes.',
    async check({ store }) {
      await store.commit([
        ...['ready', 'published', 'of-none'].map((key) => content(key, '', NOW - 1)),
        ...['ready', 'published'].map((state) => publication(state, { state })),
      ]);
      const unless = { table: 'publications', column: 'state', in: ['waiting', 'ready'] };
      const what = { table: 'contents', column: 'expires_at', before: NOW, limit: 10, unless };
      assert.equal(await store.prune(what), 2);
      const [left] = await store.read([{ table: 'contents' }]);
      same(keys(left), ['ready']);
    },
  },
  {
    id: 'prune-refuses-the-inbox',
    why: 'Events leave the inbox by being dealt with, never by growing old.',
    async check({ store }) {
      const prune = store.prune({ table: 'inbox', column: 'received_at', before: NOW, limit: 1 });
      await assert.rejects(prune, { code: 'CW_STORE_ROW_INVALID' });
    },
  },
];
