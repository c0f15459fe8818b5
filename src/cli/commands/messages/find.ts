import type { AddressType } from '../../../contract/address.js';
import { ACCOUNTS, type AccountRow } from '../../../directory/accounts/account-row.js';
import { ALIASES, type AliasRow, aliasKey } from '../../../directory/people/conversation-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { type MessageFilter, matchesFilter } from '../../../status/message-filter.js';
import type { MessageRow } from '../../../status/message-row.js';
import type { CommandContext } from '../../command.js';
import { meantMessages, type PolicyOf } from '../../options/meant-messages.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { NOBODY } from '../../options/person.js';
import { type ListForm, ListWriter } from '../../output/list-writer.js';
import { isoTime } from '../../output/table.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { messagePages } from '../../rows/message-pages.js';
import { readRows, readTable } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { type ListedMessage, withWhatBelongs } from './listed-message.js';
import { type FilterOptions, filterOf, policiesOf } from './message-options.js';
import { statusText } from './message-text.js';

export interface FindOptions extends FilterOptions {
  peer?: string;
  limit: number;
}

const ADDRESS_TYPES: readonly AddressType[] = [
  'HS_PHONE_NUMBER',
  'HS_EMAIL_ADDRESS',
  'HS_SHORT_CODE',
  'CHANNEL_SPECIFIC_OPAQUE_ID',
];

/** Messages in both directions, newest first, written page by page: so that any limit is met. */
export async function messagesFind(context: CommandContext, options: FindOptions): Promise<Report> {
  const filter = filterOf(options, context.scheduler.now());
  const config = await readConfig(context);
  const policyOf = policiesOf(config);
  return withStore(config, async (store) => {
    await mustBeKnown(options, config, store);
    const { peer, portal } = options;
    const conversations = peer === undefined ? undefined : await conversationsWith(peer, portal, store);
    const writer = new ListWriter(context, conversations?.length === 0 ? { ...FORM, none: NOBODY } : FORM);
    const pages =
      conversations === undefined
        ? meantMessages(store, filter, policyOf, 'descending')
        : inConversations(conversations, { filter, limit: options.limit }, policyOf, store);
    let left = options.limit;
    for await (const { rows } of pages) {
      const some = rows.slice(0, left);
      writer.write(await withWhatBelongs(some, store));
      left -= some.length;
      if (left === 0) break;
    }
    return writer.end();
  });
}

/** What the limit allows of each conversation is held; a peer has few. */
async function* inConversations(
  conversations: readonly string[],
  { filter, limit }: { filter: MessageFilter; limit: number },
  policyOf: PolicyOf,
  store: WorkStore,
): AsyncGenerator<{ rows: MessageRow[] }> {
  const found: MessageRow[] = [];
  for (const conversation of conversations) {
    const { sinceMs, untilMs } = filter;
    const times = {
      ...(sinceMs === undefined ? {} : { fromMs: sinceMs }),
      ...(untilMs === undefined ? {} : { untilMs }),
    };
    const own: MessageRow[] = [];
    for await (const page of messagePages(store, { equal: { conversation }, ...times, order: 'descending' })) {
      own.push(...page.filter((row) => matchesFilter(row, filter, policyOf(row.channel))));
      if (own.length >= limit) break;
    }
    found.push(...own.slice(0, limit));
  }
  yield { rows: found.sort((a, b) => b.createdAtMs - a.createdAtMs) };
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

const FORM: ListForm<ListedMessage> = {
  name: 'messages',
  headings: ['message', 'created', 'portal', 'channel', 'account', 'direction', 'peer', 'status'],
  cells({ id, createdAtMs, portal, channel, account, direction, peer, status, state }) {
    return [id, isoTime(createdAtMs), portal, channel, account, direction, peer, statusText(status) ?? state];
  },
  none: 'No message is found.',
};
