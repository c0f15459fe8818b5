import type { z } from 'zod';
import type { Address } from '../../contract/address.js';
import type { messageCreateLenient } from '../../hubspot/schemas/message-create.js';
import { ApiError, conflict, invalid } from '../answers/api-error.js';
import { fileOf } from '../api/lookups.js';
import type { PortalCall } from '../api/operation.js';
import { announceMessage } from '../installs/channel-webhooks.js';
import { addressKey, checkAddress } from '../world/identifiers.js';
import type { Attachment, Channel, ChannelAccount, Contact, Message, Participant } from '../world/model.js';
import type { World } from '../world/world.js';
import { threadingModelOf } from './capabilities.js';
import { asParticipant, contactFor } from './contacts.js';
import { recordMessage } from './message-record.js';
import { threadFor } from './threading.js';

/** A publication as read; what the specification requires may be missing. */
export type Publication = z.output<typeof messageCreateLenient>;

export interface Published {
  status: 200 | 201;
  message: Message;
}

interface Sides {
  senders: Participant[];
  recipients: Participant[];
  contact: Contact;
  peers: Address[];
}

/**
 * Puts a message of the integration into the inbox (reference §6.1).
 *
 * @throws ApiError 400, 404, 409
 */
export function publish(
  wanted: Publication,
  channel: Channel,
  account: ChannelAccount,
  call: PortalCall,
  world: World,
): Published {
  const { state, switches } = world;
  const key = `${account.id}/${wanted.integrationIdempotencyId}`;
  const first = wanted.integrationIdempotencyId === undefined ? undefined : state.publications.get(key);
  if (first) return duplicateOf(first, switches.duplicatePublication);
  if (switches.refuseUnauthorizedAccounts && !account.authorized)
    throw invalid('This channel account is not authorized.');
  const integrationThreadId = threadIdOf(wanted, channel);
  const sides = sidesOf(wanted, channel, account, call, world);
  const attachments = attachmentsOf(wanted, call, world);
  const createdAtMs = timeOf(wanted);
  const thread = threadFor(
    { channel, account, integrationThreadId, contact: sides.contact, peers: sides.peers },
    world,
  );
  const message = recordMessage(
    {
      direction: wanted.messageDirection,
      origin: 'published',
      client: { clientType: 'SYSTEM' },
      createdBy: sides.senders[0]?.actorId ?? `I-${call.appId}`,
      senders: sides.senders,
      recipients: sides.recipients,
      text: wanted.text,
      attachments,
      ...(createdAtMs === undefined ? {} : { createdAtMs }),
      ...(wanted.richText === undefined ? {} : { richText: wanted.richText }),
      ...(wanted.inReplyToId === undefined ? {} : { inReplyToId: wanted.inReplyToId }),
      ...(wanted.integrationIdempotencyId === undefined ? {} : { idempotencyId: wanted.integrationIdempotencyId }),
    },
    account,
    thread,
    world,
  );
  if (message.idempotencyId !== undefined) state.publications.set(key, message);
  if (message.direction === 'OUTGOING' && switches.echoPublishedOutgoing) announceMessage(message, thread, world);
  return { status: 201, message };
}

function duplicateOf(message: Message, answer: 200 | 201 | 400 | 409): Published {
  if (answer === 200 || answer === 201) return { status: answer, message };
  const problem = 'A message with this integrationIdempotencyId has been published.';
  throw answer === 409 ? conflict(problem) : invalid(problem);
}

function threadIdOf({ integrationThreadId }: Publication, channel: Channel): string | undefined {
  if (integrationThreadId === undefined || integrationThreadId === null) return undefined;
  if (threadingModelOf(channel) === 'INTEGRATION_THREAD_ID') return integrationThreadId;
  throw new ApiError(400, {
    message: 'integrationThreadId is not allowed for channels with the DELIVERY_IDENTIFIER threading model',
    category: 'VALIDATION_ERROR',
    subCategory:
      'ChannelIntegrationMessagePublishError.INTEGRATION_THREAD_ID_NOT_ALLOWED_FOR_DELIVERY_IDENTIFIER_THREADING_MODEL',
  });
}

/** INCOMING: the contact sends. OUTGOING: the account sends, the contact receives. */
function sidesOf(
  wanted: Publication,
  channel: Channel,
  account: ChannelAccount,
  call: PortalCall,
  world: World,
): Sides {
  const read = (side: Publication['senders']) =>
    side.map((one) => ({ ...one, address: checkAddress(one.deliveryIdentifier, channel, world.switches) }));
  const senders = read(wanted.senders);
  const recipients = read(wanted.recipients ?? []);
  const incoming = wanted.messageDirection === 'INCOMING';
  const [peers, others] = incoming ? [senders, recipients] : [recipients, senders];
  if (peers.length === 0) throw invalid(`A message that is ${wanted.messageDirection} needs its contact.`);
  const contactIds = [wanted.associateWithContactId ?? wanted.preResolvedContacts?.contacts[0]?.contactVid];
  const contacts = peers.map(({ address, name }, index) =>
    contactFor({ portalId: account.portalId, address, name, contactId: contactIds[index]?.toString() }, world),
  );
  const peerSide = peers.map(({ address, name }, index) => asParticipant(contacts[index]!, address, name));
  const otherSide = others.map((one) => ({
    actorId: actorOf(one.senderActorId, call),
    ...(one.name === undefined ? {} : { name: one.name }),
    address: one.address,
  }));
  return {
    senders: incoming ? peerSide : otherSide,
    recipients: incoming ? otherSide.map(({ actorId: _, ...rest }) => rest) : peerSide,
    contact: contacts[0]!,
    peers: distinct(peers.map((one) => one.address)),
  };
}

/** `senderActorId` exists in v3 and 2026-03 only. */
function actorOf(senderActorId: string | undefined, { version, appId }: PortalCall): string {
  const known = version === 'v3' || version === '2026-03';
  return (known ? senderActorId : undefined) ?? `I-${appId}`;
}

function distinct(addresses: Address[]): Address[] {
  return [...new Map(addresses.map((address) => [addressKey(address), address])).values()];
}

function attachmentsOf({ attachments = [] }: Publication, call: PortalCall, world: World): Attachment[] {
  for (const attachment of attachments) {
    if (attachment.type === 'FILE') fileOf(attachment.fileId, call.portalId, world);
  }
  return attachments;
}

function timeOf({ timestamp }: Publication): number | undefined {
  if (timestamp === undefined) return undefined;
  const ms = Date.parse(timestamp);
  if (Number.isNaN(ms)) throw invalid('The timestamp is not an ISO 8601 time.');
  return ms;
}
