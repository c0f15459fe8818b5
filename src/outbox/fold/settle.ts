import type { Settler } from '../reducer.js';
import type { EventTx } from './event-tx.js';

/** More rounds than this mean that two settlers undo each other: a defect, not a state. */
const MAX_ROUNDS = 100;

/**
 * Runs the settlers over what an event has touched until nothing is left to derive. Lower layers first: a row that a higher
 * layer touches goes through the lower ones again.
 *
 * @param before the row as it was when the event began
 */
export function settle(
  tx: EventTx,
  settlers: readonly Settler[],
  before: (table: Settler['table'], key: string) => unknown,
) {
  const settled = settlers.map(() => new Map<string, unknown>());
  for (let round = 0; round < MAX_ROUNDS; round++) {
    if (!settleFirst(tx, settlers, settled, before)) return;
  }
  throw new Error('settlers do not come to rest');
}

/** Settles the rows of the first settler that has any left. Answers whether there were some. */
function settleFirst(
  tx: EventTx,
  settlers: readonly Settler[],
  settled: Map<string, unknown>[],
  before: (table: Settler['table'], key: string) => unknown,
): boolean {
  for (const [index, settler] of settlers.entries()) {
    const seen = settled[index]!;
    const open = tx.written(settler.table.name).filter(({ key, row }) => row !== undefined && seen.get(key) !== row);
    if (open.length === 0) continue;
    for (const { key, row } of open) {
      const previous = seen.has(key) ? seen.get(key) : before(settler.table, key);
      seen.set(key, row);
      if (row !== previous) settler.settle(row, previous, tx);
    }
    return true;
  }
  return false;
}
