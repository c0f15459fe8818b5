import type { PartItem } from '../../contract/content-item.js';

/** How long a call may take, ms; its licence is dead some seconds later. */
export const CALL_TIMEOUT_MS = 30_000;
/** How long one may take that uploads a file, ms: 100 MB over a line of 3 Mbit/s. */
const FILE_CALL_TIMEOUT_MS = 5 * 60_000;
/** Room for the outcome of a call to be committed before the call counts as lost, ms. */
export const CALL_GRACE_MS = 10_000;

export function callTimeoutMs(items: readonly PartItem[]): number {
  return items.some(({ kind }) => kind === 'file') ? FILE_CALL_TIMEOUT_MS : CALL_TIMEOUT_MS;
}
