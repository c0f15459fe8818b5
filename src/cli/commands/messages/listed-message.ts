import { CONVERSATIONS, type ConversationRow } from '../../../directory/people/conversation-row.js';
import { laneKey } from '../../../outbox/lane.js';
import { WORK, type WorkRow } from '../../../outbox/work-row.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { heldTimes } from '../../../status/aggregate.js';
import type { MessageRow } from '../../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../../status/status-row.js';
import { readRows } from '../../rows/read-rows.js';

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
  /** Where there is no status to tell: a customer's message or an echo is in HubSpot, an agent's waits, or is held by a gate. */
  state: string | undefined;
}

/** Messages with their statuses, peers and what their lanes wait for: three reads for a page. */
export async function withWhatBelongs(rows: readonly MessageRow[], store: WorkStore): Promise<ListedMessage[]> {
  const keys = rows.map(({ key }) => key);
  const conversationKeys = [...new Set(rows.map(({ conversation }) => conversation))].filter((key) => key !== '');
  const lanes = conversationKeys.map((key) => `lane:${laneKey(key, 'out')}`);
  const [statuses, conversations, works] = await Promise.all([
    readRows<StatusRow>(store, { table: STATUSES.name, keys }),
    readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: conversationKeys }),
    readRows<WorkRow>(store, { table: WORK.name, keys: lanes }),
  ]);
  const statusOf = new Map(statuses.map((status) => [status.key, status]));
  const peerOf = new Map(conversations.map(({ key, address }) => [key, address.value]));
  const gated = new Set(works.flatMap(({ gate, ref }) => (gate === undefined ? [] : ref)));
  return rows.map((row) => {
    const { key, id, app, portal, channel, account, origin, createdAtMs, to, conversation } = row;
    const peer = to?.value ?? peerOf.get(conversation);
    const status = statusOf.get(key);
    const isHeld = heldTimes(row) !== undefined || gated.has(laneKey(conversation, 'out'));
    const waits = isHeld ? 'held' : 'waiting';
    const state = origin === 'published' ? 'in HubSpot' : status?.desired ? undefined : waits;
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
