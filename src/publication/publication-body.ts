import type { Account } from '../contract/account.js';
import type { Address } from '../contract/address.js';
import type { ContentItem } from '../contract/content-item.js';
import type { ChannelRuntime } from '../directory/channels/channel-runtime.js';
import type { ConversationRow } from '../directory/people/conversation-row.js';
import { isPeerOf } from '../directory/people/conversations.js';
import type { MessageCreate } from '../hubspot/schemas/message-create.js';
import { type Shown, shown } from './attachments.js';
import { type Phrases, phrasesFor } from './phrases.js';
import type { PublicationRow } from './publication-row.js';

/** What a publication is made of. */
export interface Publishable {
  row: PublicationRow;
  items: ContentItem[];
  conversation: ConversationRow;
  account: Pick<Account, 'address'>;
  channelAccountId: string;
  channel: Pick<ChannelRuntime, 'language' | 'definition'>;
  /** What its author is called. Absent: nobody knows. */
  name?: string;
  /** HubSpot's id of the message this answers, where we know it. */
  inReplyToId?: string;
}

/** What HubSpot is told. The same for every attempt. */
export function publicationBody(publishable: Publishable): MessageCreate {
  const { row, conversation, account, channelAccountId, channel, inReplyToId } = publishable;
  const plain = row.plain === true;
  const { text, richText, attachments } = content(publishable, phrasesFor(channel.language), plain);
  const peer = { deliveryIdentifier: { ...threadAddress(conversation) } };
  const us = { deliveryIdentifier: { ...account.address } };
  const incoming = row.direction === 'INCOMING';
  const name = publishable.name === undefined ? {} : { name: publishable.name };
  const threaded = channel.definition.capabilities.hubspot.threadingModel === 'INTEGRATION_THREAD_ID';
  return {
    channelAccountId,
    messageDirection: row.direction,
    text,
    ...(richText === undefined || plain ? {} : { richText }),
    timestamp: new Date(row.atMs).toISOString(),
    senders: [{ ...(incoming ? peer : us), ...name }],
    recipients: [incoming ? us : peer],
    attachments,
    integrationIdempotencyId: row.key,
    // Under the other threading model HubSpot refuses a message that has one.
    ...(threaded ? { integrationThreadId: conversation.integrationThreadId ?? conversation.key } : {}),
    ...(inReplyToId === undefined || plain ? {} : { inReplyToId }),
  };
}

/** Whether less can be said: the same message without anything HubSpot may have taken offence at. */
export function canBePlainer(body: MessageCreate): boolean {
  return body.attachments.length > 0 || body.richText !== undefined || body.inReplyToId !== undefined;
}

/**
 * Whom HubSpot sees. The first address the peer was known by: HubSpot finds thread and contact by it, so a peer who changes
 * the number stays in the same thread. In a group it is the group: answers must go there.
 */
function threadAddress({ aliases, address }: ConversationRow): Address {
  return aliases[0] ?? address;
}

function content({ row, items, conversation, name }: Publishable, phrases: Phrases, plain: boolean) {
  const parts = shownParts(row, items, phrases, plain);
  const attachments = parts.flatMap(({ attachment }) => attachment ?? []);
  const said = parts.flatMap(({ lines }) => lines).join('\n');
  const labels = parts.flatMap(({ label }) => label ?? []).join(', ');
  // What an empty text does is not documented, so there is always one.
  const words = said.trim() === '' ? (labels === '' ? phrases.empty : `[${labels}]`) : said;
  const speaker = speakerInGroup(row, conversation, name);
  const richText = speaker === undefined ? joinedRichText(parts) : undefined;
  return { text: speaker === undefined ? words : `${speaker}: ${words}`, richText, attachments };
}

function shownParts(row: PublicationRow, items: ContentItem[], phrases: Phrases, plain: boolean): Shown[] {
  let files = 0;
  return items.map((item) => shown(item, item.kind === 'file' ? row.files[files++] : undefined, phrases, plain));
}

/** HubSpot shows whom the address belongs to, which in a group is the group. */
function speakerInGroup(
  { direction, from }: PublicationRow,
  conversation: ConversationRow,
  name: string | undefined,
): string | undefined {
  return direction === 'OUTGOING' || isPeerOf(conversation, from) ? undefined : (name ?? from.value);
}

/** Present only where the provider gave some: then what was plain is added to it as paragraphs. */
function joinedRichText(parts: Shown[]): string | undefined {
  if (!parts.some((part) => part.richText !== undefined)) return undefined;
  return parts.map((part) => part.richText ?? part.lines.map((line) => `<p>${escaped(line)}</p>`).join('')).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
}
