import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Resealing } from '../../outbox/resealing.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { content, named } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

const ROWS = 7;

export const resealingCases: StoreCase[] = [
  {
    id: 'resealed-under-the-first-key',
    why: 'A key that leaked can be dropped: nothing is under it any more, and nothing is lost.',
    async check({ store, keys, openWithKeys }) {
      await store.commit(numbered('old'));
      await store.append([named('waits')]);
      const next = randomBytes(32);
      const rotated = resealing(await openWithKeys([next, ...keys]));
      await rotated.commit([content('new', 'written since')]);
      same(await all(rotated), { contents: ROWS, inbox: 1 });
      same(await all(rotated), {});
      await rotated.forgetOtherKeys();
      const without = await openWithKeys([next]);
      same(await docs(without), Array(ROWS).fill('old'));
      assert.equal((await without.inbox(0, 1))[0]?.body, 'waits');
      await assert.rejects(openWithKeys(keys), { code: 'CW_STORE_KEY_MISSING' });
    },
  },
  {
    id: 'a-look-reseals-nothing',
    why: 'How much is left can be asked at any time; the answer names keys by their ids.',
    async check({ store, keys, openWithKeys }) {
      await store.commit(numbered('old'));
      const next = randomBytes(32);
      const rotated = resealing(await openWithKeys([next, ...keys]));
      const look = () => rotated.reseal({ table: 'contents', limit: 100, check: true });
      const looked = { found: { [idOf(keys[0])]: ROWS }, resealed: 0 };
      same(await look(), looked);
      same(await look(), looked);
      same(rotated.keyIds, [idOf(next), idOf(keys[0])]);
    },
  },
  {
    id: 'resealing-leaves-what-it-cannot-open',
    why: 'A row under a key that is not configured is counted and kept: the key may come back.',
    async check({ store, keys, openWithKeys }) {
      await store.commit([content('0', 'old')]);
      const next = randomBytes(32);
      await (await openWithKeys([next, ...keys])).commit([content('1', 'new')]);
      const without = resealing(await openWithKeys([next]));
      const page = await without.reseal({ table: 'contents', limit: 100 });
      same(page, { found: { [idOf(keys[0])]: 1, [idOf(next)]: 1 }, resealed: 0 });
      same(await docs(await openWithKeys([next, ...keys])), ['old', 'new']);
    },
  },
  {
    id: 'resealing-loses-no-write',
    why: 'It runs beside engines: what they write meanwhile is what stays.',
    async check({ store, keys, openWithKeys, client }) {
      await store.commit(numbered('old'));
      const engine = await openWithKeys([randomBytes(32), ...keys]);
      const beside = resealing(await client());
      const writing = numbered('new').map((change) => engine.commit([change]));
      await Promise.all([all(beside), all(beside), ...writing]);
      await all(beside);
      same(await docs(engine), Array(ROWS).fill('new'));
      same(await all(beside), {});
    },
  },
  {
    id: 'who-writes-now',
    why: 'No key is dropped while somebody seals with it.',
    async check({ client }) {
      assert.equal((await resealing(await client()).sealers()).length, 1);
    },
  },
];

type Resealable = WorkStore & Resealing;

function resealing(store: WorkStore): Resealable {
  assert.ok('reseal' in store, 'the store can seal its rows anew');
  return store as Resealable;
}

/** Over every table, in small pages. Answers how many rows were sealed anew, by table. */
async function all(store: Resealable): Promise<Record<string, number>> {
  const resealed: Record<string, number> = {};
  for (const table of store.sealedTables) {
    let after: string | number | undefined;
    do {
      const page = await store.reseal({ table, limit: 3, ...(after === undefined ? {} : { after }) });
      if (page.resealed > 0) resealed[table] = (resealed[table] ?? 0) + page.resealed;
      after = page.next;
    } while (after !== undefined);
  }
  return resealed;
}

function numbered(text: string) {
  return Array.from({ length: ROWS }, (_, at) => content(String(at), text));
}

async function docs(store: WorkStore): Promise<string[]> {
  const [rows = []] = await store.read([
    { table: 'contents', keys: Array.from({ length: ROWS }, (_, at) => String(at)) },
  ]);
  return rows.map(({ doc }) => doc);
}

function idOf(key: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(key ?? '')
    .digest('hex')
    .slice(0, 16);
}
