import { hash } from 'node:crypto';
import type { LetterRest } from '../../outbox/dead-letter.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';
import { dedupeKey, dedupeUntil } from './dedupe.js';

export const UNPARSABLE = 'unparsable';

/** A genuine webhook, or a piece of one, or an entry of HubSpot's journal, that could not be read: becomes a dead letter. */
export type UnparsableBody = {
  /** The app's or the channel's name. */
  name: string;
  channel?: string;
  /** What was wrong; no message text. */
  detail: string;
  /** The raw bytes. */
  base64: string;
  /** What stays without them. Default: where it came from. */
  rest?: LetterRest;
} & (
  | { source: 'hubspot' }
  /** An entry of HubSpot's webhooks journal, or the event of it at `index`. */
  | { source: 'webhooks-journal'; offset: string; index?: number }
  /** A whole request, with what is needed to read it again. */
  | { source: 'provider'; request: ReadableRequest }
  /** A piece of a request, a frame or a page: only a person can make something of it. */
  | { source: 'provider-piece' }
);

/** A request that was genuine, without its body. */
export type ReadableRequest = {
  method: string;
  url: string;
  contentType?: string;
  accountKey?: string;
  /** Keys of the accounts it was genuine for. */
  accounts: string[];
};

export interface UnparsableOrigin {
  app: string;
  /** As far as it could be read. */
  portal?: string;
  account?: string;
  receivedAtMs: number;
}

export function unparsableEvent(origin: UnparsableOrigin, body: UnparsableBody): NewInboxEvent {
  const portal = origin.portal ?? '';
  return {
    kind: UNPARSABLE,
    slot: slotOf(origin.app, portal),
    app: origin.app,
    portal,
    ...(origin.account === undefined ? {} : { account: origin.account }),
    dedupeKey: dedupeKey('u', body.source, body.name, hash('sha256', body.base64, 'base64url')),
    dedupeUntilMs: dedupeUntil(origin.receivedAtMs),
    receivedAtMs: origin.receivedAtMs,
    body: { ...body },
  };
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
