import type { Address } from '../contract/address.js';
import type { AccountRow, AccountState } from '../directory/accounts/account-row.js';
import type { PortalRow, PortalState, PortalTrouble } from '../directory/portals/portal-row.js';
import { correlationOf, type JournalEntry } from '../outbox/journal-entry.js';
import type { WorkStore } from '../outbox/work-store.js';
import { MESSAGES, type MessageRow } from '../status/message-row.js';
import { STATUSES, type StatusRow } from '../status/status-row.js';
import type { Engine } from './engine/engine.js';

/** A message with what HubSpot should know of it and has confirmed. Without its content. */
export interface MessageView {
  message: MessageRow;
  status?: StatusRow;
}

export interface AccountView {
  key: string;
  app: string;
  portalId: string;
  channel: string;
  channelAccountId: string;
  address: Address;
  state: AccountState;
  /** Why its settings cannot be used. */
  problem?: string;
}

/** One line of the journal, in its place. */
export interface ReadEntry extends JournalEntry {
  seq: number;
  /** What log lines about the same message call so. */
  correlation?: string;
}

export interface PortalView {
  app: string;
  portalId: string;
  state: PortalState;
  /** What keeps it from being connected. */
  trouble?: PortalTrouble;
  /** What its tokens allow, where HubSpot has said so. */
  scopes?: string[];
  /** When the app was last installed by OAuth, ms since the epoch. */
  installedAtMs?: number;
}

/** For apps that build their own pages. Nothing here holds a secret or the text of a message. */
export interface ConnectorHandles {
  messages: {
    /** @param name `<app>/<portal>/<HubSpot's message id>` */
    get(name: string): Promise<MessageView | undefined>;
    /** Newest first. */
    find(where: { app: string; portalId: string; sinceMs?: number; limit?: number }): Promise<MessageView[]>;
  };
  journal: {
    /** Entries after a cursor, oldest first: remember the last `seq` and nothing is missed. */
    read(afterSeq: number, limit?: number): Promise<ReadEntry[]>;
  };
  accounts: { list(): AccountView[] };
  portals: { list(): PortalView[] };
}

const PAGE = 100;

export function connectorHandles(store: WorkStore, { accounts, portals }: Engine): ConnectorHandles {
  return {
    messages: {
      get: async (name) => (await messageViews(store, [name]))[0],
      async find({ app, portalId, sinceMs = 0, limit = PAGE }) {
        const [rows = []] = await store.read([
          {
            table: MESSAGES.name,
            equal: { portal: portalId, app },
            range: { column: 'created_at', from: sinceMs },
            order: 'descending',
            limit,
          },
        ]);
        return messageViews(
          store,
          rows.map(({ key }) => key),
        );
      },
    },
    journal: {
      async read(afterSeq, limit = PAGE) {
        const entries = await store.journal(afterSeq, limit);
        return entries.map(({ seq, doc }) => readEntry(seq, JSON.parse(doc) as JournalEntry));
      },
    },
    accounts: { list: () => accounts.all().map(({ row, problem }) => accountView(row, problem)) },
    portals: { list: () => portals.all().map(portalView) },
  };
}

function readEntry(seq: number, entry: JournalEntry): ReadEntry {
  const correlation = correlationOf(entry);
  return { seq, ...entry, ...(correlation === undefined ? {} : { correlation }) };
}

async function messageViews(store: WorkStore, keys: string[]): Promise<MessageView[]> {
  const [messages = [], statuses = []] = await store.read([
    { table: MESSAGES.name, keys },
    { table: STATUSES.name, keys },
  ]);
  const statusOf = new Map(statuses.map(({ key, doc }) => [key, JSON.parse(doc) as StatusRow]));
  return messages.map(({ key, doc }) => {
    const status = statusOf.get(key);
    return { message: JSON.parse(doc) as MessageRow, ...(status ? { status } : {}) };
  });
}

/** Without its tokens. */
export function portalView({ app, portal: portalId, state, trouble, scopes, installedAtMs }: PortalRow): PortalView {
  return {
    app,
    portalId,
    state,
    ...(trouble ? { trouble } : {}),
    ...(scopes ? { scopes } : {}),
    ...(installedAtMs === undefined ? {} : { installedAtMs }),
  };
}

function accountView(row: AccountRow, problem?: string): AccountView {
  const { key, app, portal: portalId, channel, channelAccountId, address, state } = row;
  return {
    key,
    app,
    portalId,
    channel,
    channelAccountId,
    address,
    state,
    ...(problem === undefined ? {} : { problem }),
  };
}
