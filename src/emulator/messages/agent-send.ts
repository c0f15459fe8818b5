import { z } from 'zod';
import { invalid, notFound } from '../answers/api-error.js';
import { fileOf } from '../api/lookups.js';
import { addressSchema } from '../world/address-schema.js';
import { storeFile } from '../world/files.js';
import { checkAddress } from '../world/identifiers.js';
import type { Attachment, ChannelAccount, Message, StoredFile, Thread } from '../world/model.js';
import type { World } from '../world/world.js';
import { htmlOf, sendFromInbox } from './outgoing-message.js';

const named = { name: z.string().min(1), contentType: z.string().optional() };

/** A file of the portal, or a new one from its bytes. */
const fileSchema = z.union([
  z.strictObject({ fileId: z.string() }),
  z.strictObject({ ...named, base64: z.base64() }),
  z.strictObject({ ...named, bytes: z.custom<Uint8Array>((value) => ArrayBuffer.isView(value)) }),
]);

export const agentSendSchema = z
  .strictObject({
    /** The channel account to send from. May be left out with `threadId`. */
    accountId: z.string().optional(),
    /** The conversation to answer in. */
    threadId: z.string().optional(),
    /** To whom. Left out: the peers of the thread's last incoming message. Without `threadId` it may start a conversation. */
    to: z.array(addressSchema).optional(),
    text: z.string().default(''),
    /** Left out: what HubSpot's composer makes of the text. */
    richText: z.string().optional(),
    attachments: z.array(fileSchema).default([]),
    /** Images put into the rich text, and not among the attachments. */
    inlineImages: z.array(fileSchema).default([]),
    /** Who writes, e.g. `A-12` or `B-1`. Default: the first actor of the portal. */
    actorId: z.string().optional(),
    inReplyToId: z.string().optional(),
    /** Cut a longer text here; the whole is then to be had as the original content. */
    truncateTo: z.int().min(0).optional(),
  })
  .refine((wanted) => wanted.threadId !== undefined || (wanted.accountId !== undefined && wanted.to !== undefined), {
    message: 'either threadId, or accountId and to',
  });

export type AgentSendSettings = z.input<typeof agentSendSchema>;
type AgentSend = z.output<typeof agentSendSchema>;

const CONTENT_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
};

/**
 * An agent presses "send" in the inbox.
 *
 * @throws ZodError for settings of the wrong shape; ApiError for what does not exist or what the channel does not allow
 */
export function agentSend(settings: AgentSendSettings, world: World): Message {
  const wanted = agentSendSchema.parse(settings);
  const { state, switches } = world;
  const thread = wanted.threadId === undefined ? undefined : existing(state.threads, 'thread', wanted.threadId);
  const account = existing(state.accounts, 'channel account', wanted.accountId ?? thread?.accountId ?? '');
  const channel = existing(state.channels, 'channel', account.channelId);
  const images = wanted.inlineImages.map((file) => fileFor(file, account, world));
  const attachments = wanted.attachments.map(
    (file): Attachment => ({ type: 'FILE', fileId: fileFor(file, account, world).id }),
  );
  const recipients = wanted.to ?? peersOf(thread, world);
  return sendFromInbox(
    {
      channel,
      account,
      thread,
      recipients: recipients.map((address) => checkAddress(address, channel, switches)),
      actorId: wanted.actorId ?? [...existing(state.portals, 'portal', account.portalId).actors.keys()][0]!,
      client: { clientType: 'HUBSPOT' },
      text: wanted.text,
      richText: (wanted.richText ?? htmlOf(wanted.text)) + images.map((file) => inlineImage(file, world)).join(''),
      attachments,
      inReplyToId: wanted.inReplyToId,
      truncateTo: wanted.truncateTo,
    },
    world,
  );
}

function peersOf(thread: Thread | undefined, { state }: World) {
  const messages = (thread?.messageIds ?? []).flatMap((id) => state.messages.get(id) ?? []);
  const incoming = messages.findLast((message) => message.direction === 'INCOMING');
  const peers = incoming?.senders ?? messages.at(-1)?.recipients ?? [];
  return peers.map((peer) => peer.address);
}

function fileFor(file: AgentSend['attachments'][number], { portalId }: ChannelAccount, world: World): StoredFile {
  if ('fileId' in file) return fileOf(file.fileId, portalId, world);
  const bytes = 'bytes' in file ? file.bytes : Buffer.from(file.base64, 'base64');
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const contentType = file.contentType ?? CONTENT_TYPES[extension] ?? 'application/octet-stream';
  return storeFile({ portalId, fileName: file.name, contentType, bytes, folderPath: '/conversations' }, world);
}

/** As seen in a live log: a link that needs a HubSpot session, so the file is to be had by its id (reference §5.2). */
function inlineImage({ id, portalId }: StoredFile, world: World): string {
  return `<img src="${world.baseUrl()}/filemanager/api/v2/files/${id}/signed-url-redirect?portalId=${portalId}">`;
}

function existing<T>(all: ReadonlyMap<string, T>, kind: string, id: string): T {
  const found = all.get(id);
  if (found === undefined) throw id === '' ? invalid(`Say which ${kind}.`) : notFound(kind, id);
  return found;
}
