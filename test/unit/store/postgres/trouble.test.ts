import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { openPostgresStore, type PostgresStoreOptions } from '../../../../src/store/postgres/open-postgres-store.js';
import { content, journalEntry, named } from '../../../../src/testing/store-conformance/rows.js';
import { BlackHoleProxy } from '../../../fixtures/black-hole-proxy.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';
import { until } from '../../../fixtures/until.js';

const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: [], channels: [], expiryMs: 600_000 };
const UNAVAILABLE = { code: 'CW_STORE_UNAVAILABLE' };

describe('PostgreSQL in trouble', () => {
  let database: FreshDatabase;
  let proxy: BlackHoleProxy;
  let stores: { close(): Promise<void> }[];

  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const { hostname, port } = new URL(database.url);
    proxy = await BlackHoleProxy.open({ host: hostname, port: Number(port) });
    stores = [];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await proxy[Symbol.asyncDispose]();
  });

  const open = async (over: Partial<PostgresStoreOptions> = {}) => {
    const url = new URL(database.url);
    url.port = String(proxy.port);
    url.hostname = '127.0.0.1';
    const store = await openPostgresStore({ url: url.href, keys: [TEST_KEY], mode: 'client', ...over });
    stores.push(store);
    return store;
  };
  const asked = async (text: string, before = 'SELECT 1') => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(before);
      return (await client.query(text)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };

  it('gives up on a connection that no longer answers, and goes on with another', async () => {
    const store = await open({ statementTimeoutMs: 100, connectTimeoutMs: 500 });
    proxy.blackHole();
    await expect(store.append([named('lost')])).rejects.toMatchObject(UNAVAILABLE);
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy.cut();
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy.pass();
    await store.ping();
  });

  it('writes a commit once whose answer was lost', async () => {
    const store = await open({ mode: 'engine', statementTimeoutMs: 500, poolSize: 1 });
    const owned = await store.claim(await store.join(MEMBER), SLOTS);
    await store.take(owned);
    const changes = [journalEntry('m', 'once'), content('a', 'x')];
    proxy.slow(1_000);
    await expect(store.commit(changes)).rejects.toMatchObject(UNAVAILABLE);
    proxy.pass();
    await until('the first attempt has been written', async () => {
      const [journal] = await asked('SELECT count(*)::int AS n FROM channelwright.journal');
      return journal?.['n'] === 1;
    });
    await store.commit(changes);
    expect(await store.count({ table: 'journal' })).toBe(1);
    expect(await store.count({ table: 'contents' })).toBe(1);
    await store.commit([journalEntry('m', 'twice')]);
    expect(await store.count({ table: 'journal' })).toBe(2);
  });

  it('says what is in the way of the first connection, and never the password', async () => {
    const wrong = new URL(database.url);
    wrong.pathname = '/nowhere';
    const refused = openPostgresStore({ url: wrong.href, keys: [TEST_KEY], mode: 'client' });
    await expect(refused).rejects.toMatchObject({
      code: 'CW_STORE_REFUSED',
      message: expect.stringMatching(/nowhere/),
    });
    wrong.port = '1';
    const nobody = openPostgresStore({ url: wrong.href, keys: [TEST_KEY], mode: 'client' });
    await expect(nobody).rejects.toMatchObject(UNAVAILABLE);
    const garbled = openPostgresStore({ url: 'postgres:/secret', keys: [TEST_KEY], mode: 'client' });
    await expect(garbled).rejects.toMatchObject({
      code: 'CW_STORE_REFUSED',
      message: expect.not.stringMatching(/secret/),
    });
  });

  it('is not taken for a fault of the caller when the database shuts its connections', async () => {
    const store = await open();
    await store.ping();
    const mine = `application_name = 'channelwright' AND datname = current_database()`;
    await asked(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${mine}`);
    await store.ping().catch((error: unknown) => expect(error).toMatchObject(UNAVAILABLE));
    await until('the store works again', async () =>
      store
        .ping()
        .then(() => true)
        .catch(() => false),
    );
  });

  it('that only reads is no store to write to', async () => {
    const store = await open();
    await asked(`ALTER DATABASE ${new URL(database.url).pathname.slice(1)} SET default_transaction_read_only = on`);
    const other = open({ migrate: false });
    await expect(other.then((opened) => opened.ping())).rejects.toMatchObject(UNAVAILABLE);
    const name = new URL(database.url).pathname.slice(1);
    await asked(
      `ALTER DATABASE ${name} RESET default_transaction_read_only`,
      'SET default_transaction_read_only = off',
    );
    await store.ping();
  });
});
