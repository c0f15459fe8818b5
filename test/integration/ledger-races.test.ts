import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NewMember } from '../../src/fleet/fleet-store.js';
import { SLOTS } from '../../src/outbox/slot.js';
import { renewSql } from '../../src/store/postgres/ledger/member-statements.js';
import { PostgresLedger } from '../../src/store/postgres/ledger/postgres-ledger.js';
import { claimSql } from '../../src/store/postgres/ledger/slot-statements.js';
import { LedgerDatabase, type TestLedger } from '../fixtures/ledger-database.js';
import type { PlainSql } from '../fixtures/plain-sql.js';
import { until } from '../fixtures/until.js';

const LONG_MS = 600_000;

/** So short that a test can wait for it, by the clock of the database. */
const SHORT_MS = 300;

let database: LedgerDatabase;
let tables: TestLedger;
let schema: string;
let raw: PlainSql;

function newMember(more: Partial<NewMember> = {}): NewMember {
  return { name: 'm', version: '1', fingerprint: 'f', apps: [], channels: [], expiryMs: LONG_MS, ...more };
}

async function connect(): Promise<PostgresLedger> {
  return new PostgresLedger(await tables.connect(), schema);
}

async function joined(more: Partial<NewMember> = {}): Promise<[ledger: PostgresLedger, id: string]> {
  const ledger = await connect();
  return [ledger, await ledger.join(newMember(more))];
}

async function expire(id: string): Promise<void> {
  await raw.query(`UPDATE ${schema}.members SET renewed_at = renewed_at - interval '1 day' WHERE id = $1`, [id]);
}

async function untilSomebodyWaits(): Promise<void> {
  const waiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  const watcher = await tables.connect();
  await until('a statement waits for a lock', async () => (await watcher.query(waiting)).length > 0);
}

beforeAll(async () => {
  database = await LedgerDatabase.create();
});
afterAll(() => database.drop());
beforeEach(async () => {
  tables = await database.openLedger();
  schema = tables.schema;
  raw = await tables.connect();
});
afterEach(() => tables.disconnect());

