import type { ApiPaths } from '../api-paths.js';
import {
  actor,
  inbox,
  inboxChannel,
  originalContent,
  type ThreadsQuery,
  thread,
  threadMessage,
} from '../schemas/inbox.js';
import { type PageQuery, page } from '../schemas/paging.js';
import type { ApiCall, CallOptions } from './api-request.js';

const inboxPage = page(inbox);
const channelPage = page(inboxChannel);
const threadMessagePage = page(threadMessage);
const threadPage = page(thread);

/** What a connector reads of the inbox around its channel. Scope `conversations.read`. */
export function inboxApi(call: ApiCall, paths: ApiPaths) {
  const get = { method: 'GET', quotaClass: 'delivery' } as const;
  return {
    inboxes: (query: PageQuery = {}, options?: CallOptions) =>
      call({ ...get, path: paths.inboxes, query: { ...query }, schema: inboxPage }, options),

    inbox: (inboxId: string, options?: CallOptions) =>
      call({ ...get, path: paths.inbox, ids: { inboxId }, schema: inbox }, options),

    /** Every channel of the portal, built-in ones among them. */
    channels: (query: PageQuery = {}, options?: CallOptions) =>
      call({ ...get, path: paths.inboxChannels, query: { ...query }, schema: channelPage }, options),

    /** Who wrote: webhooks carry the actor's id, not the name. */
    actor: (actorId: string, options?: CallOptions) =>
      call({ ...get, path: paths.actor, ids: { actorId }, schema: actor }, options),

    /** Threads of every channel of the portal. Sorted by id, or by the latest message; in rising order only. */
    threads: (query: ThreadsQuery = {}, options?: CallOptions) =>
      call({ ...get, path: paths.threads, query: { ...query }, schema: threadPage }, options),

    thread: (threadId: string, options?: CallOptions) =>
      call({ ...get, path: paths.thread, ids: { threadId }, schema: thread }, options),

    /** The only way to list messages; comments, assignments and the like are among them. */
    threadMessages: (threadId: string, query: PageQuery = {}, options?: CallOptions) =>
      call(
        { ...get, path: paths.threadMessages, ids: { threadId }, query: { ...query }, schema: threadMessagePage },
        options,
      ),

    threadMessage: (threadId: string, messageId: string, options?: CallOptions) =>
      call({ ...get, path: paths.threadMessage, ids: { threadId, messageId }, schema: threadMessage }, options),

    /** The whole text of a message whose `truncationStatus` says that it was cut. */
    originalContent: (threadId: string, messageId: string, options?: CallOptions) =>
      call({ ...get, path: paths.originalContent, ids: { threadId, messageId }, schema: originalContent }, options),
  };
}

export type InboxApi = ReturnType<typeof inboxApi>;
