import { describe, expect, it } from '@jest/globals';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import {
  content,
  event,
  journalEntry,
  keys,
  NOW,
  named,
  work,
} from '../../../../src/testing/store-conformance/rows.js';
import { noPgBouncer, PgBouncer } from '../../../fixtures/pg-bouncer.js';
import { freshDatabase } from '../../../fixtures/postgres.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const MEMBER = { name: 'test', version: '0', fingerprint: '', apps: [], channels: [], expiryMs: 600_000 };

const poolers: [how: string, settings: Record<string, number>, reason: string | undefined][] = [
  ['that keeps no prepared statements', {}, noPgBouncer()],
  ['that keeps them for its clients', { max_prepared_statements: 100 }, noPgBouncer({ keepsStatements: true })],
];

/** Two stores, each with more connections than the pooler has to the database, so that none keeps the one it had. */
async function usedThrough(settings: Record<string, number>): Promise<void> {
  const database = await freshDatabase();
  try {
    await using bouncer = await PgBouncer.start(database.url, settings);
    const open = () =>
      openPostgresStore({ url: bouncer.url, keys: [TEST_KEY], mode: 'engine', poolSize: 4, log: new SilentLog() });
    const [store, other] = [await open(), await open()];
    try {
      const owned = await store.claim(await store.join(MEMBER), SLOTS);
      await store.take(owned);
      const { cursor } = await other.announced();
      await Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const name = String(at);
          await Promise.all([other.append([named(name, { dedupeKey: name })]), store.append([event()])]);
          const changes = [
            work(name, { due_at: NOW, portal: `main/${at}` }),
            content(name, name),
            journalEntry('m', name),
          ];
          await store.commit(
            [...changes, { op: 'put', table: 'channels', key: name, columns: CHANNEL, doc: '{}' }],
            owned,
          );
          await Promise.all([other.ping(), store.read([{ table: 'contents', keys: [name] }]), other.renew('nobody')]);
        }),
      );
      expect(keys(await store.due({ queue: 'send', nowMs: NOW, perPortal: 1, limit: 100 }))).toHaveLength(40);
      expect(await store.inbox(0, 100)).toHaveLength(80);
      expect((await store.journal(0, 100)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: 40 }, (_, at) => at + 1),
      );
      expect((await other.announced(cursor)).rows).toHaveLength(40);
    } finally {
      await Promise.all([store.close(), other.close()]);
    }
  } finally {
    await database.drop();
  }
}

const CHANNEL = { app: 'main', hubspot_channel_id: null };

describe('Behind a PgBouncer in transaction mode', () => {
  for (const [how, settings, reason] of poolers) {
    if (reason === undefined) it(`${how}, everything works`, () => usedThrough(settings));
    else it.skip(`${how} (${reason})`, () => undefined);
  }
});
