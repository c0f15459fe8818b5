import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openSql } from '../../../../src/store/postgres/open-sql.js';
import type { PoolSql } from '../../../../src/store/postgres/pool-sql.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';

const RAISE = `CREATE FUNCTION raise(state text) RETURNS text LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'it quotes the secret' USING ERRCODE = state; END $$`;

describe('What PostgreSQL refuses', () => {
  let database: FreshDatabase;
  let sql: PoolSql;

  beforeAll(async () => {
    database = await freshDatabase();
    ({ sql } = await openSql({ url: database.url, poolSize: 1 }));
    await sql.query(RAISE);
  });
  afterAll(async () => {
    await sql.close();
    await database.drop();
  });

  const raised = (state: string) => sql.query('SELECT raise($1)', [state]);

  it.each([
    ['the disk is full', '53100'],
    ['memory is short', '53200'],
    ['too many connections', '53300'],
    ['a deadlock', '40P01'],
    ['a serialization failure', '40001'],
    ['a statement took too long', '57014'],
    ['a lock was not given', '55P03'],
    ['the server only reads', '25006'],
    ['a table is missing', '42P01'],
    ['a column is missing', '42703'],
    ['a schema is missing', '3F000'],
    ['an error of the server', 'XX000'],
  ])('%s: it may work later', async (_what, state) => {
    await expect(raised(state)).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
  });

  it.each([
    ['a value of another kind', '22P02'],
    ['a constraint', '23514'],
    ['too long for an index', '54000'],
  ])('%s: the row is refused, and its values are not told', async (_what, state) => {
    const refused = { code: 'CW_STORE_ROW_INVALID', message: expect.not.stringContaining('secret') };
    await expect(raised(state)).rejects.toMatchObject(refused);
  });

  it.each([
    ['a wrong password', '28P01'],
    ['no such role', '28000'],
    ['no such database', '3D000'],
    ['a missing right', '42501'],
  ])('%s: nobody is let in; to somebody who was, it may pass', async (_what, state) => {
    await expect(raised(state)).rejects.toMatchObject({ code: 'CW_STORE_REFUSED' });
    const inside = (await openSql({ url: database.url, poolSize: 1 })).sql;
    inside.letIn();
    const later = inside.query('SELECT raise($1)', [state]);
    await expect(later).rejects.toMatchObject({ code: 'CW_STORE_UNAVAILABLE' });
    await inside.close();
  });

  it('The server notices by itself when we are gone, and gives a statement no more time than we wait', async () => {
    const shown = async (name: string) => (await sql.query<[string]>(`SHOW ${name}`))[0]?.[0];
    expect(await shown('tcp_keepalives_idle')).toBe('5');
    expect(await shown('tcp_keepalives_count')).toBe('3');
    expect(await shown('statement_timeout')).toBe('5s');
    expect(await shown('idle_in_transaction_session_timeout')).toBe('5s');
  });
});
