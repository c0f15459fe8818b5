import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Change } from '../../../../src/outbox/change.js';
import type { ColumnValue } from '../../../../src/outbox/table.js';
import type { Find, Prune } from '../../../../src/outbox/work-store.js';
import { Announcements } from '../../../../src/store/postgres/announcements.js';
import { Appender } from '../../../../src/store/postgres/appender.js';
import { planCommit } from '../../../../src/store/postgres/commit-plan.js';
import { commitStatement } from '../../../../src/store/postgres/commit-statement.js';
import { Documents } from '../../../../src/store/postgres/documents.js';
import { dueStatements } from '../../../../src/store/postgres/due-statements.js';
import { InboxReader } from '../../../../src/store/postgres/inbox-reader.js';
import { Journal } from '../../../../src/store/postgres/journal.js';
import { renewSql } from '../../../../src/store/postgres/ledger/member-statements.js';
import { claimSql } from '../../../../src/store/postgres/ledger/slot-statements.js';
import { schemaName } from '../../../../src/store/postgres/names.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import type { Sql, SqlValue } from '../../../../src/store/postgres/sql.js';
import { TakenSlots } from '../../../../src/store/postgres/taken-slots.js';
import { indexName, TABLES, type TableDeclaration } from '../../../../src/store/schema.js';
import { createSealer } from '../../../../src/store/sealing.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { content, event, journalEntry, NOW, work } from '../../../../src/testing/store-conformance/rows.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { plansOf } from '../../../fixtures/query-plan.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

/** Enough for a walk to cost more than an index. */
const ROWS = 10_000;
/** Their rows are few, whatever the load. */
const SMALL = new Set(['members', 'slots', 'writers', 'sealing_keys', 'pings']);

const SCHEMA = schemaName('channelwright');
const SEALER = createSealer([TEST_KEY]);
const SLOT = [{ slot: 7, epoch: 1 }];
const DUE = dueStatements(SCHEMA);

/** Keeps what it is asked, and finds nothing. */
class Recorder implements Sql {
  readonly asked: [text: string, values: readonly SqlValue[]][] = [];

  query<Row extends unknown[]>(text: string, values: readonly SqlValue[] = []): Promise<Row[]> {
    this.asked.push([text, values]);
    return Promise.resolve([]);
  }
}

type Asking = (sql: Sql) => Promise<unknown>;

const documents = (sql: Sql) => new Documents(sql, SEALER, SCHEMA);
const inbox = (sql: Sql) => {
  const taken = new TakenSlots(true);
  const reader = new InboxReader({ sql, sealer: SEALER, schema: SCHEMA, taken, scheduler: new ManualScheduler() });
  reader.heard([7]);
  return reader;
};
const committed = (changes: Change[]) => (sql: Sql) => {
  const { text, values } = commitStatement(SCHEMA, SEALER, planCommit(changes), {
    under: SLOT,
    writer: 'w',
    number: 1,
  });
  return sql.query(text, values);
};
const statement = (text: string, values: SqlValue[]) => (sql: Sql) => sql.query(text, values);

const hot: [what: string, asking: Asking, indexes: string[]][] = [
  ['the inbox', (sql) => inbox(sql).ready(0, 100), ['inbox_by_seq_park_key']],
  ['what waits of a portal', (sql) => inbox(sql).parked(5, 100, 'v1'), ['inbox_by_portal_park_key']],
  ['parked events', (sql) => inbox(sql).overdue(NOW, 100), ['inbox_by_park_until']],
  ['due work', statement(DUE.due, ['v1', NOW, [7], ['v1'], [0], [10]]), ['work_by_queue_portal_due_at']],
  ['the next time', statement(DUE.next, [NOW, [7, 8]]), ['work_by_due_at']],
  ['what is due in slots just taken', statement(DUE.learn, [[7, 8]]), ['work_by_queue_portal_due_at']],
  ['what a former owner had leased', statement(DUE.release, [[7], [1]]), ['work_by_leased']],
  ['the journal', (sql) => new Journal(sql, SCHEMA).after(5, 100, {}), ['journal_pkey']],
  ['a message’s journal', (sql) => new Journal(sql, SCHEMA).after(5, 9, { message: 'v1' }), ['journal_by_message']],
  [
    'announcements',
    (sql) => new Announcements(sql, SCHEMA, new ManualScheduler()).since('99999999'),
    ['announcements_by_written_by'],
  ],
  ['a heartbeat', statement(renewSql(SCHEMA), ['m']), ['accounts_needed']],
  ['a claim', statement(claimSql(SCHEMA), ['m', 10]), ['accounts_needed']],
  ['an append', (sql) => new Appender(sql, SEALER, SCHEMA, () => undefined).append([event({ dedupeKey: 'v1' })]), []],
  [
    'a commit',
    committed([
      work('key1'),
      content('key1', 'text'),
      journalEntry('key1', 'x'),
      { op: 'remove', table: 'work', key: 'key2' },
      { op: 'consume', seq: 1 },
      { op: 'park', seq: 2, parkKey: 'v1', untilMs: 1 },
      { op: 'unpark', parkKey: 'v2' },
    ]),
    ['work_pkey', 'inbox_pkey', 'inbox_by_park_key'],
  ],
];

