import { CONVERSATIONS, type ConversationRow } from '../../directory/conversation-row.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { MessageRow } from '../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../status/status-row.js';
import { readRows } from '../read-rows.js';

/** A message as `find` and `export` show it. */
export interface ListedMessage {
  key: string;
  id: string;
  app: string;
  portal: string;
  channel: string;
  account: string;
  direction: 'in' | 'out';
  origin: MessageRow['origin'];
  createdAtMs: number;
  peer: string | undefined;
  status: StatusRow | undefined;
  /** Of a customer's message, or an echo: there is no status to tell. */
  state: string | undefined;
}

/** Messages with their statuses and peers: two reads for a page. */
export async function withWhatBelongs(rows: readonly MessageRow[], store: WorkStore): Promise<ListedMessage[]> {
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
    const status = statusOf.get(key);
    const state = origin === 'published' ? 'in HubSpot' : undefined;
    return {
      key,
      id,
      app,
      portal,
      channel,
      account,
      direction: directionOf(row),
      origin,
      createdAtMs,
      peer,
      status,
      state,
    };
  });
}

/** What we published came from the customer, unless it is an echo: sent to them past HubSpot. */
export function directionOf({ origin, echo }: Pick<MessageRow, 'origin' | 'echo'>): 'in' | 'out' {
  return origin === 'agent' || echo ? 'out' : 'in';
}
