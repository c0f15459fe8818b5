import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ColumnValue } from '../../../../src/outbox/table.js';
import { DuePortals } from '../../../../src/store/due-portals.js';
import type { Connection } from '../../../../src/store/sqlite/connection.js';
import { DueWork } from '../../../../src/store/sqlite/due-work.js';
import { type SqlValue, Statements } from '../../../../src/store/sqlite/statements.js';
import { type TemporaryStore, temporaryStore } from './temporary-store.js';

/** Counts looks at the database. */
class CountingStatements extends Statements {
  looks = 0;

  override get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    this.looks += 1;
    return super.get(sql, ...values);
  }

  override all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    this.looks += 1;
    return super.all(sql, ...values);
  }
}

describe('Due work', () => {
  let store: TemporaryStore;
  let connection: Connection;

  beforeEach(() => {
    store = temporaryStore();
    connection = store.open().session.connection;
  });
  afterEach(() => store.remove());

  const put = (due: DueWork, key: string, portal: string, dueAt: number | null) => {
    const values: ColumnValue[] = ['q', portal, 0, dueAt, 0, null, null];
    connection.sql.run('INSERT OR REPLACE INTO work VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', key, ...values, '');
    due.written(values);
  };
  const ask = { queue: 'q', nowMs: 100, perPortal: 5, limit: 10 };

  it('costs nothing for portals that are not due', () => {
    const counting = new CountingStatements(connection.database);
    const due = new DueWork(counting);
    connection.write(() => {
      for (let at = 0; at < 300; at++) put(due, `w${at}`, `p${at}`, 1000 + at);
    });
    put(due, 'now', 'p7', 50);
    due.due(ask);
    counting.looks = 0;
    expect(due.due(ask).map(([key]) => key)).toEqual(['now']);
    expect(counting.looks).toBeLessThanOrEqual(3);
    connection.sql.run(`DELETE FROM work WHERE "key" = 'now'`);
    due.due(ask);
    counting.looks = 0;
    expect(due.due(ask)).toEqual([]);
    expect(counting.looks).toBe(0);
  });

  it('reads no more rows than it gives, when few portals have many', () => {
    const due = new DueWork(connection.sql);
    for (let at = 0; at < 50; at++) put(due, `w${at}`, `p${at % 2}`, at);
    expect(due.due({ ...ask, perPortal: 100, limit: 7 })).toHaveLength(7);
  });

  it('learns from the table what a former process left', () => {
    const before = new DueWork(connection.sql);
    for (let at = 0; at < 20; at++) put(before, `w${at}`, `p${at % 4}`, at * 10);
    put(before, 'never', 'p9', null);
    const after = new DueWork(connection.sql);
    expect(after.due(ask)).toEqual([]);
    after.learn();
    expect(
      after
        .due({ ...ask, limit: 100 })
        .map(([key]) => key)
        .sort(),
    ).toEqual(
      before
        .due({ ...ask, limit: 100 })
        .map(([key]) => key)
        .sort(),
    );
  });

  it('gives, after any history, what turns over all due rows would give', () => {
    const row = fc.record({ key: fc.nat(30), portal: fc.nat(5), dueAt: fc.option(fc.nat(200)) });
    const step = fc.oneof(
      row.map((put) => ({ put })),
      fc.nat(30).map((remove) => ({ remove })),
      fc
        .record({
          nowMs: fc.nat(220),
          perPortal: fc.integer({ min: 1, max: 6 }),
          limit: fc.nat(12),
          except: fc.subarray(['p0', 'p3']),
        })
        .map((query) => ({ query })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) =>
        // One transaction: none of this is about what is durable.
        connection.write(() => {
          connection.sql.run('DELETE FROM work');
          const due = new DueWork(connection.sql);
          const rows = new Map<string, { portal: string; dueAt: number | null }>();
          for (const step of steps) {
            if ('put' in step) {
              const [key, portal] = [`k${step.put.key}`, `p${step.put.portal}`];
              rows.set(key, { portal, dueAt: step.put.dueAt });
              put(due, key, portal, step.put.dueAt);
            } else if ('remove' in step) {
              rows.delete(`k${step.remove}`);
              connection.sql.run('DELETE FROM work WHERE "key" = ?', `k${step.remove}`);
            } else {
              const found = due.due({ queue: 'q', ...step.query }).map(([key]) => key);
              expectTurns(found, rows, step.query);
            }
          }
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('Portals that may be due', () => {
  it('do not pile up, however often a portal is served between two far times', () => {
    const portals = new DuePortals();
    for (let round = 0; round < 10_000; round++) {
      portals.note('busy', 1_000_000);
      portals.note('busy', round);
      expect([...portals.turns(round)]).toEqual(['busy']);
      portals.idle('busy', 1_000_000);
    }
    expect(portals.size).toBeLessThan(200);
  });
});

interface Query {
  nowMs: number;
  perPortal: number;
  limit: number;
  except: string[];
}

/** Each portal's oldest rows in order, the first of each before the second of any, and as many as there is room for. */
function expectTurns(
  found: string[],
  rows: ReadonlyMap<string, { portal: string; dueAt: number | null }>,
  { nowMs, perPortal, limit, except }: Query,
): void {
  const byPortal = new Map<string, { key: string; dueAt: number }[]>();
  for (const [key, { portal, dueAt }] of rows) {
    if (dueAt === null || dueAt > nowMs || except.includes(portal)) continue;
    byPortal.set(portal, [...(byPortal.get(portal) ?? []), { key, dueAt }]);
  }
  const room = [...byPortal.values()].reduce((sum, own) => sum + Math.min(own.length, perPortal), 0);
  expect(found).toHaveLength(Math.min(limit, room));

  const ranks: number[] = [];
  const taken = new Map<string, string[]>();
  for (const key of found) {
    const { portal } = rows.get(key)!;
    const own = [...(taken.get(portal) ?? []), key];
    taken.set(portal, own);
    ranks.push(own.length);
  }
  expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
  for (const [portal, own] of taken) {
    const oldest = byPortal.get(portal)!.toSorted((a, b) => a.dueAt - b.dueAt || (a.key < b.key ? -1 : 1));
    expect(own).toEqual(oldest.slice(0, own.length).map(({ key }) => key));
    expect(own.length).toBeLessThanOrEqual(perPortal);
  }
  const most = Math.max(0, ...ranks);
  for (const [portal, own] of byPortal) {
    const given = taken.get(portal)?.length ?? 0;
    expect(given).toBeGreaterThanOrEqual(Math.min(own.length, perPortal, most - 1));
  }
}
