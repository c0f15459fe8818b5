import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkStore } from '../../../src/outbox/work-store.js';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import type { StoreBench } from '../../../src/testing/store-conformance.js';

export async function openSqliteBench(): Promise<StoreBench> {
  const folder = mkdtempSync(join(tmpdir(), 'channelwright-store-'));
  const path = join(folder, 'channelwright.db');
  const original = [randomBytes(32)];
  const opened: WorkStore[] = [];
  let keys: readonly Uint8Array[] = original;

  const open = async (mode: 'engine' | 'client') => {
    const store = await openSqliteStore({ path, keys, mode });
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close();
  };
  const openWithKeys = async (given: readonly Uint8Array[]) => {
    await closeAll();
    keys = given;
    return open('engine');
  };

  return {
    store: await open('engine'),
    keys: original,
    openWithKeys,
    reopen: () => openWithKeys(keys),
    client: () => open('client'),
    secondEngine: () => open('engine'),
    takeOver() {
      unlinkSync(`${path}.lock`);
      return open('engine');
    },
    async remains() {
      await closeAll();
      return Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))));
    },
    async destroy() {
      await closeAll();
      rmSync(folder, { recursive: true });
    },
  };
}
