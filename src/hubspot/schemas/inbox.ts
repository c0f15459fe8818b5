import { z } from 'zod';
import { decorative, id, openEnum, timestamp } from './lenient.js';
import { messageFields } from './message.js';
import type { PageQuery } from './paging.js';

/** Source of all: HubSpot OpenAPI "Conversations". */
export const actor = z.looseObject({
  /** `A-` agent, `V-` visitor, `B-` bot, `I-` integration, `S-` system, `E-` e-mail, `L-` AI agent. */
  id,
  type: openEnum(['AGENT', 'BOT', 'EMAIL', 'INTEGRATOR', 'LLM', 'SYSTEM', 'VISITOR']),
  name: decorative(z.string()),
  email: decorative(z.string()),
  avatar: decorative(z.string()),
});
export type Actor = z.infer<typeof actor>;

export const inbox = z.looseObject({
  id,
  name: z.string().optional(),
  type: openEnum(['HELP_DESK', 'INBOX']).optional(),
  archived: decorative(z.boolean()),
  createdAt: decorative(timestamp),
  updatedAt: decorative(timestamp),
});
export type Inbox = z.infer<typeof inbox>;

/** A channel as the inbox lists it: built-in ones (1000 live chat, 1001 Messenger, 1002 e-mail) among them. */
export const inboxChannel = z.looseObject({ id, name: z.string().optional() });

export const thread = z.looseObject({
  id,
  status: openEnum(['CLOSED', 'OPEN']).optional(),
  inboxId: decorative(id),
  associatedContactId: decorative(id),
  originalChannelId: decorative(id),
  originalChannelAccountId: decorative(id),
  assignedTo: decorative(id),
  spam: decorative(z.boolean()),
  archived: decorative(z.boolean()),
  createdAt: decorative(timestamp),
  closedAt: decorative(timestamp),
  latestMessageTimestamp: decorative(timestamp),
  /** Of the latest outgoing message. */
  latestMessageSentTimestamp: decorative(timestamp),
});
export type Thread = z.infer<typeof thread>;

/** What threads may be asked for. To sort by `latestMessageTimestamp`, say after which one. Source: HubSpot, "Get threads". */
export interface ThreadsQuery extends PageQuery {
  latestMessageTimestampAfter?: string;
}

/** An entry of a thread: a message, a comment, an assignment … Told apart by `type`. */
export const threadMessage = z.looseObject({
  type: openEnum([
    'ASSIGNMENT',
    'COMMENT',
    'MESSAGE',
    'THREAD_INBOX_CHANGE',
    'THREAD_STATUS_CHANGE',
    'WELCOME_MESSAGE',
  ]),
  ...messageFields,
});

export type ThreadMessage = z.infer<typeof threadMessage>;

/** The whole of a text that was truncated in the thread. */
export const originalContent = z.looseObject({ text: z.string().optional(), richText: z.string().optional() });
