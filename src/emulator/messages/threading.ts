import type { Address } from '../../contract/address.js';
import { addressKey } from '../world/identifiers.js';
import type { Channel, ChannelAccount, Contact, Thread } from '../world/model.js';
import type { World } from '../world/world.js';
import { threadingModelOf } from './capabilities.js';

interface ThreadWanted {
  channel: Channel;
  account: ChannelAccount;
  contact: Contact;
  /** Everybody but the account. */
  peers: readonly Address[];
  /** As published, under INTEGRATION_THREAD_ID. */
  integrationThreadId?: string | undefined;
}

/**
 * The thread a message belongs to: of its `integrationThreadId`, or of its participants (reference §6.3). What comes into a
 * closed thread opens it again; HubSpot's behaviour there is not documented.
 */
export function threadFor(wanted: ThreadWanted, world: World): Thread {
  const known = world.state.threadsByKey.get(keyOf(wanted));
  if (!known) return newThread(wanted, world);
  known.status = 'OPEN';
  delete known.closedAtMs;
  return known;
}

export function findThread(wanted: ThreadWanted, { state }: World): Thread | undefined {
  return state.threadsByKey.get(keyOf(wanted));
}

function newThread(wanted: ThreadWanted, world: World): Thread {
  const { state, scheduler } = world;
  const { channel, account, contact } = wanted;
  const thread: Thread = {
    id: state.newId('thread'),
    portalId: account.portalId,
    channelId: channel.id,
    accountId: account.id,
    inboxId: account.inboxId,
    contactId: contact.id,
    key: keyOf(wanted),
    integrationThreadIds: threadIds(wanted, world),
    status: 'OPEN',
    createdAtMs: scheduler.now(),
    messageIds: [],
  };
  state.threads.set(thread.id, thread);
  state.threadsByKey.set(thread.key, thread);
  // What webhooks give as the thread's id may be used to publish into it.
  for (const id of thread.integrationThreadIds) state.threadsByKey.set(integrationKey(account, id), thread);
  return thread;
}

function threadIds({ channel, integrationThreadId }: ThreadWanted, { random, switches }: World): string[] {
  if (integrationThreadId !== undefined) return [integrationThreadId];
  const mayBeEmpty = threadingModelOf(channel) === 'INTEGRATION_THREAD_ID';
  return mayBeEmpty && switches.startedThreadIds === 'empty' ? [] : [random.uuid().replaceAll('-', '')];
}

function keyOf({ account, peers, integrationThreadId }: ThreadWanted): string {
  if (integrationThreadId !== undefined) return integrationKey(account, integrationThreadId);
  return `${account.id}/peers/${peers.map(addressKey).sort().join('|')}`;
}

function integrationKey(account: ChannelAccount, id: string): string {
  return `${account.id}/thread/${id}`;
}
