import type { Json } from '../../contract/json.js';
import type { HubSpotWebhook } from '../../hubspot/schemas/webhook.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';
import { dedupeKey, dedupeUntil } from './dedupe.js';
import { base64Of, unparsableEvent } from './unparsable-event.js';

/** A webhook of a type that this version does not know: body of `hubspot.unknown`. */
export interface UnknownWebhookBody {
  type: string;
  channelId?: string;
  base64: string;
}

/**
 * What a verified webhook of HubSpot becomes in the inbox: always exactly one event. `hubspot.message` has an
 * `OutgoingMessageEvent` as its body, `hubspot.account` a `ChannelAccountEvent`.
 */
export function hubspotEvent(
  app: string,
  webhook: HubSpotWebhook,
  raw: Uint8Array,
  receivedAtMs: number,
): NewInboxEvent {
  switch (webhook.kind) {
    case 'message': {
      const { event } = webhook;
      return inboxEvent('hubspot.message', app, event.portalId, receivedAtMs, asJson(event), event.message.id);
    }
    case 'account': {
      const { event } = webhook;
      // What has changed is read. Two changes may bear the same time, and the second is no repetition of the first.
      const isRead = event.type === 'CHANNEL_ACCOUNT_UPDATED';
      const fact = isRead ? [] : [event.type, event.channelAccountId, event.eventTimestamp ?? ''];
      return inboxEvent('hubspot.account', app, event.portalId, receivedAtMs, asJson(event), ...fact);
    }
    case 'unknown': {
      const { eventType = '', portalId = '', channelId } = webhook;
      const base64 = base64Of(raw);
      const body = { type: eventType, ...(channelId === undefined ? {} : { channelId }), base64 };
      return inboxEvent('hubspot.unknown', app, portalId, receivedAtMs, body, base64);
    }
    case 'unparsable': {
      const origin = { app, receivedAtMs, ...(webhook.portalId === undefined ? {} : { portal: webhook.portalId }) };
      const { detail } = webhook;
      return unparsableEvent(origin, { source: 'hubspot', name: app, detail, base64: base64Of(raw) });
    }
  }
}

/** @param fact what is taken in once. None: whatever comes is */
function inboxEvent(
  kind: string,
  app: string,
  portal: string,
  receivedAtMs: number,
  body: Json,
  ...fact: string[]
): NewInboxEvent {
  return {
    kind,
    slot: slotOf(app, portal),
    app,
    portal,
    ...(fact.length === 0
      ? {}
      : { dedupeKey: dedupeKey('h', app, portal, ...fact), dedupeUntilMs: dedupeUntil(receivedAtMs) }),
    receivedAtMs,
    body,
  };
}

/** It came out of JSON: nothing but its type is wider. */
function asJson(event: object): Json {
  return event as Json;
}
