import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WakeReason } from '../../../../src/fleet/fleet-store.js';
import { GATES, type GateRow } from '../../../../src/outbox/gate.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import type { PostgresStore } from '../../../../src/store/postgres/postgres-store.js';
import { type FreshDatabase, freshDatabase } from '../../../fixtures/postgres.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';
import { until } from '../../../fixtures/until.js';

const ANYBODY = { name: 'x', version: '1', fingerprint: '1', apps: [], channels: [], expiryMs: 60_000 };

describe('the processes of a fleet', () => {
  let database: FreshDatabase;
  let one: PostgresStore;
  let other: PostgresStore;
  let woken: WakeReason[];
  const open = () => openPostgresStore({ url: database.url, keys: [TEST_KEY], mode: 'engine' });

  beforeEach(async () => {
    database = await freshDatabase();
    [one, other] = [await open(), await open()];
    woken = [];
    other.onWake((about) => woken.push(about));
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await database.drop();
  });

  it('know whether notifications reach them', async () => {
    await until('both have heard one', () => one.isWoken && other.isWoken);
  });

  it('wake each other for the slots they work on, and for what was announced', async () => {
    await until('both hear', () => one.isWoken && other.isWoken);
    const [mine] = await other.claim(await other.join(ANYBODY), 1);
    await other.take([mine!]);
    const ours = await one.claim(await one.join(ANYBODY), 1);
    const [theirs] = ours;
    woken.length = 0;
    const event = { kind: 'k', app: 'main', portal: '1', receivedAtMs: 0, body: null };
    await one.append([{ ...event, slot: theirs!.slot }]);
    const gate = { key: 'channel:chat', kind: 'blocked', closedAtMs: 0 } as GateRow;
    await one.commit([{ op: 'put', table: GATES.name, key: gate.key, columns: GATES.columns(gate), doc: '{}' }], ours);
    await until('the gate is heard of', () => woken.includes('directory'));
    expect(woken).toEqual(['directory']);
    await one.append([{ ...event, slot: mine!.slot }]);
    await until('the event is heard of', () => woken.includes('inbox'));
    expect(woken).toEqual(['directory', 'inbox']);
  });
});
