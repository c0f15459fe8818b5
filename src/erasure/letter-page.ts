import { DEAD_LETTERS, type DeadLetterRow } from '../outbox/dead-letter.js';
import type { Find, WorkStore } from '../outbox/work-store.js';
import type { LetterPlace } from './erase-slice.js';

/** Before all letters. */
export const FIRST_LETTER: LetterPlace = { atMs: 0, key: '' };

export interface LetterPage {
  letters: DeadLetterRow[];
  /** Behind which the next page begins; `undefined`: there is none. */
  after: LetterPlace | undefined;
}

/**
 * Dead letters of a portal, of whatever app, in the order of their time. Read by the index that has them in this order: a page
 * costs the same wherever it begins, and however many there are.
 *
 * @param rows in the page, at most; as many again may be read
 */
export async function letterPage(
  store: Pick<WorkStore, 'read'>,
  { portal, after, rows: limit }: { portal: string; after: LetterPlace; rows: number },
): Promise<LetterPage> {
  const { atMs, key } = after;
  const base: Pick<Find, 'table' | 'limit'> = { table: DEAD_LETTERS.name, limit };
  const answers = await store.read([
    { ...base, equal: { portal, at: atMs }, range: { column: 'key', from: `${key}\0` } },
    { ...base, equal: { portal }, range: { column: 'at', from: atMs + 1 } },
  ]);
  const found = answers.flat().slice(0, limit);
  const letters = found.map(({ doc }) => JSON.parse(doc) as DeadLetterRow);
  const last = letters.at(-1);
  return { letters, after: last && letters.length === limit ? { atMs: last.atMs, key: last.key } : undefined };
}
