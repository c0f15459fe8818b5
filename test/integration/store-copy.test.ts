import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { Change } from '../../src/outbox/change.js';
import { slotOf } from '../../src/outbox/slot.js';
import type { WorkStore } from '../../src/outbox/work-store.js';
import { openPostgresStore } from '../../src/store/postgres/open-postgres-store.js';
import { TABLES } from '../../src/store/schema.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment } from '../fixtures/deployment.js';
import { type FreshDatabase, freshDatabase } from '../fixtures/postgres.js';
import { TEST_KEY } from '../fixtures/temp-store.js';

interface Copied {
  rows: number;
  tables: { table: string; rows: number; digest: string }[];
}

const AT_MS = 1_700_000_000_000;
const SLOT = slotOf('main', '7');
/** Texts that PostgreSQL cannot hold as they are. */
const ODD_KEY = 'odd/\u0000\u0001';
const event = (body: string, more: object = {}) => {
  return { kind: 'a.kind', slot: SLOT, app: 'main', portal: '7', receivedAtMs: AT_MS, body, ...more };
};

class Stores implements AsyncDisposable {
  private constructor(
    readonly deployment: Deployment,
    readonly database: FreshDatabase,
  ) {}

  static async open(): Promise<Stores> {
    return new Stores(await Deployment.open(), await freshDatabase());
  }

  get file(): string {
    return join(this.deployment.folder, 'channelwright.db');
  }

  async sqlite<T>(use: (store: WorkStore) => Promise<T>, mode: 'engine' | 'client' = 'engine'): Promise<T> {
    const store = await openSqliteStore({ path: this.file, keys: [TEST_KEY], mode });
    return use(store).finally(() => store.close());
  }

  async postgres<T>(use: (store: WorkStore) => Promise<T>): Promise<T> {
    const store = await openPostgresStore({ url: this.database.url, keys: [TEST_KEY], mode: 'client', migrate: false });
    return use(store).finally(() => store.close());
  }

  copy(...more: string[]) {
    return this.deployment.call('store', 'copy', '--from', this.file, '--to', this.database.url, ...more);
  }

  async rows<Row extends unknown[]>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query<Row>({ text, rowMode: 'array' })).rows;
    } finally {
      await client.end();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deployment[Symbol.asyncDispose]();
    await this.database.drop();
  }
}

/** Something of each kind of row, with everything that one may hold. */
async function fill(store: WorkStore): Promise<void> {
  await store.append([event('ready', { account: 'one', dedupeKey: 'known', dedupeUntilMs: AT_MS + 5 })]);
  await store.append([event('parked'), event('gone', { dedupeKey: ODD_KEY })]);
  const [, parked, gone] = await store.inbox(0, 10);
  const tokens = { accessToken: 'token-of-7', refreshToken: 'refresh-of-7', version: 3 };
  const portal = { app: 'main', portal: '7', state: 'connected', tokens };
  const account = { key: 'one', app: 'main', portal: '7', channel: 'chat', channelAccountId: '1', state: 'active' };
  const ref = { message: 'm', expires_at: AT_MS };
  const changes: Change[] = [
    { op: 'park', seq: parked!.seq, parkKey: ODD_KEY, untilMs: AT_MS + 60_000 },
    { op: 'consume', seq: gone!.seq },
    {
      op: 'put',
      table: 'portals',
      key: 'main/7',
      columns: { app: 'main', portal_id: '7', state: 'connected' },
      doc: JSON.stringify(portal),
    },
    {
      op: 'put',
      table: 'accounts',
      key: 'one',
      columns: { app: 'main', portal: '7', channel: 'chat', state: 'active', channel_account_id: '1', slot: SLOT },
      doc: JSON.stringify(account),
    },
    { op: 'put', table: 'refs', key: ODD_KEY, columns: ref, doc: JSON.stringify({ odd: '\u0000\ud800' }) },
    {
      op: 'put',
      table: 'checkpoints',
      key: 'chat/one',
      columns: {},
      doc: JSON.stringify({ key: 'chat/one', checkpoint: '9' }),
    },
  ];
  const columns = { app: 'main', portal: '7', channel: 'chat', account: 'one', conversation: 'c', at: AT_MS };
  const journal = (type: string): Change => ({
    op: 'journal',
    columns: { message: 'm', type, ...columns },
    doc: `{"type":"${type}"}`,
  });
  await store.commit([...changes, journal('first'), journal('second'), journal('third')]);
}

/** All that a store can be asked for. */
async function everything(store: WorkStore) {
  const tables = [...TABLES.values()].filter(({ role }) => role === 'documents').map(({ name }) => name);
  const rows = await store.read(tables.map((table) => ({ table, limit: 1_000 })));
  return {
    rows: Object.fromEntries(tables.map((table, at) => [table, rows[at]])),
    journal: await store.journal(0, 100),
    inbox: await store.inbox(0, 100),
    parked: await store.overdueParked(AT_MS + 60_000, 100),
    tooEarly: await store.overdueParked(AT_MS + 59_999, 100),
  };
}

