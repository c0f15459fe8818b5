import type { StatusPolicy } from '../../directory/channels/channel-runtime.js';
import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { type MessageFilter, matchesFilter } from '../../status/message-filter.js';
import { MESSAGES, type MessageRow, messageKey } from '../../status/message-row.js';
import { type MessageRange, messagePages } from '../rows/message-pages.js';
import { readRows, readTable } from '../rows/read-rows.js';

/** HubSpot's clock, or a provider's, may go before ours by so much, ms: a message is created before it is received, but for that. */
const CLOCKS_MS = 24 * 3_600_000;

/** The policy of a channel, by its name. */
export type PolicyOf = (channel: string) => Pick<StatusPolicy, 'sentWhen'>;

/** A page of messages: how many were looked at, and those of them that are meant. */
export interface Meant {
  looked: number;
  rows: MessageRow[];
}

/** The messages a filter means, found by what narrows them most. */
export async function* meantMessages(
  store: WorkStore,
  filter: MessageFilter,
  policyOf: PolicyOf,
  order: 'ascending' | 'descending' = 'ascending',
): AsyncGenerator<Meant> {
  for await (const page of candidates(store, filter, order)) {
    const rows = page.filter((row) => matchesFilter(row, filter, policyOf(row.channel)));
    yield { looked: page.length, rows };
  }
}

async function* candidates(
  store: WorkStore,
  filter: MessageFilter,
  order: 'ascending' | 'descending',
): AsyncGenerator<MessageRow[]> {
  if (filter.message === undefined) yield* messagePages(store, { ...rangeOf(filter), order });
  else yield await readRows(store, { table: MESSAGES.name, keys: await messageKeys(filter.message, store) });
}

function rangeOf({ account, portal, sinceMs, untilMs }: MessageFilter): MessageRange {
  const from = sinceMs === undefined ? {} : { fromMs: sinceMs };
  if (account !== undefined) {
    const received = sinceMs === undefined ? {} : { fromMs: sinceMs - CLOCKS_MS };
    return { equal: { account }, column: 'received_at', ...received };
  }
  const until = untilMs === undefined ? {} : { untilMs };
  return { ...(portal === undefined ? {} : { equal: { portal } }), ...from, ...until };
}

/** The keys a message may have: HubSpot's id alone may stand for one in each portal. */
export async function messageKeys(name: string, store: WorkStore): Promise<string[]> {
  if (name.includes('/')) return [name];
  const portals = await readTable<PortalRow>(store, PORTALS.name);
  return portals.map(({ app, portal }) => messageKey(app, portal, name));
}
