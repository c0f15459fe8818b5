import type { WorkStore } from '../../outbox/work-store.js';
import { PUBLICATIONS, type PublicationRow } from '../../publication/publication-row.js';
import { MESSAGES, messageKey } from '../../status/message-row.js';
import { type Candidate, mayBePublished } from './missed-message.js';

/** How long a customer's message may have been on its way into HubSpot, ms. */
const ON_ITS_WAY_MS = 3_600_000;
/** Publications of one account that are looked at. */
const LOOKED_AT = 1_000;

/** Those of the messages that the store does not know. */
export async function unknownOf(
  store: Pick<WorkStore, 'read'>,
  { app, portal }: { app: string; portal: string },
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  if (candidates.length === 0) return [];
  const keys = candidates.map(({ message }) => messageKey(app, portal, message.id));
  const [rows = []] = await store.read([{ table: MESSAGES.name, keys }]);
  const known = new Set(rows.map(({ key }) => key));
  return candidates.filter((_, index) => !known.has(keys[index]!));
}

/**
 * Whether it may be an echo (a message that went to the customer past HubSpot, and that we published) of which we do not know the
 * id: its POST is under way, or HubSpot did not name it. Sent again, the customer would have it twice.
 */
export async function mayBeEcho(
  store: Pick<WorkStore, 'read'>,
  account: string,
  { message, createdMs }: Candidate,
): Promise<boolean> {
  if (!mayBePublished(message)) return false;
  const range = { column: 'created_at', from: createdMs - ON_ITS_WAY_MS, until: createdMs + ON_ITS_WAY_MS };
  const [rows = []] = await store.read([{ table: PUBLICATIONS.name, equal: { account }, range, limit: LOOKED_AT }]);
  return rows
    .map(({ doc }) => JSON.parse(doc) as PublicationRow)
    .some(({ direction, messageId }) => direction === 'OUTGOING' && messageId === undefined);
}
