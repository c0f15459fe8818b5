import type { WorkStore } from '../../src/outbox/work-store.js';
import { type Left, PROTOCOL } from './child-protocol.js';

/**
 * What engines that have nothing more to do leave behind in a store, apart from waiting for receipts, and from what is
 * done again and again.
 *
 * @param inbox events that nobody has folded
 */
export async function leftIn(store: Pick<WorkStore, 'count' | 'read'>, inbox: number): Promise<Left> {
  const [lanes, dirty, deadLetters, [rows = []]] = await Promise.all([
    store.count({ table: 'lanes' }),
    store.count({ table: 'statuses', equal: { dirty: 1 } }),
    store.count({ table: 'dead_letters' }),
    store.read([{ table: 'work', limit: 1_000 }]),
  ]);
  const isToBeDone = (key: string) =>
    ![PROTOCOL.waitsForReceipts, PROTOCOL.comesAgain].some((start) => key.startsWith(start));
  const work = rows.map(({ key }) => key).filter(isToBeDone);
  return { inbox, lanes, dirty, work, deadLetters };
}

export function isNothing({ inbox, lanes, dirty, work }: Left): boolean {
  return inbox === 0 && lanes === 0 && dirty === 0 && work.length === 0;
}