describe('store copy', () => {
  it('moves everything there is, and compares it', async () => {
    await using stores = await Stores.open();
    await stores.sqlite(fill);
    // As in a file that an earlier version wrote.
    const database = new DatabaseSync(stores.file);
    database.exec('UPDATE accounts SET slot = NULL');
    database.close();

    const { code, stdout, stderr } = await stores.copy();
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^portals +1 +[0-9a-f]{16}$/m) });
    expect(stderr).toContain('compared 3 rows of journal');
    expect(stdout + stderr).not.toMatch(/token-of-7|postgres:\/\/[^/]*@/);

    const before = await stores.sqlite(everything, 'client');
    expect(before.journal).toHaveLength(3);
    expect(before.parked).toHaveLength(1);
    expect(await stores.postgres(everything)).toEqual(before);
    const [account] = await stores.rows<[number]>('SELECT slot::int FROM channelwright.accounts');
    expect(account).toEqual([SLOT]);
  });

  it('remembers what has arrived, and never gives a number or an epoch twice', async () => {
    await using stores = await Stores.open();
    await stores.sqlite(fill);
    await stores.copy();
    const outcomes = await stores.postgres(async (store) => {
      const again = { dedupeKey: 'known', dedupeUntilMs: AT_MS + 5 };
      const given = [
        event('1', again),
        event('2', { dedupeKey: ODD_KEY }),
        event('3', { ...again, receivedAtMs: AT_MS + 6 }),
      ];
      return store.append(given);
    });
    expect(outcomes).toEqual(['duplicate', 'duplicate', 'appended']);
    // The last number had gone to an event that is consumed.
    expect(await stores.rows('SELECT max(seq)::int FROM channelwright.inbox')).toEqual([[4]]);
    const epoch = await stores.sqlite(async (store) => store.epoch);
    const [lowest] = await stores.rows<[number]>('SELECT min(epoch)::int FROM channelwright.slots');
    expect(lowest![0]).toBeGreaterThanOrEqual(epoch - 1);
  });

  it('begins anew where one was interrupted, of which nothing is seen until it is whole', async () => {
    await using stores = await Stores.open();
    await stores.sqlite(fill);
    await stores.rows('CREATE SCHEMA channelwright_copy; CREATE TABLE channelwright_copy.half (id int)');
    const shown = await stores.deployment.run('store', 'copy', '--from', stores.file, '--to', stores.database.url);
    expect(shown).toMatchObject({ code: 0, stderr: expect.stringContaining('this one begins anew') });
    const schemas = `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'channelwright%'`;
    expect(await stores.rows(schemas)).toEqual([['channelwright']]);
  });

  it('fills an empty store that has been made before, and none that holds something', async () => {
    await using stores = await Stores.open();
    await stores.sqlite(fill);
    await stores.deployment.configure({ store: stores.database.url });
    await stores.deployment.call('migrate');
    const { rows, tables } = JSON.parse((await stores.copy('--json')).stdout) as Copied;
    expect(rows).toBe(tables.reduce((sum, each) => sum + each.rows, 0));
    const { code, stderr } = await stores.copy();
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(/holds something already: there are rows in .*portals/),
    });
  });

  it('refuses a source on which an engine runs, and a target on which a replica lives', async () => {
    await using stores = await Stores.open();
    await stores.sqlite(async () => {
      expect(await stores.copy()).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('Another engine is running'),
      });
    });
    const target = await openPostgresStore({ url: stores.database.url, keys: [TEST_KEY], mode: 'engine' });
    const known = { apps: ['main'], channels: ['chat'] };
    await target.join({ name: 'replica-1', version: '1', fingerprint: 'f', expiryMs: 60_000, ...known });
    expect(await stores.copy()).toMatchObject({ code: 3, stderr: expect.stringContaining('replica-1') });
    await target.close();
  });

  it('refuses what is no store, or not of the right kind', async () => {
    await using stores = await Stores.open();
    const { deployment, database } = stores;
    expect(await stores.copy()).toMatchObject({ code: 3, stderr: expect.stringContaining('There is no store yet') });
    await stores.sqlite(fill);
    const wrong = await deployment.call('store', 'copy', '--from', database.url, '--to', database.url);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('--from is no SQLite store') });
    const file = await deployment.call('store', 'copy', '--to', stores.file);
    expect(file).toMatchObject({ code: 2, stderr: expect.stringContaining('--to is no PostgreSQL database') });
    const other = await deployment.call('store', 'copy', '--to', 'mysql://a/b');
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('a store is sqlite: and a path') });
  });
});
