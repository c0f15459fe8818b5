import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';

/** Somebody is to be forgotten in one portal: by an operator's command, or because HubSpot has said so. */
export const PRIVACY_ERASE = 'privacy.erase';

export interface PrivacyErase {
  /** The values of every address the person is known by, of whatever type. */
  peers: string[];
  /** HubSpot's id of the contact: stands for the conversations of which HubSpot has told us that they are this contact's. */
  contactId?: string;
  /** Who asked, for the journal. */
  by: string;
}

/** To be appended to the inbox. The same may be asked for any number of times. */
export function privacyErase(
  { app, portal }: { app: string; portal: string },
  { peers, contactId, by }: PrivacyErase,
  receivedAtMs: number,
): NewInboxEvent {
  const body = { peers, by, ...(contactId === undefined ? {} : { contactId }) };
  return { kind: PRIVACY_ERASE, slot: slotOf(app, portal), app, portal, receivedAtMs, body };
}
