import { parseDuration } from '../../config/duration.js';
import type { AddressType } from '../../contract/address.js';
import { ACCOUNTS, type AccountRow } from '../../directory/account-row.js';
import {
  ALIASES,
  type AliasRow,
  aliasKey,
  CONVERSATIONS,
  type ConversationRow,
} from '../../directory/conversation-row.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../status/status-row.js';
import type { CommandContext } from '../command.js';
import { readConfig } from '../read-config.js';
import { readRows, readTable } from '../read-rows.js';
import type { Report } from '../report.js';
import { isoTime, table } from '../table.js';
import { withStore } from '../with-store.js';
import { statusText } from './message-text.js';

export interface FindOptions {
  portal?: string;
  peer?: string;
  since?: string;
  limit: number;
}

const ADDRESS_TYPES: readonly AddressType[] = [
  'HS_PHONE_NUMBER',
  'HS_EMAIL_ADDRESS',
  'HS_SHORT_CODE',
  'CHANNEL_SPECIFIC_OPAQUE_ID',
];

/** Messages in both directions, newest first. */
export async function messagesFind(context: CommandContext, options: FindOptions): Promise<Report> {
  const fromMs = sinceMs(options.since, context.scheduler.now());
  const config = await readConfig(context);
  const messages = await withStore(config, async (store) => {
    const rows = await findMessages(options, fromMs, store);
    return withWhatBelongs(rows, store);
  });
  const text = table(
    ['message', 'created', 'portal', 'channel', 'account', 'direction', 'peer', 'status'],
    messages.map(({ id, createdAtMs, portal, channel, account, direction, peer, status }) => [
      id,
      isoTime(createdAtMs),
      portal,
      channel,
      account,
      direction,
      peer,
      statusText(status),
    ]),
    'No message is found.',
  );
  return { json: { messages }, text };
}

/**
 * The beginning of what is looked at, ms since the epoch.
 *
 * @param since a duration before now, or a date with or without a time
 * @throws ChannelwrightError `CW_USAGE`
 */
export function sinceMs(since: string | undefined, nowMs: number): number {
  if (since === undefined) return 0;
  const ago = parseDuration(since);
  if (ago !== undefined) return nowMs - ago;
  const atMs = /^\d{4}-\d\d-\d\d/.test(since) ? Date.parse(since) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new ChannelwrightError(
      'CW_USAGE',
      `--since ${since}: write a duration such as 2h, or a date such as 2026-05-04`,
    );
  }
  return atMs;
}

async function findMessages(
  { portal, peer, limit }: FindOptions,
  fromMs: number,
  store: WorkStore,
): Promise<MessageRow[]> {
  const since = { range: { column: 'created_at', from: fromMs }, order: 'descending', limit } as const;
  if (peer === undefined) {
    const equal = portal === undefined ? {} : { portal };
    return readRows(store, { table: MESSAGES.name, equal, ...since });
  }
  const conversations = await conversationsWith(peer, portal, store);
  const found = await Promise.all(
    conversations.map((conversation) =>
      readRows<MessageRow>(store, { table: MESSAGES.name, equal: { conversation }, ...since }),
    ),
  );
  return found
    .flat()
    .sort((a, b) => b.createdAtMs - a.createdAtMs)
    .slice(0, limit);
}

/** A peer may be known to several accounts, and be called by several types of address. */
async function conversationsWith(peer: string, portal: string | undefined, store: WorkStore): Promise<string[]> {
  const accounts = await readTable<AccountRow>(store, ACCOUNTS.name);
  const keys = accounts
    .filter((account) => portal === undefined || account.portal === portal)
    .flatMap(({ key }) => ADDRESS_TYPES.map((type) => aliasKey(key, { type, value: peer })));
  const aliases = await readRows<AliasRow>(store, { table: ALIASES.name, keys });
  return [...new Set(aliases.map(({ conversation }) => conversation))];
}

async function withWhatBelongs(rows: MessageRow[], store: WorkStore) {
  const keys = rows.map(({ key }) => key);
  const conversationKeys = [...new Set(rows.map(({ conversation }) => conversation))].filter((key) => key !== '');
  const [statuses, conversations] = await Promise.all([
    readRows<StatusRow>(store, { table: STATUSES.name, keys }),
    readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: conversationKeys }),
  ]);
  const statusOf = new Map(statuses.map((status) => [status.key, status]));
  const peerOf = new Map(conversations.map(({ key, address }) => [key, address.value]));
  return rows.map((row) => {
    const { key, id, app, portal, channel, account, origin, createdAtMs, to, conversation } = row;
    const peer = to?.value ?? peerOf.get(conversation);
    // What we published came from the customer, unless it is an echo: sent to them past HubSpot.
    const direction = origin === 'agent' || row.echo ? 'out' : 'in';
    return { key, id, app, portal, channel, account, direction, origin, createdAtMs, peer, status: statusOf.get(key) };
  });
}
