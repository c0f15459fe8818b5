import type { HubSpotResult } from '../hubspot/failure/hubspot-failure.js';
import type { MessageCreate } from '../hubspot/schemas/message-create.js';

/** One app in one portal. */
export interface PortalName {
  app: string;
  portal: string;
}

export interface PublishedMessage {
  id: string;
  threadId?: string;
  /** HubSpot's name of the contact, as an author of messages. */
  contact?: string;
}

/** A message as a thread lists it. */
export interface ListedMessage {
  id: string;
  direction?: string;
  text?: string;
  channelAccountId?: string;
  /** ms since the epoch. */
  createdAtMs?: number;
}

export interface FileToStore {
  body: ReadableStream<Uint8Array>;
  /** Bytes, where they are known. */
  size?: number;
  name: string;
  /** MIME type. */
  type: string;
  folderPath: string;
  maxBytes: number;
}

/** What publication asks of HubSpot, in its own class of the portal's quota. Failures are values; nothing rejects. */
export interface PublicationCalls {
  publish(
    portal: PortalName,
    hubspotChannelId: string,
    body: MessageCreate,
    signal: AbortSignal,
  ): Promise<HubSpotResult<PublishedMessage>>;
  /** Into HubSpot Files, private. Storing the same bytes again answers the file that is there. */
  storeFile(portal: PortalName, file: FileToStore, signal: AbortSignal): Promise<HubSpotResult<{ fileId: string }>>;
  /** The latest messages of a thread. */
  threadMessages(portal: PortalName, threadId: string, signal: AbortSignal): Promise<HubSpotResult<ListedMessage[]>>;
  /** Until when nothing of a portal (`app/portal`) can be called, ms since the epoch: to publish, or to store files. */
  heldUntil(portal: string, what: 'publish' | 'storeFile'): number | undefined;
}

export const PUBLICATION_CALLS = Symbol.for('channelwright.PublicationCalls');
