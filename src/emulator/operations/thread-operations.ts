import { z } from 'zod';
import { apiPaths } from '../../hubspot/api-paths.js';
import { invalid, notFound } from '../answers/api-error.js';
import { forwardPageOf, type Place } from '../answers/paging.js';
import { ok, type Reply } from '../answers/reply.js';
import { fileOf, messageOf, threadOf } from '../api/lookups.js';
import type { Operation, PortalCall } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { sendFromInbox } from '../messages/outgoing-message.js';
import { checkAddress } from '../world/identifiers.js';
import type { Message, Thread } from '../world/model.js';
import { isoTime, messageView } from '../world/views.js';
import type { World } from '../world/world.js';

const READ = ['conversations.read'];
const WRITE = ['conversations.write'];
const auth = 'portal';

const address = z.looseObject({ type: z.string(), value: z.string() });
const threadUpdate = z.object({ status: z.enum(['OPEN', 'CLOSED']).optional(), archived: z.boolean().optional() });
const inboxMessage = z.looseObject({
  type: z.literal('MESSAGE'),
  text: z.string(),
  richText: z.string().optional(),
  senderActorId: z.string(),
  channelId: z.string(),
  channelAccountId: z.string(),
  recipients: z.array(
    z.looseObject({ deliveryIdentifier: address.optional(), deliveryIdentifiers: z.array(address).default([]) }),
  ),
  attachments: z.array(z.looseObject({ type: z.literal('FILE'), fileId: z.string() })).default([]),
});

/** Threads and their messages: the only way to list messages. Facts: reference §6.6. */
export const THREAD_OPERATIONS: Operation[] = [
  {
    name: 'inbox.threads',
    method: 'GET',
    paths: (version) => [apiPaths(version).threads],
    auth,
    scopes: READ,
    handle: threads,
  },
  {
    name: 'inbox.thread',
    method: 'GET',
    paths: (version) => [apiPaths(version).thread],
    auth,
    scopes: READ,
    handle: (call, world) => ok(threadView(threadOf(call, world), world)),
  },
  {
    name: 'inbox.updateThread',
    method: 'PATCH',
    paths: (version) => [apiPaths(version).thread],
    auth,
    scopes: WRITE,
    handle: updateThread,
  },
  {
    name: 'inbox.messages',
    method: 'GET',
    paths: (version) => [apiPaths(version).threadMessages],
    auth,
    scopes: READ,
    handle: messages,
  },
  {
    name: 'inbox.sendMessage',
    method: 'POST',
    paths: (version) => [apiPaths(version).threadMessages],
    auth,
    scopes: WRITE,
    handle: send,
  },
  {
    name: 'inbox.message',
    method: 'GET',
    paths: (version) => [apiPaths(version).threadMessage],
    auth,
    scopes: READ,
    handle: (call, world) => ok(messageView(threadMessage(call, world), world)),
  },
  {
    name: 'inbox.originalContent',
    method: 'GET',
    paths: (version) => [apiPaths(version).originalContent],
    auth,
    scopes: READ,
    handle: originalContent,
  },
];

/** By id, which rises with time, unless sorted by the latest message. Descending is for one contact's threads only ("Get threads"). */
function threads(call: PortalCall, world: World): Reply {
  const inboxIds = call.query.getAll('inboxId');
  const status = call.query.get('threadStatus');
  const contactId = call.query.get('associatedContactId');
  const after = latestMessageAfter(call.query);
  const byLatest = call.query.getAll('sort').includes('latestMessageTimestamp');
  if (byLatest && after === undefined)
    throw invalid('Sorting by latestMessageTimestamp needs latestMessageTimestampAfter.');
  const found = [...world.state.threads.values()].filter(
    (thread) =>
      thread.portalId === call.portalId &&
      (inboxIds.length === 0 || inboxIds.includes(thread.inboxId)) &&
      (status === null || thread.status === status) &&
      (contactId === null || thread.contactId === contactId) &&
      (after === undefined || latestMessageMs(thread, world) > after),
  );
  const placeOf = (thread: Thread): Place => [byLatest ? latestMessageMs(thread, world) : 0, Number(thread.id)];
  return ok(forwardPageOf(found, call.query, { placeOf }, (thread) => threadView(thread, world)));
}

