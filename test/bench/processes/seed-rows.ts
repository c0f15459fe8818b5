import {
  ALIASES,
  type AliasRow,
  CONVERSATIONS,
  type ConversationRow,
} from '../../../src/directory/people/conversation-row.js';
import type { Change } from '../../../src/outbox/change.js';
import { slotOf } from '../../../src/outbox/slot.js';
import type { Table } from '../../../src/outbox/table.js';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import type { WorkStore } from '../../../src/outbox/work-store.js';
import { CONTENTS, type ContentRow } from '../../../src/status/content-row.js';
import { MESSAGES, type MessageRow, messageKey, REFS, type RefRow } from '../../../src/status/message-row.js';
import { STATUSES, type StatusRow } from '../../../src/status/status-row.js';
import { STATUS_QUEUE, statusWorkKey } from '../../../src/status/status-work.js';
import { CHANNEL_ID, messageId, PORTAL, PORTALS, peer, providerId } from '../traffic/the-account.js';

const CHUNK = 1_000;
const APP = 'main';

/** Statuses as the fold leaves them when a message was read and HubSpot knows it as sent. Answers the work to be done. */
export async function untoldStatuses(store: WorkStore, count: number): Promise<WorkRow[]> {
  const nowMs = Date.now();
  const work: WorkRow[] = [];
  const changes: Change[] = [];
  for (let number = 0; number < count; number++) {
    const portal = PORTALS[number % PORTALS.length]!;
    const key = messageKey(APP, portal, messageId(number));
    const status: StatusRow = {
      key,
      app: APP,
      portal,
      channel: 'chat',
      hubspotChannelId: CHANNEL_ID,
      account: 'main-line',
      messageId: messageId(number),
      createdAtMs: nowMs,
      desired: { status: 'READ' },
      synced: { status: 'SENT' },
      failures: 0,
      updatedAtMs: nowMs,
    };
    const due: WorkRow = {
      key: statusWorkKey(key),
      queue: STATUS_QUEUE,
      app: APP,
      portal,
      slot: slotOf(APP, portal),
      dueAtMs: nowMs,
      leased: false,
      ref: key,
    };
    work.push(due);
    changes.push(put(STATUSES, status), put(WORK, due));
  }
  await commitAll(store, changes);
  return work;
}

/** Copies of message 0 and of all its rows, each with ids, a peer and a conversation of its own. */
export async function openMessages(store: WorkStore, count: number): Promise<void> {
  const tables = [MESSAGES, CONTENTS, REFS, STATUSES, CONVERSATIONS, ALIASES, WORK] as const;
  const original = await store.read(tables.map(({ name }) => ({ table: name, limit: 10 })));
  const conversation = JSON.parse(original[tables.indexOf(CONVERSATIONS)]![0]!.doc) as ConversationRow;
  for (let first = 1; first <= count; first += CHUNK) {
    const changes: Change[] = [];
    for (let number = first; number < first + CHUNK && number <= count; number++) {
      original.forEach((rows, index) => {
        for (const { doc } of rows) changes.push(put(tables[index]!, copyOf(doc, number, conversation.key)));
      });
    }
    await store.commit(changes);
  }
}

/** Copies of a message, each with ids and content of its own, all in its conversation. */
export async function messagesOfOne(store: WorkStore, original: number, count: number): Promise<void> {
  const key = messageKey(APP, PORTAL, messageId(original));
  const keyed = [MESSAGES, CONTENTS, STATUSES] as const;
  const tables = [...keyed, REFS] as const;
  const rows = await store.read([
    ...keyed.map(({ name }) => ({ table: name, keys: [key] })),
    { table: REFS.name, equal: { message: key } },
  ]);
  for (let first = 1; first <= count; first += CHUNK) {
    const changes: Change[] = [];
    for (let copy = first; copy < first + CHUNK && copy <= count; copy++) {
      rows.forEach((own, index) => {
        for (const { doc } of own) changes.push(put(tables[index]!, anotherOf(doc, original, original + copy)));
      });
    }
    await store.commit(changes);
  }
}

function anotherOf(doc: string, original: number, number: number): unknown {
  const copy = doc
    .replaceAll(new RegExp(`\\b${messageId(original)}\\b`, 'g'), messageId(number))
    .replaceAll(`"${providerId(original)}"`, `"${providerId(number)}"`)
    .replaceAll(`|i|${providerId(original)}`, `|i|${providerId(number)}`)
    .replaceAll(/(\|c\|[0-9a-f-]+)"/g, `$1-${number}"`);
  return JSON.parse(copy);
}

type AnyTable = Table<MessageRow | ContentRow | RefRow | StatusRow | ConversationRow | AliasRow | WorkRow>;

function copyOf(doc: string, number: number, conversation: string): unknown {
  const copy = doc
    .replaceAll(new RegExp(`\\b${messageId(0)}\\b`, 'g'), messageId(number))
    .replaceAll(`"${providerId(0)}"`, `"${providerId(number)}"`)
    .replaceAll(`|i|${providerId(0)}`, `|i|${providerId(number)}`)
    .replaceAll(peer(0).value, peer(number).value)
    .replaceAll(conversation, `${conversation}-${number}`)
    .replaceAll(/(\|c\|[0-9a-f-]+)"/g, `$1-${number}"`);
  return JSON.parse(copy);
}

function put(table: unknown, row: unknown): Change {
  const { name, key, columns } = table as AnyTable;
  const typed = row as MessageRow;
  return { op: 'put', table: name, key: key(typed), columns: columns(typed), doc: JSON.stringify(row) };
}

async function commitAll(store: WorkStore, changes: Change[]): Promise<void> {
  for (let at = 0; at < changes.length; at += CHUNK) await store.commit(changes.slice(at, at + CHUNK));
}
