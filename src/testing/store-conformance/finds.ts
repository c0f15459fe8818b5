import assert from 'node:assert/strict';
import type { Find, WorkStore } from '../../outbox/work-store.js';
import { keys, message, NOW, named, work } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const findCases: StoreCase[] = [
  {
    id: 'find-equal-and-range',
    why: 'Rows are found by the columns they are declared with; a range takes its start and not its end.',
    async check({ store }) {
      await store.commit([
        message('m1', { created_at: NOW + 1 }),
        message('m2', { created_at: NOW + 2 }),
        message('m3', { created_at: NOW + 3 }),
        message('other', { created_at: NOW + 2, portal: '2' }),
      ]);
      const equal = { portal: '62515' };
      const range = { column: 'created_at', from: NOW + 1, until: NOW + 3 };
      same(await found(store, { table: 'messages', equal, range }), ['m1', 'm2']);
      same(await found(store, { table: 'messages', equal, range: { ...range, until: null } }), ['m1', 'm2', 'm3']);
      same(await found(store, { table: 'messages', equal: { ...equal, origin: 'published' } }), []);
    },
  },
  {
    id: 'find-order-and-limit',
    why: 'Pages come in a stable order: by the column of the range, then by key, either way.',
    async check({ store }) {
      await store.commit([
        message('c', { created_at: NOW }),
        message('a', { created_at: NOW + 1 }),
        message('b', { created_at: NOW + 1 }),
        message('d', { created_at: NOW + 2 }),
      ]);
      const range = { column: 'created_at' };
      same(await found(store, { table: 'messages', range }), ['c', 'a', 'b', 'd']);
      same(await found(store, { table: 'messages', range, order: 'descending', limit: 3 }), ['d', 'b', 'a']);
      same(await found(store, { table: 'messages' }), ['a', 'b', 'c', 'd']);
      same(await found(store, { table: 'messages', order: 'descending', limit: 1 }), ['d']);
      same(await found(store, { table: 'messages', limit: 0 }), []);
    },
  },
  {
    id: 'find-default-limit',
    why: 'A find nobody bounded does not read a table whole.',
    async check({ store }) {
      await store.commit(Array.from({ length: 130 }, (_, at) => message(`m${at}`)));
      assert.equal((await found(store, { table: 'messages' })).length, 100);
      assert.equal((await found(store, { table: 'messages', limit: 1000 })).length, 130);
    },
  },
  {
    id: 'find-by-key-range',
    why: 'A whole table can be read page by page.',
    async check({ store }) {
      await store.commit(['a', 'b', 'c', 'B', 'é'].map((key) => message(key)));
      const range = { column: 'key', from: 'b' };
      same(await found(store, { table: 'messages', range }), ['b', 'c', 'é'], 'keys stand in byte order');
    },
  },
  {
    id: 'find-null-and-flags',
    why: 'Rows that wait at no gate, or are still open, are asked for all the time.',
    async check({ store }) {
      await store.commit([
        work('free'),
        work('gated', { gate: 'account:1' }),
        message('open'),
        message('shut', { open: 0 }),
      ]);
      same(await found(store, { table: 'work', equal: { gate: null } }), ['free']);
      same(await found(store, { table: 'work', equal: { gate: 'account:1' } }), ['gated']);
      same(await found(store, { table: 'messages', equal: { open: 1 } }), ['open']);
      same(await found(store, { table: 'messages', equal: { open: 0, conversation: 'c1' } }), ['shut']);
    },
  },
  {
    id: 'find-follows-the-columns',
    why: 'A row is found by what it is now, not by what it was.',
    async check({ store }) {
      await store.commit([message('m', { open: 1, conversation: 'old' })]);
      await store.commit([message('m', { open: 0, conversation: 'new' })]);
      same(await found(store, { table: 'messages', equal: { conversation: 'old' } }), []);
      same(await found(store, { table: 'messages', equal: { open: 1 } }), []);
      same(await found(store, { table: 'messages', equal: { conversation: 'new' } }), ['m']);
    },
  },
  {
    id: 'find-undeclared-refused',
    why: 'A misspelt column must not look like an empty answer.',
    async check({ store }) {
      const refused = (find: Find) => assert.rejects(store.read([find]), { code: 'CW_STORE_ROW_INVALID' });
      await refused({ table: 'messages', equal: { colour: 'red' } });
      await refused({ table: 'messages', range: { column: 'constructor', from: 1 } });
      await refused({ table: 'messages', equal: { created_at: 'yesterday' } });
      await refused({ table: 'journal' });
      await refused({ table: 'nowhere' });
    },
  },
  {
    id: 'count',
    why: 'Operators ask how much there is.',
    async check({ store }) {
      await store.commit([message('a'), message('b', { open: 0 }), message('c', { created_at: NOW + 1 })]);
      await store.append([named('waiting')]);
      assert.equal(await store.count({ table: 'messages' }), 3);
      assert.equal(await store.count({ table: 'messages', equal: { open: 1 } }), 2);
      assert.equal(await store.count({ table: 'messages', range: { column: 'created_at', from: NOW + 1 } }), 1);
      assert.equal(await store.count({ table: 'inbox', equal: { portal: '62515' } }), 1);
    },
  },
];

async function found(store: WorkStore, find: Find): Promise<string[]> {
  const [rows] = await store.read([find]);
  return keys(rows);
}
