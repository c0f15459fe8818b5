import type { Address } from '../../contract/address.js';

/** A HubSpot app. Channels belong to it, not to a portal. */
export interface EmulatedApp {
  appId: string;
  clientId: string;
  clientSecret: string;
  developerApiKey: string;
  /** What its consent page calls it. */
  name: string;
  /** Where a consent may lead back to. Empty: anywhere. */
  redirectUris: readonly string[];
  /** What a consent may ask for. Absent: anything. */
  scopes?: readonly string[] | undefined;
  /** What a consent may ask for besides. */
  optionalScopes: readonly string[];
  /** What a token of client credentials may carry. Absent: anything. */
  clientScopes?: readonly string[] | undefined;
}

export type ActorType = 'AGENT' | 'BOT' | 'INTEGRATOR' | 'LLM' | 'SYSTEM' | 'VISITOR';

/** Somebody or something that acts in a portal's inbox. `id` has the letter of the type before it. */
export interface Actor {
  id: string;
  type: ActorType;
  name?: string;
  email?: string;
}

export interface Inbox {
  id: string;
  name: string;
  type: 'INBOX' | 'HELP_DESK';
  createdAtMs: number;
}

/** A HubSpot account. */
export interface Portal {
  portalId: string;
  inboxes: Inbox[];
  actors: Map<string, Actor>;
  /** Scopes that its subscription does not include: nobody there can grant them. */
  unavailableScopes: readonly string[];
}

/** Somebody in the portal's CRM, found or made from a sender's address. The actor is `V-{id}`. */
export interface Contact {
  id: string;
  portalId: string;
  name?: string;
  addresses: Address[];
}

export interface Channel {
  id: string;
  appId: string;
  name: string;
  capabilities: Record<string, unknown>;
  webhookUrl?: string | undefined;
  channelAccountConnectionRedirectUrl?: string | undefined;
  channelDescription?: string | undefined;
  channelLogoUrl?: string | undefined;
  createdAtMs: number;
  archived: boolean;
}

export interface ChannelAccount {
  id: string;
  channelId: string;
  portalId: string;
  inboxId: string;
  name: string;
  address?: Address | undefined;
  authorized: boolean;
  createdAtMs: number;
  archivedAtMs?: number;
}

/** A connection an admin has begun and the app has yet to fill in. */
export interface StagingToken {
  token: string;
  channelId: string;
  portalId: string;
  inboxId: string;
  userId: string;
  createdAtMs: number;
  accountName?: string;
  address?: Address;
  /** The account made of it. A token is used once. */
  accountId?: string;
}

export interface Thread {
  id: string;
  portalId: string;
  channelId: string;
  accountId: string;
  inboxId: string;
  contactId: string;
  /** What new messages are matched by: the integration's thread id, or the participants. */
  key: string;
  /** What webhooks give as `channelIntegrationThreadIds`. */
  integrationThreadIds: string[];
  status: 'OPEN' | 'CLOSED';
  createdAtMs: number;
  closedAtMs?: number;
  messageIds: string[];
}

export interface Participant {
  actorId?: string;
  name?: string;
  address: Address;
}

export type Attachment = { type: string } & Record<string, unknown>;

export type StatusType = 'SENT' | 'READ' | 'FAILED' | 'RECEIVED';

export interface MessageStatus {
  statusType: StatusType;
  errorMessage?: string | undefined;
}

/** One status update asked for, or the birth of the message. */
export interface StatusChange {
  kind: 'created' | 'patch';
  /** When it was processed, ms since the epoch. */
  atMs: number;
  /** When the request arrived: earlier than `atMs` where a fault delayed it. */
  receivedAtMs: number;
  /** The body as it was sent. */
  body?: unknown;
  /** The status that was answered; 0 where the caller got no answer. */
  answered: number;
  /** The message's status afterwards. */
  status: MessageStatus;
}

export interface Message {
  id: string;
  portalId: string;
  channelId: string;
  accountId: string;
  threadId: string;
  direction: 'INCOMING' | 'OUTGOING';
  /** An agent or another integration in the inbox, or a publication of the app. */
  origin: 'inbox' | 'published';
  client: { clientType: 'HUBSPOT' | 'INTEGRATION' | 'SYSTEM'; integrationAppId?: number };
  createdBy: string;
  createdAtMs: number;
  updatedAtMs: number;
  /** From when reads and updates find it. */
  visibleAtMs: number;
  senders: Participant[];
  recipients: Participant[];
  text: string;
  richText?: string;
  /** The whole content, where `text` and `richText` were cut. */
  original?: { text: string; richText?: string };
  attachments: Attachment[];
  inReplyToId?: string;
  idempotencyId?: string;
  status: MessageStatus;
  history: StatusChange[];
}

export interface StoredFile {
  id: string;
  portalId: string;
  /** Without its extension. */
  name: string;
  extension: string;
  contentType: string;
  bytes: Uint8Array;
  access: string;
  folderPath: string;
  width?: number;
  height?: number;
  createdAtMs: number;
}

export interface ImportTask {
  id: string;
  portalId: string;
  status: 'PENDING' | 'PROCESSING' | 'COMPLETE' | 'CANCELED';
  startedAtMs: number;
  completedAtMs?: number;
  fileId?: string;
  problem?: string;
}

export interface AccessToken {
  token: string;
  appId: string;
  /** Absent for client credentials. */
  portalId?: string;
  scopes: readonly string[];
  /** Absent for a token that does not expire by itself. */
  expiresAtMs?: number;
}

export interface RefreshToken {
  token: string;
  appId: string;
  portalId: string;
  scopes: readonly string[];
}

export interface AuthorizationCode extends RefreshToken {
  redirectUri?: string | undefined;
  /** Of PKCE, method S256. */
  challenge?: string | undefined;
  /** ms since the epoch. */
  expiresAtMs: number;
}

/** An app in a portal, now or once. */
export interface Installation {
  appId: string;
  portalId: string;
  scopes: readonly string[];
  /** The user who agreed. */
  userId: string;
  installedAtMs: number;
  uninstalledAtMs?: number;
}
