import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { fleetStoreConformance } from '../../../src/testing/store-conformance.js';
import { type FreshDatabase, freshDatabase } from '../../fixtures/postgres.js';
import { openPostgresBench } from './postgres-bench.js';

describe('The PostgreSQL store keeps every promise of a store, and those of a fleet', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database.drop());

  const cases = fleetStoreConformance(() => openPostgresBench(database.url));
  it.each(cases.map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});
