import type { RawRequest, ReceivedEvent } from 'channelwright/adapter';
import { echoEvents } from './echo.js';
import { inboundEvents } from './inbound-message.js';
import { type People, peopleIn } from './message-frame.js';
import { statusEvents } from './status-event.js';
import { type BrokenPiece, type Change, readWebhook } from './webhook-body.js';

/** What one piece says; a sentence where it cannot be read. */
type ReadPiece = (piece: unknown, change: Change, people: People) => ReceivedEvent[] | string;

/**
 * What is read of each kind of change: the list that holds the pieces, and how one is read. Changes of any other kind (templates,
 * quality, account, preferences) are about no message: they are acknowledged, and nothing comes of them. A customer who wants
 * no marketing (`user_preferences`) still wants answers, so that is no opt-out.
 */
const FIELDS: Readonly<Record<string, Readonly<Record<string, ReadPiece>>>> = {
  messages: { messages: inboundEvents, statuses: statusEvents },
  smb_message_echoes: { message_echoes: echoEvents },
};

/** A genuine webhook → its events, in Meta's order. Each piece stands for itself. */
export function parseWebhook({ body }: RawRequest): ReceivedEvent[] {
  const webhook = readWebhook(body);
  if (webhook === undefined) {
    return [{ kind: 'unparsable', detail: 'not a webhook of Meta', raw: new TextDecoder().decode(body) }];
  }
  const told = new Set<string>();
  return webhook.changes.flatMap(eventsOf).filter((event) => {
    // Who is who is told with every message; once in a request is enough.
    if (!('kind' in event) || event.kind !== 'alias') return true;
    return told.size < told.add(`${event.account}|${event.dedupeKey}`).size;
  });
}

function eventsOf(change: Change | BrokenPiece): ReceivedEvent[] {
  if ('problem' in change) return [unparsable(change)];
  const lists = Object.hasOwn(FIELDS, change.field) ? FIELDS[change.field]! : {};
  const people = peopleIn(change.value);
  return Object.entries(lists).flatMap(([name, read]) => {
    const pieces = change.value[name];
    if (pieces === undefined) return [];
    if (!Array.isArray(pieces)) return [unparsable({ problem: `${name} is no list`, piece: change.value, ...change })];
    return pieces.flatMap((piece: unknown) => {
      const events = read(piece, change, people);
      return typeof events === 'string' ? [unparsable({ problem: events, piece, account: change.account })] : events;
    });
  });
}

function unparsable({ problem, piece, account }: BrokenPiece): ReceivedEvent {
  return { kind: 'unparsable', detail: problem, raw: JSON.stringify(piece) ?? '', ...(account && { account }) };
}
