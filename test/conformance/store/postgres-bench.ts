import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { FleetStore } from '../../../src/fleet/fleet-store.js';
import type { SlotEpoch } from '../../../src/outbox/owned-slots.js';
import { SLOTS } from '../../../src/outbox/slot.js';
import { openPostgresStore } from '../../../src/store/postgres/open-postgres-store.js';
import type { FleetStoreBench } from '../../../src/testing/store-conformance.js';

/** A member that lives as long as any test. */
const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: ['main'], channels: ['sms'], expiryMs: 600_000 };

const KEPT = ['schema_versions', 'slots'];

/** On a database of its own, whose tables are made once and emptied after each case. */
export async function openPostgresBench(url: string): Promise<FleetStoreBench> {
  const schema = 'channelwright';
  const original = [randomBytes(32)];
  const opened: FleetStore[] = [];
  let keys: readonly Uint8Array[] = original;

  const open = async (mode: 'engine' | 'client') => {
    const store = await openPostgresStore({ url, keys, mode, poolSize: 3 });
    opened.push(store);
    return store;
  };
  let owned: readonly SlotEpoch[] = [];
  const engine = async () => {
    const store = await open('engine');
    owned = await store.claim(await store.join(MEMBER), SLOTS);
    await store.take(owned);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened.splice(0)) await store.close();
  };
  const statement = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query({ text, rowMode: 'array' })).rows as unknown[][];
    } finally {
      await client.end();
    }
  };
  const tables = async () =>
    (await statement(`SELECT tablename FROM pg_tables WHERE schemaname = '${schema}'`)).map(([name]) => String(name));
  /** As if all that lived had been dead for long. */
  const buryAll = () => statement(`UPDATE ${schema}.members SET departed = true`);

  const openWithKeys = async (given: readonly Uint8Array[]) => {
    await closeAll();
    await buryAll();
    keys = given;
    return engine();
  };

  return {
    store: await engine(),
    owned,
    keys: original,
    openWithKeys,
    reopen: () => openWithKeys(keys),
    client: () => open('client'),
    async takeOver() {
      await buryAll();
      return engine();
    },
    another: () => open('engine'),
    member: MEMBER,
    async expireAll() {
      await buryAll();
    },
    async remains() {
      await closeAll();
      const rows: unknown[][] = [];
      for (const table of await tables()) rows.push(...(await statement(`SELECT * FROM ${schema}.${table}`)));
      return Buffer.concat(rows.flat().map((value) => (Buffer.isBuffer(value) ? value : Buffer.from(String(value)))));
    },
    async destroy() {
      await closeAll();
      const emptied = (await tables()).filter((table) => !KEPT.includes(table));
      const deletes = emptied.map((table) => `DELETE FROM ${schema}.${table};`).join('');
      await statement(`BEGIN; ${deletes} UPDATE ${schema}.slots SET owner = NULL;
        ALTER TABLE ${schema}.journal ALTER seq RESTART; COMMIT`);
    },
  };
}
