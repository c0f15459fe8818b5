import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Change } from '../../outbox/change.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { content, named } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

const SECRET = 'canary-4f1d7c';

export const sealingCases: StoreCase[] = [
  {
    id: 'sealed-on-disk',
    why: 'Whoever copies the disk gets no message text, no token and no raw webhook.',
    async check({ store, remains }) {
      await store.append([named(`inbox ${SECRET}`)]);
      await store.commit([content('visible-key', `content ${SECRET}`), ...otherSealed()]);
      const bytes = Buffer.from(await remains());
      assert.ok(bytes.includes('visible-key'), 'these are the bytes of the store');
      assert.equal(bytes.includes(SECRET), false);
    },
  },
  {
    id: 'key-rotation',
    why: 'A new key is put first and the former one stays until nothing is sealed with it any more.',
    async check({ store, keys, openWithKeys }) {
      await store.commit([content('old', 'sealed before')]);
      await store.append([named('sealed before')]);
      const rotated = await openWithKeys([newKey(), ...keys]);
      await rotated.commit([content('new', 'sealed after')]);
      same(await docs(rotated, 'old', 'new'), ['sealed before', 'sealed after']);
      assert.equal((await rotated.inbox(0, 1))[0]?.body, 'sealed before');
    },
  },
  {
    id: 'wrong-key-refused-at-once',
    why: 'A store opened with a wrong key would fail row by row; it says so when it is opened.',
    async check({ openWithKeys, keys }) {
      await assert.rejects(openWithKeys([newKey()]), { code: 'CW_STORE_KEY_MISSING' });
      await assert.rejects(openWithKeys([]), { code: 'CW_STORE_KEY_MISSING' });
      await assert.rejects(openWithKeys([new Uint8Array(16), ...keys]), { code: 'CW_STORE_KEY_MISSING' });
    },
  },
  {
    id: 'key-dropped-too-early',
    why: 'A row whose key was taken away is refused by name, harms no other row, and opens again once the key is back.',
    async check({ store, keys, openWithKeys }) {
      await store.commit([content('old', 'sealed before')]);
      const next = newKey();
      await (await openWithKeys([next, ...keys])).commit([content('new', 'sealed after')]);
      const without = await openWithKeys([next]);
      await assert.rejects(docs(without, 'old'), { code: 'CW_STORE_KEY_MISSING', message: /contents/ });
      same(await docs(without, 'new'), ['sealed after']);
      same(await docs(await openWithKeys([next, ...keys]), 'old'), ['sealed before']);
    },
  },
];

function newKey(): Uint8Array {
  return randomBytes(32);
}

async function docs(store: WorkStore, ...keys: string[]): Promise<string[]> {
  const [rows] = await store.read([{ table: 'contents', keys }]);
  return (rows ?? []).map(({ doc }) => doc);
}

/** A row in every other sealed table. */
function otherSealed(): Change[] {
  const columns: Record<string, string[]> = {
    publications: ['portal', 'channel', 'account', 'conversation', 'state', 'created_at', 'message'],
    accounts: ['app', 'portal', 'channel', 'state', 'channel_account_id', 'slot'],
    portals: ['app', 'portal_id', 'state'],
    dead_letters: ['kind', 'app', 'portal', 'channel', 'account', 'at'],
  };
  return Object.entries(columns).map(([table, names]) => ({
    op: 'put',
    table,
    key: 'k',
    columns: Object.fromEntries(names.map((name) => [name, null])),
    doc: `${table} ${SECRET}`,
  }));
}
