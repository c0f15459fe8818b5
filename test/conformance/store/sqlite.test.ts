import { describe, it } from '@jest/globals';
import { storeConformance } from '../../../src/testing/store-conformance.js';
import { openSqliteBench } from './sqlite-bench.js';

describe('The SQLite store keeps every promise of a store', () => {
  it.each(storeConformance(openSqliteBench).map(({ id, why, run }) => [id, why, run] as const))(
    '%s: %s',
    (_id, _why, run) => run(),
  );
});
