import { signedHeaders } from '../../../adapters/webhook/signing.js';
import { signHubSpotRequest } from '../../../src/hubspot/signature.js';
import {
  CHANNEL_ID,
  CLIENT_SECRET,
  HUBSPOT_PATH,
  type Line,
  MAIN_LINE,
  messageId,
  PROVIDER_PATH,
  PUBLIC_URL,
  peer,
  providerId,
  SIGNING_SECRET,
  textOf,
} from './the-account.js';

/** A signed request to the connector. */
export interface Webhook {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** HubSpot's webhook of a message an agent wrote, as the emulator sends it: about 1.2 KB. */
export function agentMessage(number: number, line: Line = MAIN_LINE): Webhook {
  const nowMs = Date.now();
  const createdAt = new Date(nowMs).toISOString();
  const text = textOf(number);
  const body = JSON.stringify({
    type: 'OUTGOING_CHANNEL_MESSAGE_CREATED',
    portalId: line.portalId,
    channelId: CHANNEL_ID,
    eventTimestamp: createdAt,
    eventId: `e${number}`,
    channelIntegrationThreadIds: [`thread-${number}`],
    message: {
      id: messageId(number),
      type: 'MESSAGE',
      channelId: CHANNEL_ID,
      channelAccountId: line.accountId,
      conversationsThreadId: String(7_000_000 + number),
      createdAt,
      createdBy: 'A-100',
      senders: [{ actorId: 'A-100', name: 'Support line', deliveryIdentifier: line.address }],
      recipients: [{ actorId: `V-${number}`, name: 'A customer', deliveryIdentifier: peer(number) }],
      text,
      richText: `<div style="" dir="auto" data-top-level="true"><p style="margin:0;">${text}</p></div>`,
      direction: 'OUTGOING',
      truncationStatus: 'NOT_TRUNCATED',
      attachments: [],
      status: { statusType: 'SENT' },
    },
  });
  const signed = { method: 'POST', url: PUBLIC_URL + HUBSPOT_PATH, body: Buffer.from(body) };
  const headers = { 'content-type': 'application/json', ...signHubSpotRequest(signed, CLIENT_SECRET, nowMs) };
  return { path: HUBSPOT_PATH, headers, body };
}

/** A provider's receipt for one message. */
export function receipt(number: number, state: string, line: Line = MAIN_LINE): Webhook {
  const nowMs = Date.now();
  const id = `${state}-${number}`;
  const timestamp = new Date(nowMs).toISOString();
  const data = { of: { id: providerId(number) }, state };
  const body = JSON.stringify({ id, type: 'receipt', timestamp, account: line.address.value, data });
  const headers = { 'content-type': 'application/json', ...signedHeaders(SIGNING_SECRET, id, nowMs, body) };
  return { path: PROVIDER_PATH, headers, body };
}
