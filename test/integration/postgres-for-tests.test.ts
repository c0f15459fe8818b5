import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, ownPostgres, postgresUrl } from '../fixtures/postgres.js';

async function ask(url: string, text: string): Promise<unknown[][]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows;
  } finally {
    await client.end();
  }
}

describe('The PostgreSQL that the tests bring along', () => {
  it('gives each test an empty database of its own', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    await ask(one.url, 'CREATE TABLE only_here (a int)');
    await expect(ask(other.url, 'TABLE only_here')).rejects.toThrow('only_here');
    await one.drop();
    await other.drop();
    await expect(ask(one.url, 'SELECT 1')).rejects.toThrow('does not exist');
    expect(await ask(await postgresUrl(), 'SELECT 1')).toEqual([[1]]);
  });

  it('keeps what was committed when a server of its own is stopped, killed and started again', async () => {
    const server = await ownPostgres();
    try {
      await ask(server.url, 'CREATE TABLE kept (a int)');
      await server.stop({ mode: 'fast' });
      await expect(ask(server.url, 'TABLE kept')).rejects.toThrow();
      await server.restart();
      await ask(server.url, 'INSERT INTO kept VALUES (1)');
      await server.kill();
      await server.restart();
      expect(await ask(server.url, 'TABLE kept')).toEqual([[1]]);
      expect(await ask(server.url, 'SHOW fsync')).toEqual([['on']]);
    } finally {
      await server[Symbol.asyncDispose]();
    }
    expect(existsSync(server.dir)).toBe(false);
  });
});
