import { mkdirSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { openSqliteStore, type SqliteStoreOptions } from '../../../../src/store/sqlite/open-sqlite-store.js';
import { content, event, named } from '../../../../src/testing/store-conformance/rows.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

const UNAVAILABLE = expect.objectContaining({ code: 'CW_STORE_UNAVAILABLE' });

describe('A store that cannot write says so and works again later', () => {
  let folder: TemporaryStore;
  const opened: WorkStore[] = [];

  beforeEach(() => {
    folder = temporaryStore();
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    folder.remove();
  });

  const open = async (over: Partial<SqliteStoreOptions> = {}) => {
    const store = await openSqliteStore({ ...folder.settings, ...over });
    opened.push(store);
    return store;
  };

  it('while another process holds the file', async () => {
    const store = await open();
    const other = new DatabaseSync(folder.path);
    other.exec('BEGIN IMMEDIATE');
    const calls = [store.append([named('one')]), store.commit([content('a', 'x')]), store.ping()];
    for (const call of await Promise.allSettled(calls)) expect(call).toMatchObject({ reason: UNAVAILABLE });
    expect(await store.count({ table: 'inbox' })).toBe(0);
    other.close();
    await store.ping();
    expect(await store.append([named('one')])).toEqual(['appended']);
    expect(await store.count({ table: 'contents' })).toBe(0);
  });

  it('while the disk is full, and again once rows have gone', async () => {
    const store = await open({ maxBytes: 800 * 1024 });
    const page = 'x'.repeat(16_000);
    const full = async () => {
      for (let at = 0; at < 100; at++) await store.append([event({ body: page, dedupeKey: `k${at}` })]);
    };
    await expect(full()).rejects.toEqual(UNAVAILABLE);
    const before = await store.count({ table: 'inbox' });
    expect(before).toBeGreaterThan(5);
    await expect(store.commit([content('small', 'x'), content('big', page.repeat(9))])).rejects.toEqual(UNAVAILABLE);
    expect(await store.count({ table: 'contents' })).toBe(0);

    const events = await store.inbox(0, 4);
    await store.commit(events.map(({ seq }) => ({ op: 'consume', seq })));
    expect(await store.append([event({ body: page })])).toEqual(['appended']);
    expect(await store.count({ table: 'inbox' })).toBe(before - 3);
    expect(await store.append([event({ body: '', dedupeKey: `k${before}` })])).toEqual(['appended']);
  });

  it('and is refused at opening when its path is a folder', async () => {
    mkdirSync(folder.path);
    await expect(open()).rejects.toEqual(UNAVAILABLE);
  });

  it('and is called damaged when the file is something else', async () => {
    writeFileSync(folder.path, 'this is not a database '.repeat(100));
    await expect(open()).rejects.toEqual(expect.objectContaining({ code: 'CW_STORE_DAMAGED' }));
  });
});
