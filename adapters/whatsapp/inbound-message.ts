import type { Address, ContentItem, MessageEvent, ProviderEvent } from 'channelwright/adapter';
import { bothAddresses, groupAddress, type Names, peerAddress } from './addresses.js';
import { contentOf, nestedIn, reactionIn } from './inbound-content.js';
import { atMsOf, type Contact, message, type People, type WhatsAppMessage } from './message-frame.js';
import { systemEvents } from './system-message.js';
import type { Change } from './webhook-body.js';

/** A person's message and what it tells of the person; a sentence where it cannot be read. */
export function inboundEvents(piece: unknown, { account }: Change, people: People): ProviderEvent[] | string {
  const { data } = message.safeParse(piece);
  if (data === undefined) return 'a message without id or type';
  const contact = people(data.from, data.from_user_id);
  const names = namesOf(data, contact);
  const peer = peerAddress(names);
  if (peer === undefined) return `a message of type ${typeName(data)} from nobody`;
  if (data.type === 'system') return systemEvents(account, data, names);
  const events = eventsOf(account, data, { ...peer, ...nameOf(contact) });
  // In a group it is the group that is written to, so its members need no conversations of their own.
  if (typeof events === 'string' || data.group_id) return events;
  return [...aliasEvents(account, names), ...events];
}

/** Number and user ID of one person, told before anything that names only one of them. */
export function aliasEvents(account: string, names: Names): ProviderEvent[] {
  const both = bothAddresses(names);
  if (both === undefined) return [];
  const { user, number } = both;
  return [{ kind: 'alias', account, dedupeKey: `alias:${user.value}:${number.value}`, from: user, to: number }];
}

type From = Address & { name?: string };

function eventsOf(account: string, data: WhatsAppMessage, from: From): ProviderEvent[] | string {
  const change = changeEvents(account, data, from);
  if (change !== undefined) return change;
  const content = contentOf(data);
  if (content === undefined) return `a message of type ${typeName(data)} that cannot be read`;
  return [{ account, dedupeKey: `message:${data.id}`, ...messageOf(data, from, content) }];
}

function messageOf(data: WhatsAppMessage, from: From, content: ContentItem[]): MessageEvent {
  const { type, value } = from;
  const replyTo = data.context?.id;
  return {
    kind: 'message',
    id: data.id,
    atMs: atMsOf(data),
    conversation: data.group_id ? groupAddress(data.group_id) : { type, value },
    from,
    content,
    ...(replyTo && { replyTo }),
  };
}

/** What is about another message: a reaction, an edit, a deletion. Undefined: it is a message of its own. */
export function changeEvents(
  account: string,
  data: WhatsAppMessage,
  from: Address,
): ProviderEvent[] | string | undefined {
  if (data.type === 'reaction') {
    const reaction = reactionIn(data);
    if (reaction === undefined) return 'a reaction to nothing';
    const { type, value } = from;
    return [{ kind: 'reaction', account, dedupeKey: `reaction:${data.id}`, ...reaction, from: { type, value } }];
  }
  if (data.type !== 'edit' && data.type !== 'revoke') return undefined;
  const nested = nestedIn(data);
  if (nested === undefined) return `a message of type ${data.type} about nothing`;
  const { of, content } = nested;
  const kind = data.type === 'edit' ? 'edited' : 'deleted';
  const dedupeKey = `${kind}:${data.id}`;
  return [{ kind, account, dedupeKey, of, atMs: atMsOf(data), ...(kind === 'edited' && { content }) }];
}

function namesOf(data: WhatsAppMessage, contact: Contact | undefined): Names {
  return {
    waId: data.from ?? contact?.wa_id ?? undefined,
    userId: data.from_user_id ?? contact?.user_id ?? data.from_parent_user_id ?? contact?.parent_user_id ?? undefined,
  };
}

function nameOf(contact: Contact | undefined): { name?: string } {
  const { name, username } = contact?.profile ?? {};
  const shown = name || (username ? `@${username}` : undefined);
  return shown ? { name: shown } : {};
}

/** For a dead letter: the type, if it looks like one. */
export function typeName({ type }: WhatsAppMessage): string {
  return /^\w{1,30}$/.test(type) ? type : '?';
}
