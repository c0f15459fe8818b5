import { DEAD_LETTERS, type DeadLetterRow } from '../outbox/dead-letter.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { WorkStore } from '../outbox/work-store.js';
import { NOTHING, type Slice } from './erase-slice.js';
import { namesPeer } from './names-peer.js';
import { parkedEvents } from './parked-events.js';

/** Letters read in one round trip. */
const PAGE = 100;

type Readable = Pick<WorkStore, 'read' | 'parked'>;
type Whose = Pick<WorkRow, 'app' | 'portal'>;

/** What mentions an address, though it is of no conversation: raw bodies, and what waits in the inbox. */
export async function sliceOfAddress(
  store: Readable,
  { app, portal }: Whose,
  value: string,
  most: number,
): Promise<Slice> {
  const mentions = (text: string) => namesPeer(text, [{ value }]);
  const letters = await mentioning(store, { app, portal }, mentions, most);
  // Of a body that nobody could read, not even the portal is known.
  const lost = letters.length < most ? await mentioning(store, { app, portal: '' }, mentions, most) : [];
  const isMeant = (event: Whose & { body: unknown }) =>
    event.app === app && event.portal === portal && mentions(JSON.stringify(event.body ?? ''));
  const parked = await parkedEvents(store, isMeant, most);
  const found = [...letters, ...lost];
  return { ...NOTHING, letters: found, parked, last: found.length + parked.length === 0 };
}

async function mentioning(
  store: Readable,
  { app, portal }: Whose,
  mentions: (text: string) => boolean,
  most: number,
): Promise<string[]> {
  const found: string[] = [];
  for (let from = ''; found.length < most; ) {
    const [page = []] = await store.read([
      { table: DEAD_LETTERS.name, equal: { app, portal }, range: { column: 'key', from }, limit: PAGE },
    ]);
    found.push(...page.filter(({ doc }) => mentions(textOf(JSON.parse(doc) as DeadLetterRow))).map(({ key }) => key));
    const last = page.at(-1);
    if (!last || page.length < PAGE) break;
    from = `${last.key}\0`;
  }
  return found;
}

/** With what is kept in Base64 as it reads. */
function textOf({ body, cause }: DeadLetterRow): string {
  const raw = typeof body === 'object' && body !== null && 'base64' in body ? String(body['base64']) : '';
  return `${JSON.stringify(body)}\n${cause.detail}\n${Buffer.from(raw, 'base64').toString('utf8')}`;
}
