import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SlotEpoch } from '../../../../src/outbox/owned-slots.js';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { Journal } from '../../../../src/store/postgres/journal.js';
import { schemaName } from '../../../../src/store/postgres/names.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import type { PostgresStore } from '../../../../src/store/postgres/postgres-store.js';
import type { Sql } from '../../../../src/store/postgres/sql.js';
import { content, journalEntry, keys, NOW, named, work } from '../../../../src/testing/store-conformance/rows.js';
import { PlainSql } from '../../../fixtures/plain-sql.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';
import { until } from '../../../fixtures/until.js';

const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: [], channels: [], expiryMs: 600_000 };
const DUE = { queue: 'send', nowMs: NOW, perPortal: 10, limit: 10 };

describe('Calls on PostgreSQL that meet each other', () => {
  let database: FreshDatabase;
  let store: PostgresStore;
  let owned: SlotEpoch[];
  let outside: PlainSql;

  beforeEach(async () => {
    database = await freshDatabase();
    store = await openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'engine' });
    owned = await store.claim(await store.join(MEMBER), SLOTS);
    outside = await PlainSql.connect(database.url);
  });
  afterEach(async () => {
    await store.close();
    await outside.close();
    await database.drop();
  });

  it('does not work on slots that were dropped while they were being taken', async () => {
    await store.take(owned);
    await store.commit([work('one', { due_at: NOW })], owned);
    await store.append([named('an event')]);
    store.drop(owned.map(({ slot }) => slot));
    const taking = store.take(owned);
    store.drop(owned.map(({ slot }) => slot));
    await taking;
    expect(await store.due(DUE)).toEqual([]);
    expect(await store.inbox(0, 10)).toEqual([]);
    await store.take(owned);
    expect(keys(await store.due(DUE))).toEqual(['one']);
    expect(await store.inbox(0, 10)).toHaveLength(1);
  });

  it('does not work on slots that were dropped while a commit was on its way', async () => {
    await store.take(owned);
    const committed = store.commit([work('one', { due_at: NOW })], owned);
    store.drop(owned.map(({ slot }) => slot));
    await committed;
    expect(await store.due(DUE)).toEqual([]);
    await store.take(owned);
    expect(keys(await store.due(DUE))).toEqual(['one']);
  });

  it('answers nothing of slots that are dropped before the answer is there', async () => {
    await store.take(owned);
    await store.commit([work('one', { due_at: NOW })], owned);
    await store.append([named('an event')]);
    const answers = [store.due(DUE), store.inbox(0, 10)];
    store.drop(owned.map(({ slot }) => slot));
    expect(await Promise.all(answers)).toEqual([[], []]);
  });

  it('writes for a process again whose own row was cleared away', async () => {
    await store.take(owned);
    await outside.query('DELETE FROM channelwright.writers');
    await store.commit([journalEntry('m', 'one'), content('a', 'x')], owned);
    expect(await store.count({ table: 'journal' })).toBe(1);
    expect(await outside.query('SELECT last_commit FROM channelwright.writers')).toEqual([[1]]);
  });

  it('answers everybody who waits for a connection while it is being closed', async () => {
    const small = await openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'client', poolSize: 1 });
    const reads = Array.from({ length: 5 }, () => small.read([{ table: 'contents', keys: ['a'] }]));
    await small.close();
    expect(await Promise.all(reads)).toEqual(reads.map(() => [[]]));
  });

  it('writes nothing, and locks nothing, for an event that is known', async () => {
    const facts = ['one', 'two'].map((name) => named(name, { dedupeKey: name }));
    await store.append(facts);
    expect(await store.append(facts)).toEqual(['duplicate', 'duplicate']);
    expect(await outside.query('SELECT DISTINCT xmax::text FROM channelwright.dedupe')).toEqual([['0']]);
  });

  it('misses no entry of the journal that is written while the gap before the next is being judged', async () => {
    await store.take(owned);
    await outside.query('BEGIN');
    await outside.query(`SELECT pg_current_xact_id()`);
    await outside.query(`INSERT INTO channelwright.journal (message, doc) VALUES ('m', 'first, but late')`);
    await store.commit([journalEntry('m', 'second')], owned);
    const reader = await PlainSql.connect(database.url);
    let asked = 0;
    const between: Sql = {
      async query<Row extends unknown[]>(...statement: Parameters<Sql['query']>) {
        if (asked++ === 1) await outside.query('COMMIT');
        return reader.query<Row>(...statement);
      },
    };
    const journal = new Journal(between, schemaName('channelwright'));
    const first = await journal.after(0, 10, {});
    const rest = await journal.after(first.at(-1)?.seq ?? 0, 10, {});
    await reader.close();
    expect([...first, ...rest].map(({ doc }) => doc)).toEqual(['first, but late', 'second']);
  });

  it('tells what is announced in a cluster whose transactions have lower numbers than the one before', async () => {
    await store.take(owned);
    const columns = { scope: 'gate', until: null };
    await store.commit([{ op: 'put', table: 'gates', key: 'g', columns, doc: '{}' }], owned);
    const { rows } = await store.announced('99999999999');
    expect(rows).toEqual([{ table: 'gates', key: 'g' }]);
  });

  it('takes whatever anybody else notifies for a hint that something may have happened', async () => {
    let woken = 0;
    store.onWake(() => {
      woken += 1;
    });
    for (const payload of ['garbage', 'null', '[]', '{"slots":"x"}', '']) {
      await outside.query('SELECT pg_notify($1, $2)', ['channelwright.channelwright', payload]);
    }
    await until('all were heard', () => woken === 5);
    await store.ping();
  });
});
