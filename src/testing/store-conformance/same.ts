import assert from 'node:assert/strict';

/**
 * Equal as data. Values that crossed a thread may belong to another realm than the test's, where strict equality would find
 * that their prototypes differ.
 */
export function same(actual: unknown, expected: unknown, message?: string): void {
  assert.deepEqual(structuredClone(actual), structuredClone(expected), message);
}
