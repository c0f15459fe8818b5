import { notFound } from '../answers/api-error.js';
import type { Channel, ChannelAccount, Message, StoredFile, Thread } from '../world/model.js';
import type { World } from '../world/world.js';
import type { ApiCall, AppCall, PortalCall } from './operation.js';

/** The value of a path parameter. The router has matched, so it is there. */
export function param(call: ApiCall, name: string): string {
  return call.params[name] ?? '';
}

/** @throws ApiError 404 also for the channel of another app, and for an archived one */
export function channelOf(call: AppCall, { state }: World): Channel {
  const id = param(call, 'channelId');
  const channel = state.channels.get(id);
  if (channel?.appId !== call.appId || channel.archived) throw notFound('channel', id);
  return channel;
}

/** @throws ApiError 404 also for the account of another portal, and for an archived one unless asked for */
export function accountOf(id: string, channel: Channel, call: PortalCall, { state }: World): ChannelAccount {
  const account = state.accounts.get(id);
  if (account?.channelId !== channel.id || account.portalId !== call.portalId) throw notFound('channel account', id);
  const wanted = call.query.get('archived') === 'true';
  if ((account.archivedAtMs !== undefined) !== wanted) throw notFound('channel account', id);
  return account;
}

/** @throws ApiError 404 also for a message that cannot be seen yet */
export function messageOf(call: PortalCall, { state, scheduler }: World): Message {
  const id = param(call, 'messageId');
  const message = state.messages.get(id);
  const hidden = message === undefined || scheduler.now() < message.visibleAtMs;
  if (hidden || message.portalId !== call.portalId) throw notFound('message', id);
  return message;
}

export function threadOf(call: PortalCall, { state }: World): Thread {
  const id = param(call, 'threadId');
  const thread = state.threads.get(id);
  if (thread?.portalId !== call.portalId) throw notFound('thread', id);
  return thread;
}

export function fileOf(id: string, portalId: string, { state }: World): StoredFile {
  const file = state.files.get(id);
  if (file?.portalId !== portalId) throw notFound('file', id);
  return file;
}
