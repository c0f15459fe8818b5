import type { Address } from '../../contract/address.js';
import { invalid } from '../answers/api-error.js';
import { announceMessage } from '../installs/channel-webhooks.js';
import type { Attachment, Channel, ChannelAccount, Message, Participant, Thread } from '../world/model.js';
import type { World } from '../world/world.js';
import { allows } from './capabilities.js';
import { asParticipant, contactFor } from './contacts.js';
import { recordMessage } from './message-record.js';
import { findThread, threadFor } from './threading.js';

export interface OutgoingWanted {
  channel: Channel;
  account: ChannelAccount;
  /** The conversation it belongs to. Absent: that of the recipients, begun where there is none. */
  thread?: Thread | undefined;
  recipients: readonly Address[];
  actorId: string;
  client: Message['client'];
  text: string;
  richText?: string | undefined;
  attachments: Attachment[];
  inReplyToId?: string | undefined;
  /** Cut what is longer, as HubSpot may; the whole stays readable as the original content. */
  truncateTo?: number | undefined;
}

/**
 * A message written in the inbox: recorded as SENT, and announced to the channel.
 *
 * @throws ApiError 400 for what the channel's capabilities do not allow
 */
export function sendFromInbox(wanted: OutgoingWanted, world: World): Message {
  const { channel, account } = wanted;
  if (!allows(channel, 'allowOutgoingMessages')) throw invalid('The channel does not allow outgoing messages.');
  const recipients = recipientsOf(wanted, world);
  const thread = threadOf(wanted, world);
  const message = recordMessage(
    {
      direction: 'OUTGOING',
      origin: 'inbox',
      client: wanted.client,
      createdBy: wanted.actorId,
      senders: [senderOf(wanted)],
      recipients,
      attachments: wanted.attachments,
      ...contentOf(wanted),
      ...(wanted.inReplyToId === undefined ? {} : { inReplyToId: wanted.inReplyToId }),
    },
    account,
    thread,
    world,
  );
  announceMessage(message, thread, world);
  return message;
}

/** The account's name, not the agent's: that one is to be looked up by the actor's id (reference §5.2). */
function senderOf({ account, actorId }: OutgoingWanted): Participant {
  if (!account.address) throw invalid('The channel account has no delivery identifier.');
  return { actorId, name: account.name, address: account.address };
}

function recipientsOf({ channel, account, recipients }: OutgoingWanted, world: World): Participant[] {
  if (recipients.length === 0) throw invalid('A message needs a recipient.');
  if (recipients.length > 1 && !allows(channel, 'allowMultipleRecipients')) {
    throw invalid('The channel does not allow several recipients.');
  }
  return recipients.map((address) =>
    asParticipant(contactFor({ portalId: account.portalId, address }, world), address),
  );
}

function threadOf({ channel, account, thread, recipients }: OutgoingWanted, world: World): Thread {
  if (thread) return thread;
  const contact = contactFor({ portalId: account.portalId, address: recipients[0]! }, world);
  const wanted = { channel, account, contact, peers: recipients };
  if (!findThread(wanted, world) && !allows(channel, 'allowConversationStart')) {
    throw invalid('The channel does not allow starting a conversation.');
  }
  return threadFor(wanted, world);
}

function contentOf({ text, richText, truncateTo }: OutgoingWanted): Pick<Message, 'text' | 'richText' | 'original'> {
  const whole = { text, ...(richText === undefined ? {} : { richText }) };
  if (truncateTo === undefined || text.length <= truncateTo) return whole;
  const cut = {
    text: text.slice(0, truncateTo),
    ...(richText === undefined ? {} : { richText: htmlOf(text.slice(0, truncateTo)) }),
  };
  return { ...cut, original: whole };
}

/** What HubSpot's composer makes of plain typing. */
export function htmlOf(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = escaped
    .split('\n')
    .map((line) => `<p style="margin:0;">${line || '<br class="hs-trailingbreak">'}</p>`);
  return `<div style="" dir="auto" data-top-level="true">${lines.join('')}</div>`;
}