describe('Who meets whom in the ledger', () => {
  it('leaves a slot alone that a commit of its former owner holds, and takes the others at once', async () => {
    const [dead, deadId] = await joined();
    const [heir, heirId] = await joined();
    await dead.claim(deadId, SLOTS);
    await expire(deadId);
    await raw.query('BEGIN');
    await raw.query(`SELECT epoch FROM ${schema}.slots WHERE slot = 5 FOR SHARE`);
    const taken = await heir.claim(heirId, SLOTS);
    expect(taken).toHaveLength(SLOTS - 1);
    expect(taken.map(({ slot }) => slot)).not.toContain(5);
    await raw.query('COMMIT');
    expect(await heir.claim(heirId, SLOTS)).toEqual([expect.objectContaining({ slot: 5, epoch: 2, from: 'expired' })]);
  });

  it('does not count a member as dead whose renewal is about to be written', async () => {
    const [slow, slowId] = await joined();
    const [heir, heirId] = await joined();
    await slow.claim(slowId, SLOTS);
    await expire(slowId);
    await raw.query('BEGIN');
    await raw.query(`UPDATE ${schema}.members SET renewed_at = clock_timestamp() WHERE id = $1`, [slowId]);
    expect(await heir.claim(heirId, SLOTS)).toEqual([]);
    await raw.query('COMMIT');
    expect(await heir.claim(heirId, SLOTS)).toEqual([]);
    expect(await slow.renew(slowId)).toBeDefined();
  });

  it('refuses a renewal that came in time, and was held up until it was too late', async () => {
    const [slow, slowId] = await joined({ expiryMs: SHORT_MS });
    await raw.query('BEGIN');
    await raw.query(`SELECT id FROM ${schema}.members WHERE id = $1 FOR SHARE`, [slowId]);
    const renewal = slow.renew(slowId);
    await untilSomebodyWaits();
    const expired = `SELECT 1 FROM ${schema}.members WHERE renewed_at + interval '${SHORT_MS} ms' < clock_timestamp()`;
    await until('the member has expired', async () => (await raw.query(expired)).length > 0);
    await raw.query('COMMIT');
    expect(await renewal).toBeUndefined();
  });

  it('takes nothing that was taken while its claim waited, however free it was when the claim began', async () => {
    const [dead, deadId] = await joined();
    const [late, lateId] = await joined();
    await dead.claim(deadId, SLOTS / 2);
    await expire(deadId);
    await raw.query('BEGIN');
    await raw.query(`SELECT id FROM ${schema}.members WHERE id = $1 FOR UPDATE`, [lateId]);
    const claim = late.claim(lateId, SLOTS);
    await untilSomebodyWaits();
    const [heir, heirId] = await joined();
    const taken = await heir.claim(heirId, SLOTS - 1);
    await raw.query('COMMIT');
    const left = await claim;
    expect([...taken, ...left].map(({ slot }) => slot).sort((a, b) => a - b)).toEqual([...Array(SLOTS).keys()]);
    const survey = await heir.survey();
    expect(survey.members.find(({ id }) => id === heirId)?.slots).toBe(SLOTS - 1);
  });

  it('gives what a claim under way has not taken to the next, without waiting for it', async () => {
    const [, oneId] = await joined();
    const [two, twoId] = await joined();
    await raw.query('BEGIN');
    expect(await raw.query(claimSql(schema), [oneId, 1000])).toHaveLength(1000);
    expect(await two.claim(twoId, SLOTS)).toHaveLength(SLOTS - 1000);
    await raw.query('COMMIT');
    expect(await two.claim(twoId, SLOTS)).toEqual([]);
  });

  it('releases a slot once the last commit on it is through', async () => {
    const [owner, id] = await joined();
    const owned = await owner.claim(id, SLOTS);
    await raw.query('BEGIN');
    await raw.query(`SELECT epoch FROM ${schema}.slots WHERE slot = 5 FOR SHARE`);
    const release = owner.release(id, owned);
    await untilSomebodyWaits();
    await raw.query('COMMIT');
    await release;
    expect((await owner.renew(id))?.free).toBe(SLOTS);
  });

  it('loses the slots of a member that stops renewing to one that goes on', async () => {
    const [, quietId] = await joined({ expiryMs: SHORT_MS });
    const [heir, heirId] = await joined({ expiryMs: LONG_MS });
    await raw.query(claimSql(schema), [quietId, SLOTS]);
    const taken: unknown[] = [];
    await until('all slots have a new owner', async () => {
      if ((await heir.renew(heirId))?.free) taken.push(...(await heir.claim(heirId, SLOTS)));
      return taken.length === SLOTS;
    });
    expect((await heir.renew(heirId))?.members.map(({ id }) => id)).toEqual([heirId]);
  });

  it('forgets the dead when another joins, but not while a slot is theirs', async () => {
    const rows = () => raw.query<[string]>(`SELECT id FROM ${schema}.members`).then((all) => all.map(([id]) => id));
    const [dead, deadId] = await joined();
    const [, idleId] = await joined();
    await dead.claim(deadId, 1);
    await expire(deadId);
    await expire(idleId);
    const [heir, heirId] = await joined();
    expect((await rows()).sort()).toEqual([deadId, heirId].sort());
    await heir.claim(heirId, SLOTS);
    const [, lastId] = await joined();
    expect((await rows()).sort()).toEqual([heirId, lastId].sort());
  });
});

describe('What a heartbeat costs', () => {
  it('does not grow with the accounts', async () => {
    await raw.query(`INSERT INTO ${schema}.accounts (key, app, channel, state, slot, sealed)
      SELECT 'k' || n, 'app' || n % 2, 'channel' || n % 5, 'active', n % ${SLOTS}, '' FROM generate_series(1, 20000) AS n`);
    await raw.query(`VACUUM ANALYZE ${schema}.accounts`);
    const channels = [0, 1, 2, 3, 4].map((n) => `channel${n}`);
    const [, id] = await joined({ apps: ['app0', 'app1'], channels });
    const explained = await raw.query<[[{ Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number } }]]>(
      `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${renewSql(schema)}`,
      [id],
    );
    const plan = explained[0]?.[0][0].Plan;
    expect(plan).toBeDefined();
    expect((plan?.['Shared Hit Blocks'] ?? 0) + (plan?.['Shared Read Blocks'] ?? 0)).toBeLessThan(150);
  });
});
