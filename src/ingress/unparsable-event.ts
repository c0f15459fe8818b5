import { hash } from 'node:crypto';
import type { NewInboxEvent } from '../outbox/inbox-event.js';
import { slotOf } from '../outbox/slot.js';
import { dedupeKey, dedupeUntil } from './dedupe.js';

/** A genuine webhook, or a piece of one, that could not be read: becomes a dead letter. */
export interface UnparsableBody {
  source: 'hubspot' | 'provider';
  /** The app's or the channel's name. */
  name: string;
  channel?: string;
  /** What was wrong; no message text. */
  detail: string;
  /** The raw bytes. */
  base64: string;
  contentType?: string;
}

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
    kind: 'unparsable',
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
