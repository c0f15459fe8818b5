import type { Json } from '../../contract/json.js';
import { privacyErase } from '../../directory/erasing/privacy-erase.js';
import { PORTAL_REPORT, type PortalReport } from '../../directory/portals/portal-report.js';
import type { JournalEvent } from '../../hubspot/schemas/webhooks-journal.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';

/** For how long the same entry does not enter the inbox twice, ms: longer than HubSpot keeps it. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

/** Properties of a contact that hold an address. */
const ADDRESS = /phone|mail/i;

/** One entry of the journal. */
export interface ReadEntry {
  offset: string;
  events: readonly JournalEvent[];
}

/** What an entry means for us, for the inbox. An install is nothing: its callback has done everything. */
export function journalYield(app: string, { offset, events }: ReadEntry, nowMs: number): NewInboxEvent[] {
  return events.flatMap((event, index) => {
    const told = eventOf(app, event, nowMs);
    if (!told) return [];
    return [{ ...told, dedupeKey: `webhooks-journal|${app}|${offset}|${index}`, dedupeUntilMs: nowMs + REMEMBERED_MS }];
  });
}

function eventOf(app: string, event: JournalEvent, nowMs: number): NewInboxEvent | undefined {
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
  if (objectId === undefined && peers.length === 0) return undefined;
  const contact = objectId === undefined ? {} : { contactId: objectId };
  return privacyErase({ app, portal }, { peers, ...contact, by: 'hubspot' }, nowMs);
}
