import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { openPostgresStore, type PostgresStoreOptions } from '../../../../src/store/postgres/open-postgres-store.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { content, journalEntry, named, work } from '../../../../src/testing/store-conformance/rows.js';
import { BlackHoleProxy } from '../../../fixtures/black-hole-proxy.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';
import { until } from '../../../fixtures/until.js';

const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: [], channels: [], expiryMs: 600_000 };
const UNAVAILABLE = { code: 'CW_STORE_UNAVAILABLE' };
/** How long an answer is waited for where nothing else is said. */
const ANSWER_MS = 6_000;

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
  /** Connections that were cut are found to be so one after another. */
  const works = (call: () => Promise<void>) =>
    until('the store works again', () =>
      call().then(
        () => true,
        () => false,
      ),
    );
  /** Time passes until nobody waits for the answer any more. */
  const givenUp = async (scheduler: ManualScheduler, call: Promise<unknown>) => {
    const rejected = expect(call).rejects.toMatchObject(UNAVAILABLE);
    await until('it is asked', () => scheduler.nextAt() !== undefined);
    await scheduler.advance(ANSWER_MS);
    await rejected;
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
    const scheduler = new ManualScheduler();
    const store = await open({ scheduler });
    proxy.blackHole();
    await givenUp(scheduler, store.append([named('lost')]));
    proxy.cut();
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy.pass();
    await works(() => store.ping());
  });

  it('gives up on a connection that does not come about', async () => {
    const store = await open({ connectTimeoutMs: 1_000, poolSize: 1 });
    proxy.cut();
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy.blackHole();
    await expect(store.ping()).rejects.toMatchObject(UNAVAILABLE);
    proxy.pass();
    await works(() => store.ping());
  });

  it('gives up connections that were lost together after the first of them, and not each in turn', async () => {
    const scheduler = new ManualScheduler();
    const store = await open({ scheduler, poolSize: 4 });
    await Promise.all(Array.from({ length: 4 }, () => store.ping()));
    await scheduler.advance(1_000);
    proxy.strand();
    await givenUp(scheduler, store.ping());
    // Time stands still: whoever still waited for one of them would wait for ever.
    for (let time = 0; time < 4; time++) await store.ping();
  });

  it('waits for tables that are away for a while, as during a restore, and blames no row for it', async () => {
    const store = await open({ mode: 'engine' });
    const owned = await store.claim(await store.join(MEMBER), SLOTS);
    await store.take(owned);
    await asked('ALTER SCHEMA channelwright RENAME TO away');
    const calls = [
      () => store.append([named('meanwhile')]),
      () => store.commit([content('a', 'x')], owned),
      () => store.read([{ table: 'contents', keys: ['a'] }]),
      () => store.ping(),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(UNAVAILABLE);
    await asked('ALTER SCHEMA away RENAME TO channelwright');
    for (const call of calls) await call();
    await store.leave((await store.survey()).members[0]!.id);
  });

  it('refuses a row that is too long for an index, and not the store with it', async () => {
    const store = await open({ mode: 'engine' });
    const id = await store.join(MEMBER);
    const owned = await store.claim(id, SLOTS);
    await store.take(owned);
    const long = randomBytes(5_000).toString('hex');
    const refused = expect.objectContaining({
      code: 'CW_STORE_ROW_INVALID',
      message: expect.not.stringContaining(long),
    });
    await expect(store.commit([work('long', { ref: long })], owned)).rejects.toEqual(refused);
    await store.commit([work('short')], owned);
    await store.leave(id);
  });

  it('writes a commit once whose answer was lost', async () => {
    const store = await open({ mode: 'engine', poolSize: 4 });
    const owned = await store.claim(await store.join(MEMBER), SLOTS);
    await store.take(owned);
    // A wake may be under way in one of them, whose answer is not heard either.
    await Promise.all(Array.from({ length: 4 }, () => store.ping()));
    const changes = [journalEntry('m', 'once'), content('a', 'x')];
    proxy.withholdAnswers();
    const lost = expect(store.commit(changes)).rejects.toMatchObject(UNAVAILABLE);
    await until('the first attempt has been written', async () => {
      const [journal] = await asked('SELECT count(*)::int AS n FROM channelwright.journal');
      return journal?.['n'] === 1;
    });
    proxy.cut();
    await lost;
    proxy.pass();
    await works(() => store.commit(changes));
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
    const odd = openPostgresStore({
      url: 'postgres://user:secret@127.0.0.1/x?sslrootcert=/no/such/file',
      keys: [TEST_KEY],
      mode: 'client',
    });
    await expect(odd).rejects.toMatchObject({
      code: 'CW_STORE_REFUSED',
      message: expect.not.stringMatching(/secret/),
    });
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
    await works(() => store.ping());
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
