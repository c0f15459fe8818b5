import { describe, expect, it } from '@jest/globals';
import { databaseFindings } from '../../../../../src/cli/commands/check/database.js';
import type { PostgresStoreConfig } from '../../../../../src/config/store-setting.js';
import type { DatabaseReport } from '../../../../../src/connector/stores/inspect-store.js';

const STORE: PostgresStoreConfig = {
  kind: 'postgres',
  url: 'postgres://db/cw',
  poolSize: 10,
  statementTimeoutMs: 10_000,
  preparedStatements: true,
  migrate: true,
  schema: 'channelwright',
  expiryMs: 15_000,
};

const REPORT: DatabaseReport = {
  version: '17.2',
  schema: { from: 2, to: 2 },
  clockAheadMs: 40,
  pooled: false,
  synchronousCommit: 'on',
  maxConnections: 100,
  mayCreate: true,
};

const found = (report: Partial<DatabaseReport>, store: Partial<PostgresStoreConfig> = {}) =>
  databaseFindings({ ...REPORT, ...report }, { ...STORE, ...store }, 'db').map(
    ({ state, detail }) => `${state}: ${detail}`,
  );

describe('a database', () => {
  it('of which there is nothing to say has no line', () => {
    expect(found({})).toEqual([]);
    expect(found({ schema: { from: 0, to: 2 }, mayCreate: true })).toHaveLength(1);
  });

  it.each<[string, Partial<DatabaseReport>, Partial<PostgresStoreConfig>, string]>([
    [
      'a migration that a start makes',
      { schema: { from: 1, to: 2 } },
      {},
      'ok: a migration is waiting, from version 1 to 2',
    ],
    [
      'one that nobody makes',
      { schema: { from: 1, to: 2 } },
      { migrate: false },
      'failed: a migration is waiting, from',
    ],
    [
      'a schema that cannot be made',
      { schema: { from: 0, to: 2 }, mayCreate: false },
      {},
      'warning: this user may not',
    ],
    ['a clock that is ahead', { clockAheadMs: 3_400 }, {}, 'warning: its clock is 3 s ahead of this machine’s'],
    ['a clock that is behind', { clockAheadMs: -61_000 }, {}, 'warning: its clock is 61 s behind this machine’s'],
    ['a pooler', { pooled: true }, {}, 'ok: a pooler stands in front of it: '],
    ['a server that may forget', { synchronousCommit: 'off' }, {}, 'warning: synchronous_commit is off'],
    [
      'too few connections',
      { maxConnections: 11 },
      {},
      'warning: it takes 11 connections in all, and one replica may want 11',
    ],
  ])('is told of: %s', (_, report, store, expected) => {
    expect(found(report, store)).toEqual([expect.stringContaining(expected)]);
  });

  it('behind a pooler is warned of prepared statements only where they are used', () => {
    expect(found({ pooled: true })[0]).toContain('preparedStatements: false');
    expect(found({ pooled: true }, { preparedStatements: false })[0]).not.toContain('preparedStatements');
  });
});
