import type { DeadLetterRow } from '../outbox/dead-letter.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { WorkStore } from '../outbox/work-store.js';
import { type EraseCursor, type LetterPlace, NOTHING, type Slice } from './erase-slice.js';
import { FIRST_LETTER, letterPage } from './letter-page.js';
import { namesPeer } from './names-peer.js';
import { parkedEvents } from './parked-events.js';

type Readable = Pick<WorkStore, 'read' | 'parked'>;
type Whose = Pick<WorkRow, 'app' | 'portal' | 'cursor'>;

/** Looked through once, page by page: what is left alone is not read again. */
interface Page {
  store: Readable;
  work: Whose;
  rows: number;
  mentions(text: string): boolean;
}

/**
 * What mentions an address, though it is of no conversation: what waits in the inbox, and raw bodies.
 *
 * @param rows looked at, at most: the slice may well be empty
 */
export async function sliceOfAddress(store: Readable, work: Whose, value: string, rows: number): Promise<Slice> {
  const mentions = (text: string) => namesPeer(text, [{ value }]);
  const page: Page = { store, work, rows, mentions };
  const cursor = (work.cursor as EraseCursor | undefined) ?? { in: 'parked', after: 0 };
  if (cursor.in === 'parked') return inParked(page, cursor.after);
  return inLetters(page, cursor.in === 'lost' ? 'lost' : 'letters', cursor.after);
}

async function inParked({ store, work: { app, portal }, rows, mentions }: Page, after: number): Promise<Slice> {
  const page = await parkedEvents(store, { portal, after, rows }, (event) => {
    return event.app === app && mentions(JSON.stringify(event.body ?? ''));
  });
  const cursor: EraseCursor =
    page.after === undefined ? { in: 'letters', after: FIRST_LETTER } : { in: 'parked', after: page.after };
  return { ...NOTHING, parked: page.found, cursor, last: false };
}

async function inLetters(
  { store, work: { app, portal }, rows, mentions }: Page,
  of: 'letters' | 'lost',
  after: LetterPlace,
): Promise<Slice> {
  // Of a body that nobody could read, not even the portal is known.
  const page = await letterPage(store, { portal: of === 'lost' ? '' : portal, after, rows });
  const meant = page.letters.filter((letter) => letter.app === app && mentions(textOf(letter)));
  const isShared = ({ rest, cause }: DeadLetterRow) => rest?.shared === true && !mentions(cause.detail);
  const found = {
    ...NOTHING,
    letters: meant.flatMap((letter) => (isShared(letter) ? [] : [letter.key])),
    emptied: meant.flatMap((letter) => (isShared(letter) ? [letter.key] : [])),
  };
  if (page.after) return { ...found, cursor: { in: of, after: page.after }, last: false };
  return { ...found, cursor: { in: 'lost', after: FIRST_LETTER }, last: of === 'lost' };
}

/** With what is kept in Base64 as it reads. */
function textOf({ body, cause }: DeadLetterRow): string {
  const raw = typeof body === 'object' && body !== null && 'base64' in body ? String(body['base64']) : '';
  return `${JSON.stringify(body)}\n${cause.detail}\n${Buffer.from(raw, 'base64').toString('utf8')}`;
}
