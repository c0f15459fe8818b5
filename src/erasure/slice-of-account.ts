import { ACCOUNTS, type AccountRow } from '../directory/accounts/account-row.js';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { WorkStore } from '../outbox/work-store.js';
import { type EraseCursor, NOTHING, type Slice } from './erase-slice.js';
import { parkedEvents } from './parked-events.js';
import { SLICE_CONVERSATIONS, sliceOfConversations } from './slice-of-conversations.js';

type Readable = Pick<WorkStore, 'read' | 'parked'>;
type Whose = Pick<WorkRow, 'portal' | 'cursor'>;

/** Of an account that is gone: its conversations first, then what belongs to none. */
export async function sliceOfAccount(store: Readable, work: Whose, account: string, most: number): Promise<Slice> {
  const [rows = [], conversations = [], letters = []] = await store.read([
    { table: ACCOUNTS.name, keys: [account] },
    { table: CONVERSATIONS.name, equal: { account }, range: { column: 'last_at' }, limit: SLICE_CONVERSATIONS },
    { table: DEAD_LETTERS.name, equal: { account }, range: { column: 'at' }, limit: most },
  ]);
  // Its key has been given to another one since: nothing of that is to be erased.
  if (rows.length > 0 && (JSON.parse(rows[0]!.doc) as AccountRow).state !== 'purged') return { ...NOTHING, last: true };
  if (conversations.length > 0)
    return sliceOfConversations(
      store,
      conversations.map(({ key }) => key),
      most,
    );
  if (letters.length > 0) return { ...NOTHING, letters: letters.map(({ key }) => key), last: false };
  const cursor = work.cursor as EraseCursor | undefined;
  const after = cursor?.in === 'parked' ? cursor.after : 0;
  const page = await parkedEvents(
    store,
    { portal: work.portal, after, rows: most },
    (event) => event.account === account,
  );
  // What has become of an event of before is a dead letter, and those are found by their account.
  const ended = { ...NOTHING, parked: page.found, last: page.after === undefined };
  return page.after === undefined ? ended : { ...ended, cursor: { in: 'parked', after: page.after } };
}
