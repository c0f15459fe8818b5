import {
  type AccountRef,
  type MessageEvent,
  type ProviderFact,
  parseJson,
  type ReceiptEvent,
  type ReceivedEvent,
} from 'channelwright/adapter';
import { reasonOf } from './reason.js';
import { itemsOf } from './wire-content.js';
import { type WireEvent, type WireMessage, type WireReceipt, wireEvent } from './wire-events.js';

/**
 * The events of a webhook body. What cannot be read is kept as it came, and its neighbours go on.
 *
 * @param only the account of events that name none, where there can be only one
 */
export function readBody(body: Uint8Array, only: AccountRef | undefined): ReceivedEvent[] {
  const json = parseJson(body);
  if (json !== undefined) return readEvents(json, only);
  const raw = new TextDecoder().decode(body);
  return [{ kind: 'unparsable', ...(only && { account: only }), detail: 'the body is not JSON', raw }];
}

/** The events of `{ "events": [ … ] }`, or one event by itself. */
export function readEvents(json: unknown, only: AccountRef | undefined): ReceivedEvent[] {
  const events = (json as { events?: unknown } | null)?.events;
  return (Array.isArray(events) ? events : [json]).map((raw) => readEvent(raw, only));
}

function readEvent(raw: unknown, only: AccountRef | undefined): ReceivedEvent {
  const { success, data: event, error } = wireEvent.safeParse(raw);
  const account = event?.account ?? only;
  if (success && account !== undefined) return { account, dedupeKey: event.id, ...factOf(event) };
  const problems = error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? ['account: is missing'];
  return { kind: 'unparsable', ...(account && { account }), detail: problems.join('; '), raw: JSON.stringify(raw) };
}

function factOf({ type, timestamp: atMs, data }: WireEvent): ProviderFact {
  switch (type) {
    case 'message':
    case 'echo':
      return messageFact(type, data, atMs);
    case 'receipt':
      return receiptFact(data, atMs);
    case 'edited':
      return { kind: type, of: data.of, content: itemsOf(data), atMs };
    case 'deleted':
      return { kind: type, of: data.of, atMs };
    case 'reaction':
      return { kind: type, ...data };
    case 'alias':
      return { kind: type, ...data };
    case 'optOut':
    case 'optIn':
      return { kind: type, ...data };
  }
}

function messageFact(kind: 'message' | 'echo', data: WireMessage, atMs: number): MessageEvent {
  const { id, from, replyTo, sequence } = data;
  const { name: _, ...peer } = from;
  return {
    kind,
    id,
    atMs,
    from,
    conversation: data.conversation ?? peer,
    content: itemsOf(data),
    ...(replyTo !== undefined && { replyTo }),
    ...(sequence !== undefined && { sequence }),
  };
}

function receiptFact({ of, reason, state, ...rest }: WireReceipt, atMs: number): ReceiptEvent {
  return {
    kind: 'receipt',
    of,
    state,
    ...rest,
    ...(state === 'failed' && { reason: reasonOf(reason) }),
    atMs,
  };
}