const prunes: Omit<Prune, 'before' | 'limit'>[] = [
  { table: 'contents', column: 'expires_at' },
  { table: 'refs', column: 'expires_at' },
  { table: 'dedupe', column: 'until' },
  { table: 'messages', column: 'created_at' },
  { table: 'statuses', column: 'updated_at', equal: { dirty: 0 } },
  { table: 'publications', column: 'created_at', equal: { state: 'v1' } },
  { table: 'conversations', column: 'last_at' },
  { table: 'dead_letters', column: 'at' },
  { table: 'journal', column: 'at' },
  { table: 'gates', column: 'until' },
];

describe('Nothing on a hot path walks a table of PostgreSQL, whichever plan a prepared statement gets', () => {
  let database: FreshDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await freshDatabase();
    await (await openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'client' })).close();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const table of TABLES.values()) await client.query(filled(table));
    await client.query(`INSERT INTO ${SCHEMA}.announcements (written_by, of_table, of_key)
      SELECT n::text::xid8, 'gates', 'key' || n FROM generate_series(1, ${ROWS}) AS n`);
    await client.query(
      `UPDATE ${SCHEMA}.accounts SET state = 'active', app = 'main', channel = 'c' || slot % 3 WHERE slot % 5 = 0`,
    );
    await client.query('VACUUM ANALYZE');
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const plans = async (asking: Asking) => {
    const recorder = new Recorder();
    await asking(recorder);
    const [text, values] = recorder.asked.at(-1)!;
    return (await plansOf(client, text, values)).map(({ indexes, walks }) => ({
      indexes,
      walks: walks.filter((table) => !SMALL.has(table)),
    }));
  };

  it.each(hot)('%s', async (_what, asking, indexes) => {
    for (const plan of await plans(asking)) {
      expect(plan.walks).toEqual([]);
      expect(plan.indexes).toEqual(expect.arrayContaining(indexes));
    }
  });

  const reads = [...TABLES.values()].flatMap((table) => (table.role === 'documents' ? declaredFinds(table) : []));

  it.each(reads)('a read by %s', async (index, find) => {
    for (const plan of await plans((sql) => documents(sql).read([find]))) {
      expect(plan).toEqual({ indexes: expect.arrayContaining([expect.stringMatching(index)]), walks: [] });
    }
  });

  it.each([...TABLES.values()].filter(({ role }) => role === 'documents').map(({ name }) => name))(
    'rows of %s by their keys',
    async (table) => {
      for (const plan of await plans((sql) => documents(sql).read([{ table, keys: ['key1', 'key2'] }]))) {
        expect(plan).toEqual({ indexes: [`${table}_pkey`], walks: [] });
      }
    },
  );

  it.each(prunes.map((what) => [`${what.table} by ${what.column}`, what] as const))(
    'prunes %s',
    async (_what, what) => {
      for (const plan of await plans((sql) => documents(sql).prune({ ...what, before: 50, limit: 500 }))) {
        expect(plan.walks).toEqual([]);
        expect(plan.indexes).toContainEqual(expect.stringMatching(`^${what.table}_by_.*${what.column}`));
      }
    },
  );
});

/** Numbers that differ, texts of which there are many, flags that are seldom set. */
function filled(table: TableDeclaration): string {
  const values = { text: `'v' || n % 1000`, integer: 'n', flag: '(n % 100 = 0)::int' };
  const columns = Object.entries(table.columns).map(([name, type]) => [
    name,
    name === 'slot' ? 'n % 1024' : values[type],
  ]);
  if (table.identity === 'key') columns.push(['key', `'key' || n`]);
  if (table.role !== 'dedupe') columns.push(table.sealed ? ['sealed', `'x'`] : ['doc', `repeat('x', 200)`]);
  if (table.role === 'inbox') columns.push(['park_key', `CASE WHEN n % 10 = 0 THEN 'v' || n END`]);
  const unique = new Map(columns as [string, string][]);
  return `INSERT INTO ${SCHEMA}.${table.name} (${[...unique.keys()].join(', ')})
    SELECT ${[...unique.values()].join(', ')} FROM generate_series(1, ${ROWS}) AS n`;
}

/** What each declared index is for: its texts and flags compared, its number a range. */
function declaredFinds(table: TableDeclaration): [index: string, find: Find][] {
  return table.indexes
    .filter(({ bySlot }) => !bySlot)
    .map((index) => {
      const equal: Record<string, ColumnValue> = {};
      const flag = /^(\w+) = 1$/.exec(index.where ?? '')?.[1];
      if (flag !== undefined) equal[flag] = 1;
      let range: Find['range'];
      for (const column of index.on) {
        if (table.columns[column] === 'text') equal[column] = 'v1';
        else if (table.columns[column] === 'integer') range = { column, from: 10, until: 50 };
      }
      const name = indexName(table, index);
      // The same rows can be found by either.
      const either = name.startsWith('work_by_gate') ? '^work_by_gate' : `^${name}$`;
      return [either, { table: table.name, equal, ...(range ? { range } : {}), limit: 10 }];
    });
}
