import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { fleetConformance } from '../../../src/testing/fleet-conformance.js';
import { LedgerDatabase } from '../../fixtures/ledger-database.js';
import { openMemoryFleetBench } from './memory-fleet-bench.js';
import { openPostgresFleetBench } from './postgres-fleet-bench.js';

describe('The ledger in PostgreSQL keeps every promise of a fleet', () => {
  let database: LedgerDatabase;
  beforeAll(async () => {
    database = await LedgerDatabase.create();
  });
  afterAll(() => database.drop());

  const cases = fleetConformance(() => openPostgresFleetBench(database));
  it.each(cases.map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});

describe('The ledger in memory, on which the tests of the members run, keeps them too', () => {
  const cases = fleetConformance(openMemoryFleetBench);
  it.each(cases.map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});
