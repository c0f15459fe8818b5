import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { prepareSchema, type SchemaStep } from '../../../../src/store/postgres/migrate.js';
import { MIGRATIONS, type Migration } from '../../../../src/store/postgres/migrations/index.js';
import { schemaName } from '../../../../src/store/postgres/names.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const SCHEMA = schemaName('channelwright');
const NEWEST = MIGRATIONS.length;
const NEXT: Migration = {
  version: NEWEST + 1,
  runsFrom: NEWEST + 1,
  sql: (schema) => `CREATE TABLE ${schema}.newer (id integer)`,
};

describe('The schema in PostgreSQL', () => {
  let database: FreshDatabase;
  let clients: pg.Client[];

  beforeEach(async () => {
    database = await freshDatabase();
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) await client.end();
    await database.drop();
  });

  const connect = async () => {
    const client = new pg.Client({ connectionString: database.url });
    clients.push(client);
    await client.connect();
    return client;
  };
  const prepare = async (migrations: readonly Migration[] = MIGRATIONS, mayMigrate = true): Promise<SchemaStep> =>
    prepareSchema(await connect(), { schema: SCHEMA, mayMigrate, migrations });
  const open = (over: { migrate?: boolean } = {}) =>
    openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'client', ...over });

  it('is made once by replicas that start together', async () => {
    const steps = await Promise.all([prepare(), prepare(), prepare()]);
    expect(steps.map(({ from }) => from).sort()).toEqual([0, NEWEST, NEWEST]);
    expect(await prepare()).toEqual({ from: NEWEST, to: NEWEST });
  });

  it('goes forward, and this version is refused where the next one says so', async () => {
    await prepare();
    expect(await prepare([...MIGRATIONS, NEXT])).toEqual({ from: NEWEST, to: NEWEST + 1 });
    await expect(open()).rejects.toMatchObject({ code: 'CW_STORE_TOO_NEW' });
  });

  it('of a newer version is used where that version allows it', async () => {
    await prepare([...MIGRATIONS, { ...NEXT, runsFrom: NEWEST }]);
    await (await open()).close();
  });

  it('stays as it is when a step fails', async () => {
    await prepare();
    const broken = {
      ...NEXT,
      sql: (schema: string) => `${NEXT.sql(schema)}; CREATE TABLE ${schema}.newer (id integer)`,
    };
    await expect(prepare([...MIGRATIONS, broken])).rejects.toThrow('newer');
    expect(await prepare([...MIGRATIONS, NEXT])).toEqual({ from: NEWEST, to: NEWEST + 1 });
  });

  it('is not touched where that is switched off', async () => {
    await expect(open({ migrate: false })).rejects.toMatchObject({
      code: expect.stringMatching(/ABSENT|NOT_MIGRATED/),
    });
    await prepare();
    await expect(prepare([...MIGRATIONS, NEXT], false)).rejects.toMatchObject({ code: 'CW_STORE_NOT_MIGRATED' });
    await (await open({ migrate: false })).close();
  });
});
