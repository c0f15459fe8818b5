import { hash } from 'node:crypto';
import type { Address } from '../contract/address.js';
import type { FileUsage } from '../contract/content-item.js';
import type { Table } from '../outbox/table.js';
import type { TraceParent } from '../policy/traces.js';
import { messageKey } from '../status/message-row.js';

/**
 * `waiting`: for fragments or files · `ready`: what is published is settled · `published` · `refused`: HubSpot will not have
 * it, a dead letter is kept.
 */
export type PublicationState = 'waiting' | 'ready' | 'published' | 'refused';

/** A file of a publication, on its way from the provider into HubSpot Files. */
export interface PublicationFile {
  /** Stable within the account: the provider's message id and a number. */
  name: string;
  state: 'pending' | 'stored' | 'failed';
  /** HubSpot's, once stored. */
  fileId?: string;
  /** Its bytes are something else than was said: how it is shown then. */
  usage?: FileUsage;
  /** How often it could not be fetched. */
  failures: number;
  /** Not tried before this, ms. */
  notBeforeMs?: number;
  /** The text went without it: it comes as a publication of its own. */
  late?: true;
}

/** One of several webhooks that make one message. */
export interface Piece {
  index: number;
  /** How many content items it has. */
  items: number;
}

export interface Fragments {
  pieces: Piece[];
  /** Absent: nobody says how many there will be. */
  count?: number;
  /** What has not come by then is not waited for, ms. */
  untilMs: number;
}

/** One message of HubSpot that we make: a customer's message, an echo, or a note about one of them. Content is in `contents`. */
export interface PublicationRow {
  /** Also the `integrationIdempotencyId`. */
  key: string;
  app: string;
  portal: string;
  channel: string;
  account: string;
  conversation: string;
  /** The provider's id of the message it comes from. */
  providerId: string;
  /** `message` · `file`: a file that came after its text · `note`: an edit, a deletion, a reaction */
  kind: 'message' | 'file' | 'note';
  direction: 'INCOMING' | 'OUTGOING';
  from: Address & { name?: string };
  /** The provider's time, ms. */
  atMs: number;
  sequence: number;
  createdAtMs: number;
  state: PublicationState;
  /** The provider's id of the message that this answers. */
  replyTo?: string;
  fragments?: Fragments;
  /** In the order of the content. */
  files: PublicationFile[];
  /** How long the text waits for its files, ms since the epoch. */
  filesUntilMs?: number;
  /** Consecutive failures of the call. */
  failures: number;
  /** The call is not made before this, ms. */
  notBeforeMs?: number;
  /** The trace that brought it, where somebody traces. */
  trace?: TraceParent;
  /** HubSpot refused it with all its parts: only the text is published. */
  plain?: true;
  /** HubSpot's message id; absent when HubSpot has it but did not say under which id. */
  messageId?: string;
  publishedAtMs?: number;
}

export const PUBLICATIONS: Table<PublicationRow> = {
  name: 'publications',
  key: (row) => row.key,
  columns: (row) => ({
    portal: `${row.app}/${row.portal}`,
    channel: row.channel,
    account: row.account,
    conversation: row.conversation,
    state: row.state,
    created_at: row.createdAtMs,
    message: row.messageId === undefined ? null : messageKey(row.app, row.portal, row.messageId),
  }),
};

/**
 * The same for every delivery of the same thing, in every process and for ever: HubSpot knows a repeated publication by it.
 *
 * @param part which of the publications that come from one message of the provider
 */
export function publicationKey(account: string, providerId: string, part = ''): string {
  return hash('sha256', JSON.stringify([account, providerId, part]), 'base64url');
}
