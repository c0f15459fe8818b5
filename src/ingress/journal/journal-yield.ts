import type { Json } from '../../contract/json.js';
import { privacyErase } from '../../directory/erasing/privacy-erase.js';
import { PORTAL_REPORT, type PortalReport } from '../../directory/portals/portal-report.js';
import { type JournalEvent, readJournalFile } from '../../hubspot/schemas/webhooks-journal.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';
import { dedupeKey } from '../webhooks/dedupe.js';
import { UNPARSABLE, unparsableEvent } from '../webhooks/unparsable-event.js';
import { ENTRY_MISSED } from './missed-entry.js';

/** For how long the same entry does not enter the inbox twice, ms: longer than HubSpot keeps it. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

/** Properties of a contact that hold an address. */
const ADDRESS = /phone|mail/i;

const NAMES_NOBODY = 'a privacy deletion that names nobody';

/** One entry of the journal: its file, as it is. */
export interface ReadEntry {
  offset: string;
  text: string;
}

/** A place in the journal; `index`: of one event of the entry. */
interface Place {
  app: string;
  offset: string;
  index?: number;
  /** As far as it could be read. */
  portal?: string | undefined;
}

/**
 * What an entry means for us, for the inbox. An install is nothing: its callback has done everything. What cannot be read is put
 * aside raw, since it may be a deletion that somebody has a right to: the entry counts as read, and those behind it have their turn.
 */
export function journalYield(app: string, { offset, text }: ReadEntry, nowMs: number): NewInboxEvent[] {
  const read = readJournalFile(text);
  if (!Array.isArray(read)) return [putAside({ app, offset }, read.detail, text, nowMs)];
  return read.flatMap((piece, index) => {
    const place = { app, offset, index };
    if (!('event' in piece)) return [putAside({ ...place, portal: piece.portalId }, piece.detail, piece.raw, nowMs)];
    const told = eventOf(app, piece.event, nowMs);
    if (told === NAMES_NOBODY) {
      return [putAside({ ...place, portal: piece.event.portalId }, told, JSON.stringify(piece.event), nowMs)];
    }
    return told ? [{ ...told, dedupeKey: keyOf(place), dedupeUntilMs: nowMs + REMEMBERED_MS }] : [];
  });
}

/**
 * Reads again what was put aside, by today's code. `undefined`: it still cannot be read. An event of it that was read when it came is
 * known by its key, and enters the inbox once.
 */
export function rereadJournal(
  app: string,
  { offset, index, text }: ReadEntry & { index?: number },
  nowMs: number,
): NewInboxEvent[] | undefined {
  const whole = index === undefined ? text : JSON.stringify({ journalEvents: [JSON.parse(text)] });
  const events = journalYield(app, { offset, text: whole }, nowMs);
  if (events.some(({ kind }) => kind === UNPARSABLE)) return undefined;
  return index === undefined ? events : events.map((event) => ({ ...event, dedupeKey: keyOf({ app, offset, index }) }));
}

function putAside(place: Place, detail: string, raw: string, nowMs: number): NewInboxEvent {
  const { app, offset, index, portal } = place;
  const event = unparsableEvent(
    { app, receivedAtMs: nowMs, ...(portal === undefined ? {} : { portal }) },
    {
      name: app,
      source: 'webhooks-journal',
      offset,
      ...(index === undefined ? {} : { index }),
      detail: `an entry of HubSpot’s webhooks journal: ${detail}`,
      base64: Buffer.from(raw).toString('base64'),
      // HubSpot may have it still. A whole file is of nobody knows whom.
      rest: { kind: ENTRY_MISSED, body: { offset }, ...(index === undefined ? { shared: true } : {}) },
    },
  );
  // Other than that of what it says, which may still come of it.
  return { ...event, dedupeKey: dedupeKey('u', keyOf(place)), dedupeUntilMs: nowMs + REMEMBERED_MS };
}

function keyOf({ app, offset, index }: Place): string {
  return `webhooks-journal|${app}|${offset}|${index ?? 'file'}`;
}

function eventOf(app: string, event: JournalEvent, nowMs: number): NewInboxEvent | typeof NAMES_NOBODY | undefined {
  const { action, portalId: portal, occurredAt, objectId, properties = {} } = event;
  if (action === 'APP_UNINSTALL') {
    const at = Date.parse(occurredAt ?? '');
    const body: PortalReport = { kind: 'uninstalled', atMs: Number.isNaN(at) ? nowMs : at };
    return { kind: PORTAL_REPORT, slot: slotOf(app, portal), app, portal, receivedAtMs: nowMs, body: body as Json };
  }
  if (action !== 'GDPR_DELETE') return undefined;
  const peers = Object.entries(properties).flatMap(([name, value]) =>
    ADDRESS.test(name) && value !== '' ? [value] : [],
  );
  if (objectId === undefined && peers.length === 0) return NAMES_NOBODY;
  const contact = objectId === undefined ? {} : { contactId: objectId };
  return privacyErase({ app, portal }, { peers, ...contact, by: 'hubspot' }, nowMs);
}
