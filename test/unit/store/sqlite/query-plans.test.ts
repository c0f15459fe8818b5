import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Find } from '../../../../src/outbox/work-store.js';
import { declaredTable } from '../../../../src/store/declared-rows.js';
import { findSql, pruneSql } from '../../../../src/store/sqlite/derived-sql.js';
import type { Statements } from '../../../../src/store/sqlite/statements.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

const finds: [string, Find][] = [
  ['work at a gate', { table: 'work', equal: { gate: 'g' } }],
  ['work of one portal at a gate', { table: 'work', equal: { gate: 'g', portal: 'main/1' } }],
  ['work for a row', { table: 'work', equal: { ref: 'r' } }],
  ['leased work', { table: 'work', equal: { leased: 1 } }],
  [
    'messages of a portal since',
    { table: 'messages', equal: { portal: 'p' }, range: { column: 'created_at', from: 1 } },
  ],
  [
    'newest messages of an account',
    { table: 'messages', equal: { account: 'a' }, range: { column: 'received_at' }, order: 'descending' },
  ],
  [
    'open messages of a conversation, oldest first',
    { table: 'messages', equal: { conversation: 'c', open: 1 }, range: { column: 'created_at', until: 9 } },
  ],
  [
    'the history of a conversation',
    { table: 'messages', equal: { conversation: 'c' }, range: { column: 'created_at' } },
  ],
  ['open messages', { table: 'messages', equal: { open: 1 } }],
  ['open messages, the next page', { table: 'messages', equal: { open: 1 }, range: { column: 'key', from: 'k' } }],
  ['statuses HubSpot has yet to be told', { table: 'statuses', equal: { dirty: 1 } }],
  ['the same of one portal', { table: 'statuses', equal: { dirty: 1, portal: 'p' } }],
  ['its next page', { table: 'statuses', equal: { dirty: 1, portal: 'p' }, range: { column: 'key', from: 'k' } }],
  ['the lanes of a portal', { table: 'lanes', equal: { portal: 'p' }, range: { column: 'key', from: 'k' } }],
  ['refs of a message', { table: 'refs', equal: { message: 'm' } }],
  [
    'publications in a state',
    { table: 'publications', equal: { state: 's' }, range: { column: 'created_at', until: 1 } },
  ],
  ['the publication of a message', { table: 'publications', equal: { message: 'm' } }],
  ['conversations of an account', { table: 'conversations', equal: { account: 'a' }, range: { column: 'last_at' } }],
  ['aliases of a conversation', { table: 'aliases', equal: { conversation: 'c' } }],
  ['an account by its HubSpot id', { table: 'accounts', equal: { channel_account_id: '1' } }],
  ['a channel by its HubSpot id', { table: 'channels', equal: { hubspot_channel_id: '1' } }],
  ['dead letters of a portal', { table: 'dead_letters', equal: { portal: 'p' }, range: { column: 'at', from: 1 } }],
  [
    'those of one moment, the next page',
    { table: 'dead_letters', equal: { portal: 'p', at: 1 }, range: { column: 'key', from: 'k' } },
  ],
  ['a whole table, page by page', { table: 'contents', range: { column: 'key', from: 'k' } }],
  ['the journal of a message', { table: 'journal', equal: { message: 'm' }, range: { column: 'seq', from: 1 } }],
];

const prunes: [string, string, Record<string, string | number>?][] = [
  ['contents', 'expires_at'],
  ['refs', 'expires_at'],
  ['dedupe', 'until'],
  ['messages', 'created_at'],
  ['statuses', 'updated_at', { dirty: 0 }],
  ['publications', 'created_at', { state: 'published' }],
  ['conversations', 'last_at'],
  ['dead_letters', 'at'],
  ['journal', 'at'],
  ['gates', 'until'],
];

/** Tables grow to millions of rows: what the engine asks for must be found, and come in order, without a walk or a sort. */
describe('Nothing on a hot path walks a table or sorts', () => {
  let store: TemporaryStore;
  let sql: Statements;

  beforeEach(() => {
    store = temporaryStore();
    sql = store.open().session.connection.sql;
  });
  afterEach(() => store.remove());

  const plan = (text: string) =>
    sql.all<[number, number, number, string]>(`EXPLAIN QUERY PLAN ${text}`).map((row) => row[3]);

  it.each(finds)('finds %s by an index', (_what, find) => {
    const steps = plan(findSql(declaredTable(find.table), find).text);
    expect(steps).toEqual([
      expect.stringMatching(/^(SEARCH|SCAN) \w+ USING (COVERING )?(INDEX|INTEGER PRIMARY KEY|PRIMARY KEY)/),
    ]);
    const walks = steps.filter((step) => step.startsWith('SCAN') && !/_by_(open|dirty|leased)\b/.test(step));
    expect(walks).toEqual([]);
  });

  it.each(prunes)('prunes %s by %s by an index', (table, column, equal = {}) => {
    const { text } = pruneSql(declaredTable(table), { equal, column, before: 1 });
    const steps = plan(text);
    expect(steps.filter((step) => step.startsWith('SCAN') || step.includes('TEMP B-TREE'))).toEqual([]);
    expect(steps.join('\n')).toMatch(new RegExp(`${table}_by_(state_)?${column}`));
  });
});
