import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { SlotEpoch } from '../../../../src/outbox/owned-slots.js';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { prepareSchema } from '../../../../src/store/postgres/migrate.js';
import { MIGRATIONS, type Migration } from '../../../../src/store/postgres/migrations/index.js';
import { schemaName } from '../../../../src/store/postgres/names.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import type { PostgresStore } from '../../../../src/store/postgres/postgres-store.js';
import {
  content,
  journalEntry,
  keys,
  message,
  NOW,
  named,
  work,
} from '../../../../src/testing/store-conformance/rows.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

/** As the first version made and left it: an account, leased work and due work, a journal entry, an event that waits, one parked. */
const WRITTEN = 'test/fixtures/stores/postgres-schema-1.sql';
const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: ['main'], channels: ['sms'], expiryMs: 600_000 };
const DUE = { queue: 'send', nowMs: NOW, perPortal: 10, limit: 10 };

/** A step such as a later version may take while this one still runs. */
const NEXT: Migration = {
  version: MIGRATIONS.length + 1,
  runsFrom: MIGRATIONS.length,
  sql: (schema) => `ALTER TABLE ${schema}.work ADD COLUMN later text NOT NULL DEFAULT '';
    ALTER TABLE ${schema}.members ADD COLUMN later text;
    ALTER TABLE ${schema}.messages ALTER COLUMN origin SET DEFAULT 'x';
    DROP INDEX ${schema}.work_by_ref;
    CREATE INDEX work_by_ref_later ON ${schema}.work (ref, later);
    CREATE TABLE ${schema}.later (id integer)`,
};

describe('Versions of the schema in PostgreSQL', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  let stores: PostgresStore[];

  beforeEach(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await client.end();
    await database.drop();
  });

  const migrate = (migrations: readonly Migration[]) =>
    prepareSchema(client, { schema: schemaName('channelwright'), mayMigrate: true, migrations });
  const open = async () => {
    const store = await openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'engine', poolSize: 1 });
    stores.push(store);
    return store;
  };
  const join = async (store: PostgresStore, slots: number): Promise<SlotEpoch[]> => {
    const owned = await store.claim(await store.join(MEMBER), slots);
    await store.take(owned);
    return owned;
  };

  it('A store of the first version opens, with all that was in it, and takes what this version writes', async () => {
    await client.query(readFileSync(WRITTEN, 'utf8'));
    await migrate([...MIGRATIONS, NEXT]);
    const store = await open();
    const owned = await join(store, SLOTS);
    expect(owned.find(({ slot }) => slot === 7)).toMatchObject({ epoch: 2, from: 'expired' });
    expect((await store.inbox(0, 10)).map(({ body }) => body)).toEqual(['waiting']);
    expect((await store.overdueParked(NOW, 10)).map(({ body }) => body)).toEqual(['parked']);
    const answers = await store.read([
      { table: 'accounts', equal: { portal: '62515' } },
      { table: 'contents', keys: ['m1'] },
      { table: 'messages', keys: ['sign \u0001 and nul \u0000', 'm1'] },
    ]);
    expect(answers.map((rows) => rows.map(({ doc }) => doc)).slice(0, 2)).toEqual([
      ['{"name":"Line 1"}'],
      ['the text'],
    ]);
    expect(keys(answers[2])).toEqual(['sign \u0001 and nul \u0000', 'm1']);
    expect(new Set(keys(await store.due(DUE)))).toEqual(new Set(['leased', 'due']));
    expect(await store.append([named('waiting', { dedupeKey: 'k' })])).toEqual(['duplicate']);
    await store.commit([journalEntry('m1', 'later'), { op: 'unpark', parkKey: 'a gate' }], owned);
    expect((await store.journal(0, 10)).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await store.inbox(0, 10)).toHaveLength(2);
  });

  it('This version goes on while the next one has brought the tables further, and starts beside it', async () => {
    const before = await open();
    const owned = await join(before, 512);
    await everything(before, owned, 'before');
    await migrate([...MIGRATIONS, NEXT]);
    await everything(before, owned, 'meanwhile');
    const beside = await open();
    await everything(beside, await join(beside, SLOTS), 'beside');
    await everything(before, owned, 'after');
    expect(keys((await beside.read([{ table: 'work', equal: { ref: 'r' } }]))[0])).toHaveLength(4);
    expect((await client.query('SELECT later FROM channelwright.work')).rows).toHaveLength(4);
  });
});

/** Asks for everything a store does, twice, so that statements that are kept prepared are met again. */
async function everything(store: PostgresStore, owned: readonly SlotEpoch[], name: string): Promise<void> {
  const [own] = owned;
  const slot = own!.slot;
  for (let time = 0; time < 2; time++) {
    await store.append([named(`${name} ${time}`, { slot, dedupeKey: `${name} ${time}` })]);
    const event = (await store.inbox(0, 10)).at(-1)!;
    expect(event.body).toBe(`${name} ${time}`);
    const row = work(name, { slot, portal: `main/${name}`, due_at: NOW, ref: 'r' });
    const changes = [row, message(name), content(name, name), journalEntry(name, name)];
    await store.commit([...changes, { op: 'consume', seq: event.seq }], [own!]);
    expect(keys(await store.due(DUE))).toContain(name);
    expect(await store.nextDueAt(0)).toBe(NOW);
    expect(keys((await store.read([{ table: 'messages', keys: [name] }]))[0])).toEqual([name]);
    expect(await store.journal(0, 10, { message: name })).toHaveLength(time + 1);
    await store.prune({ table: 'journal', column: 'at', before: 0, limit: 10 });
    const { members } = await store.survey();
    for (const { id } of members) expect(await store.renew(id)).toBeDefined();
    await store.announced((await store.announced()).cursor);
    await store.ping();
  }
}