function latestMessageAfter(query: URLSearchParams): number | undefined {
  const after = query.get('latestMessageTimestampAfter');
  if (after === null) return undefined;
  const ms = Date.parse(after);
  if (Number.isNaN(ms)) throw invalid('latestMessageTimestampAfter is not a time.');
  return ms;
}

function latestMessageMs(thread: Thread, world: World): number {
  return Math.max(...messagesOf(thread, world).map(({ createdAtMs }) => createdAtMs));
}

function updateThread(call: PortalCall, world: World): Reply {
  const thread = threadOf(call, world);
  const { status } = readBody(call, threadUpdate);
  if (status === 'CLOSED') thread.closedAtMs = world.scheduler.now();
  if (status === 'OPEN') delete thread.closedAtMs;
  if (status !== undefined) thread.status = status;
  return ok(threadView(thread, world));
}

/** Newest first unless `sort=createdAt` asks for the other way. HubSpot's default is not documented. */
function messages(call: PortalCall, world: World): Reply {
  const now = world.scheduler.now();
  const thread = threadOf(call, world);
  const visible = messagesOf(thread, world).filter((message) => message.visibleAtMs <= now);
  const descending = call.query.get('sort') !== 'createdAt';
  const nth = new Map(thread.messageIds.map((id, index) => [id, index]));
  const placeOf = ({ id, createdAtMs }: Message): Place => [createdAtMs, nth.get(id) ?? 0];
  return ok(forwardPageOf(visible, call.query, { placeOf, descending }, (message) => messageView(message, world)));
}

function threadMessage(call: PortalCall, world: World): Message {
  const thread = threadOf(call, world);
  const message = messageOf(call, world);
  if (message.threadId !== thread.id) throw notFound('message', message.id);
  return message;
}

function originalContent(call: PortalCall, world: World): Reply {
  const message = threadMessage(call, world);
  const { text, richText } = message.original ?? message;
  return ok({ text, ...(richText === undefined ? {} : { richText }) });
}

/** Another integration writes over the channel: as if it had been typed in the inbox. */
function send(call: PortalCall, world: World): Reply {
  const thread = threadOf(call, world);
  const wanted = readBody(call, inboxMessage);
  const channel = world.state.channels.get(wanted.channelId);
  const account = world.state.accounts.get(wanted.channelAccountId);
  if (!channel || account?.channelId !== channel.id || account.portalId !== call.portalId) {
    throw invalid('There is no such channel account.');
  }
  for (const { fileId } of wanted.attachments) fileOf(fileId, call.portalId, world);
  const recipients = wanted.recipients.flatMap((one) => one.deliveryIdentifier ?? one.deliveryIdentifiers.slice(0, 1));
  const message = sendFromInbox(
    {
      channel,
      account,
      thread,
      recipients: recipients.map((each) => checkAddress(each, channel, world.switches)),
      actorId: wanted.senderActorId,
      client: { clientType: 'INTEGRATION', integrationAppId: Number(call.appId) },
      text: wanted.text,
      richText: wanted.richText,
      attachments: wanted.attachments,
    },
    world,
  );
  return ok(messageView(message, world), 201);
}

function messagesOf(thread: Thread, { state }: World): Message[] {
  return thread.messageIds.flatMap((id) => state.messages.get(id) ?? []);
}

function threadView(thread: Thread, world: World) {
  const all = messagesOf(thread, world);
  const latest = (some: Message[]) => Math.max(...some.map((message) => message.createdAtMs));
  const of = (direction: Message['direction']) => all.filter((message) => message.direction === direction);
  const time = (name: string, some: Message[]) => (some.length === 0 ? {} : { [name]: isoTime(latest(some)) });
  return {
    id: thread.id,
    status: thread.status,
    inboxId: thread.inboxId,
    associatedContactId: thread.contactId,
    originalChannelId: thread.channelId,
    originalChannelAccountId: thread.accountId,
    spam: false,
    archived: false,
    createdAt: isoTime(thread.createdAtMs),
    ...(thread.closedAtMs === undefined ? {} : { closedAt: isoTime(thread.closedAtMs) }),
    ...time('latestMessageTimestamp', all),
    ...time('latestMessageReceivedTimestamp', of('INCOMING')),
    ...time('latestMessageSentTimestamp', of('OUTGOING')),
  };
}
