import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../../src/store/sqlite/migrations/index.js';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

/** Written by the first version, with an account, leased work, a journal entry and an event that waits. */
const WRITTEN = 'test/fixtures/stores/sqlite-schema-1.gz';

it('A store written by the first version opens, with all that was in it, and takes what this version writes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'channelwright-earlier-'));
  const path = join(folder, 'store.db');
  writeFileSync(path, gunzipSync(readFileSync(WRITTEN)));
  const store = await openSqliteStore({ path, keys: [TEST_KEY], mode: 'engine' });
  try {
    expect(MIGRATIONS.length).toBeGreaterThan(1);
    const [event] = await store.inbox(0, 10);
    expect(event).toMatchObject({ body: 'waiting', portal: '62515' });
    const find = { table: 'accounts', equal: { portal: '62515' } };
    const [[account] = []] = await store.read([find]);
    expect(account?.key).toBe('line-1');
    expect(await store.due({ queue: 'send', nowMs: 0, perPortal: 1, limit: 1 })).toHaveLength(1);
    expect(await store.journal(0, 10)).toHaveLength(1);
    expect(await store.count({ ...find, equal: { slot: null } })).toBe(1);
    const columns = { app: 'main', portal: '62515', channel: 'sms', state: 'active', channel_account_id: '1', slot: 7 };
    await store.commit([{ op: 'put', table: 'accounts', key: 'line-1', columns, doc: account?.doc ?? '' }]);
    expect(await store.count({ ...find, equal: { slot: 7 } })).toBe(1);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true });
  }
});
