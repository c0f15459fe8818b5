import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Connection } from '../../../../src/store/sqlite/connection.js';
import { lockEngine } from '../../../../src/store/sqlite/engine-lock.js';
import { prepareSchema } from '../../../../src/store/sqlite/migrate.js';
import { MIGRATIONS } from '../../../../src/store/sqlite/migrations/index.js';
import { Statements } from '../../../../src/store/sqlite/statements.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

const ENGINE_LOCK = new URL('../../../../src/store/sqlite/engine-lock.js', import.meta.url);

describe('Opening a store', () => {
  let store: TemporaryStore;

  beforeEach(() => {
    store = temporaryStore();
  });
  afterEach(() => store.remove());

  it('makes the folders and files for their owner alone', () => {
    const path = join(store.folder, 'a', 'b', 'store.db');
    store.open({ path });
    for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}.lock`]) {
      expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    }
    expect(statSync(join(store.folder, 'a')).mode & 0o777).toBe(0o700);
  });

  it('syncs every commit', () => {
    const { sql } = store.open().session.connection;
    expect(sql.get('PRAGMA synchronous')).toEqual([2]);
    expect(sql.get('PRAGMA journal_mode')).toEqual(['wal']);
  });

  it('leaves one file when it is closed', () => {
    store.open().close();
    expect(() => statSync(`${store.path}-wal`)).toThrow('ENOENT');
  });

  it('gives the engine its lock back when the process that held it was killed', async () => {
    const script = `import { lockEngine } from ${JSON.stringify(ENGINE_LOCK.href)};
      const lock = lockEngine(${JSON.stringify(store.path)}); console.log('locked');
      setInterval(() => lock, 1e6);`; // who holds a lock keeps hold of it, or the garbage collector gives it back
    const holder = spawn(process.execPath, ['--input-type=module', '--eval', script]);
    try {
      await once(holder.stdout, 'data');
      expect(() => store.open()).toThrow(expect.objectContaining({ code: 'CW_STORE_LOCKED' }));
    } finally {
      holder.kill('SIGKILL');
    }
    await once(holder, 'exit');
    expect(store.open().session.epoch).toBe(1);
  });
});

describe('Schemas', () => {
  let store: TemporaryStore;
  let connection: Connection;

  beforeEach(() => {
    store = temporaryStore();
    store.open().close();
    const database = new DatabaseSync(store.path);
    connection = new Connection(database, new Statements(database));
  });
  afterEach(() => {
    connection.database.close();
    store.remove();
  });

  const written = (version: number, runsFrom: number) =>
    connection.sql.run('INSERT INTO schema_versions (version, runs_from) VALUES (?, ?)', version, runsFrom);
  const newest = MIGRATIONS.length;
  const next = { version: newest + 1, runsFrom: newest + 1, sql: 'CREATE TABLE newer (id INTEGER PRIMARY KEY)' };
  const migrations = [...MIGRATIONS, next];

  it('of a newer version are refused when that version says so', () => {
    written(99, 98);
    expect(() => store.open()).toThrow(
      expect.objectContaining({ code: 'CW_STORE_TOO_NEW', message: expect.stringMatching(/99.*98/) }),
    );
  });

  it('of a newer version are used when that version allows it', () => {
    written(99, MIGRATIONS.length);
    expect(store.open().schema).toEqual({ from: 99, to: 99 });
  });

  it('go forward once', () => {
    const options = { path: store.path, mode: 'engine' as const, migrations };
    expect(prepareSchema(connection, options)).toEqual({ from: newest, to: newest + 1 });
    expect(prepareSchema(connection, options)).toEqual({ from: newest + 1, to: newest + 1 });
    expect(() => store.open()).toThrow(expect.objectContaining({ code: 'CW_STORE_TOO_NEW' }));
  });

  it('stay as they are when a step fails', () => {
    const broken = [...MIGRATIONS, { ...next, sql: `${next.sql}; CREATE TABLE newer (again TEXT)` }];
    const options = { path: store.path, mode: 'engine' as const, migrations: broken };
    expect(() => prepareSchema(connection, options)).toThrow('newer');
    expect(prepareSchema(connection, { ...options, migrations })).toEqual({ from: newest, to: newest + 1 });
  });

  it('are not changed under an engine that is running', () => {
    const options = { path: store.path, mode: 'client' as const, migrations };
    const engine = lockEngine(store.path);
    expect(() => prepareSchema(connection, options)).toThrow(expect.objectContaining({ code: 'CW_STORE_LOCKED' }));
    engine.release();
    expect(prepareSchema(connection, options)).toEqual({ from: newest, to: newest + 1 });
    lockEngine(store.path).release();
  });
});
