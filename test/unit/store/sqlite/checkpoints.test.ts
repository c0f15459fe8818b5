import { statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Checkpoints } from '../../../../src/store/sqlite/checkpoints.js';
import type { Connection } from '../../../../src/store/sqlite/connection.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

describe('Checkpoints', () => {
  let store: TemporaryStore;
  let connection: Connection;
  let waiting: (() => void) | undefined;
  let checkpoints: Checkpoints;
  let key = 0;

  beforeEach(() => {
    store = temporaryStore();
    connection = store.open().session.connection;
    waiting = undefined;
    checkpoints = new Checkpoints(connection, (_ms, callback) => {
      waiting = callback;
      return () => {
        waiting = undefined;
      };
    });
  });
  afterEach(() => store.remove());

  const write = (rows: number) => {
    connection.write(() => {
      for (let row = 0; row < rows; row++)
        connection.sql.run(
          'INSERT INTO contents ("key", expires_at, doc) VALUES (?, 1, ?)',
          `k${key++}`,
          Buffer.alloc(200),
        );
    });
    checkpoints.served();
  };
  /** What is in the file itself grows with a checkpoint only. */
  const inFile = () => statSync(store.path).size;

  it('wait for a moment in which nothing is asked for', () => {
    const before = inFile();
    write(1_000);
    expect(waiting).toBeUndefined();
    write(1_200);
    write(1);
    expect(inFile()).toBe(before);
    waiting?.();
    expect(inFile()).toBeGreaterThan(before);
    write(1);
    expect(waiting).toBeUndefined();
  });

  it('are made all the same where no such moment comes: the log does not grow for ever', () => {
    const before = inFile();
    for (let group = 0; group < 5; group++) write(1_000);
    expect(inFile()).toBe(before);
    write(1_000);
    expect(inFile()).toBeGreaterThan(before);
    expect(waiting).toBeUndefined();
  });

  it('leave no log behind at the end', () => {
    write(2_500);
    checkpoints.makeLast();
    expect(waiting).toBeUndefined();
    expect(statSync(`${store.path}-wal`).size).toBe(0);
  });
});
