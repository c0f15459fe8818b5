import type { FailureClass } from '../../contract/failure-reason.js';
import type { Json } from '../../contract/json.js';
import type { OutgoingMessageEvent } from '../../hubspot/schemas/webhook.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { hubspotEvent } from '../webhooks/hubspot-events.js';
import type { Candidate } from './missed-message.js';

/** The kind of the event by which a message is reported as never received. */
export const SWEEP_MISSED = 'sweep.missed';

/** Its body. */
export interface MissedBody {
  event: OutgoingMessageEvent;
  failure: FailureClass;
}

/**
 * The message exactly as its webhook would have entered the inbox: under the same dedupe key, so that whichever comes second is
 * a duplicate.
 */
export function acceptedEvent(app: string, portal: string, found: Candidate, nowMs: number): NewInboxEvent {
  return hubspotEvent(app, { kind: 'message', event: asWebhook(portal, found) }, new Uint8Array(), nowMs);
}

/** The message as one that is not sent any more. Under the same key, too. */
export function reportedEvent(
  app: string,
  portal: string,
  found: Candidate,
  failure: FailureClass,
  nowMs: number,
): NewInboxEvent {
  const body: MissedBody = { event: asWebhook(portal, found), failure };
  // It came out of JSON: nothing but its type is wider.
  return { ...acceptedEvent(app, portal, found, nowMs), kind: SWEEP_MISSED, body: body as unknown as Json };
}

function asWebhook(portalId: string, { message, channelId }: Candidate): OutgoingMessageEvent {
  return { portalId, channelId, channelIntegrationThreadIds: [], message };
}
