import { createHash } from 'node:crypto';
import type { InboxEvent, NewInboxEvent } from '../outbox/inbox-event.js';
import { rowInvalid } from './declared-rows.js';

/** A new event as it travels to the database. Tuples are cheaper to hand between threads than objects. */
export type NewEventRow = [
  kind: string,
  slot: number,
  app: string,
  portal: string,
  account: string | null,
  receivedAtMs: number,
  dedupeKey: string | null,
  dedupeUntilMs: number | null,
  body: string,
];

export type EventRow = [
  seq: number,
  kind: string,
  slot: number,
  app: string,
  portal: string,
  account: string | null,
  receivedAtMs: number,
  body: string,
  /** In place of the body, where that could not be opened. */
  unreadable?: { code: string; detail: string },
];

const LONGEST_DEDUPE_KEY = 512;

/** @throws `CW_STORE_ROW_INVALID` when no store could hold the event */
export function toEventRow(event: NewInboxEvent): NewEventRow {
  return [
    text('kind', event.kind),
    whole('slot', event.slot),
    text('app', event.app),
    text('portal', event.portal),
    event.account === undefined ? null : text('account', event.account),
    whole('receivedAtMs', event.receivedAtMs),
    event.dedupeKey === undefined ? null : shortened(text('dedupeKey', event.dedupeKey)),
    event.dedupeUntilMs === undefined ? null : whole('dedupeUntilMs', event.dedupeUntilMs),
    bodyText(event),
  ];
}

export function toInboxEvent(row: EventRow): InboxEvent {
  const [seq, kind, slot, app, portal, account, receivedAtMs, body, unreadable] = row;
  const content = unreadable ? { body: null, unreadable } : { body: JSON.parse(body) };
  const event: InboxEvent = { seq, kind, slot, app, portal, receivedAtMs, ...content };
  if (account !== null) event.account = account;
  return event;
}

function bodyText({ body }: NewInboxEvent): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(body);
  } catch (cause) {
    throw rowInvalid('the body of an event is not JSON', cause);
  }
  if (json === undefined) throw rowInvalid('the body of an event is missing');
  return json;
}

function text(field: string, value: unknown): string {
  if (typeof value !== 'string') throw rowInvalid(`${field} of an event is not a text`);
  return value;
}

function whole(field: string, value: unknown): number {
  if (!Number.isSafeInteger(value)) throw rowInvalid(`${field} of an event is not a whole number`);
  return value as number;
}

/** Providers' ids have no length we could rely on; an index has. */
function shortened(key: string): string {
  if (key.length <= LONGEST_DEDUPE_KEY) return key;
  return `sha256:${createHash('sha256').update(key).digest('hex')}`;
}
