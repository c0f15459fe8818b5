import { sameAddress } from '../directory/accounts/same-address.js';
import { membershipOf } from '../directory/erasing/erase-work.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Find, WorkStore } from '../outbox/work-store.js';
import { PUBLICATIONS, type PublicationRow } from '../publication/publication-row.js';
import { type EraseCursor, NOTHING, type Slice } from './erase-slice.js';

/**
 * What somebody has written in a group: the group is looked through once, in the order of time.
 *
 * @param name a membership, as it is written down
 * @param rows looked at, at most: the slice may well be empty
 */
export async function sliceOfMember(
  store: Pick<WorkStore, 'read'>,
  work: Pick<WorkRow, 'cursor'>,
  name: string,
  rows: number,
): Promise<Slice> {
  const { conversation, member, untilMs } = membershipOf(name);
  const cursor = work.cursor as EraseCursor | undefined;
  const { atMs, key } = cursor?.in === 'group' ? cursor.after : { atMs: 0, key: '' };
  const base: Pick<Find, 'table' | 'limit'> = { table: PUBLICATIONS.name, limit: rows };
  const answers = await store.read([
    { ...base, equal: { conversation, created_at: atMs }, range: { column: 'key', from: `${key}\0` } },
    { ...base, equal: { conversation }, range: { column: 'created_at', from: atMs + 1, until: untilMs + 1 } },
  ]);
  const page = answers
    .flat()
    .slice(0, rows)
    .map(({ doc }) => JSON.parse(doc) as PublicationRow);
  const ofMember = page.filter(({ from }) => sameAddress(from, member)).map((row) => row.key);
  const last = page.at(-1);
  if (!last || page.length < rows) return { ...NOTHING, ofMember, last: true };
  return {
    ...NOTHING,
    ofMember,
    cursor: { in: 'group', after: { atMs: last.createdAtMs, key: last.key } },
    last: false,
  };
}
