/**
 * Every table of a store, declared once: what a row is found by, and whether its document is sealed. Upserts, finds and
 * prunes are derived from this; each store keeps its own DDL in its migrations, and a test compares the two.
 */

/** `flag` is 0 or 1 and is written into the SQL as a literal, so that a partial index on it is used. */
export type ColumnType = 'text' | 'integer' | 'flag';

export interface IndexDeclaration {
  /** The row's key (or number) always follows, so that what is found by an index comes in a stable order. */
  readonly on: readonly string[];
  /** Only rows for which this holds are in the index. */
  readonly where?: string;
  /** In a store that many work on, each on its own slots, the slot comes first. */
  readonly bySlot?: boolean;
}

export interface TableDeclaration {
  readonly name: string;
  /** `documents` have a key chosen by the caller; `log` is numbered by the store; the others are the store's own. */
  readonly role: 'documents' | 'log' | 'inbox' | 'dedupe';
  /** The primary key. */
  readonly identity: 'key' | 'seq';
  /** Every column may hold null. */
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** The document is encrypted at rest. */
  readonly sealed: boolean;
  /** Every process keeps its rows in memory: a store of many tells the others which of them were written. */
  readonly announced: boolean;
  readonly indexes: readonly IndexDeclaration[];
}

/** The directory, and what is closed for everyone. */
const ANNOUNCED: ReadonlySet<string> = new Set(['accounts', 'portals', 'channels', 'gates']);

type Columns = Readonly<Record<string, ColumnType>>;

function documents(name: string, columns: Columns, indexes: IndexDeclaration[], sealed = false): TableDeclaration {
  return { name, role: 'documents', identity: 'key', columns, sealed, announced: ANNOUNCED.has(name), indexes };
}

function sealedDocuments(name: string, columns: Columns, indexes: IndexDeclaration[]): TableDeclaration {
  return documents(name, columns, indexes, true);
}

const DECLARATIONS: readonly TableDeclaration[] = [
  documents(
    'work',
    { queue: 'text', portal: 'text', slot: 'integer', due_at: 'integer', leased: 'flag', gate: 'text', ref: 'text' },
    [
      { on: ['queue', 'portal', 'due_at'], where: 'due_at IS NOT NULL', bySlot: true },
      { on: ['due_at'], where: 'due_at IS NOT NULL', bySlot: true },
      { on: ['gate'], where: 'gate IS NOT NULL' },
      { on: ['gate', 'portal'], where: 'gate IS NOT NULL' },
      { on: ['ref'] },
      { on: ['leased'], where: 'leased = 1', bySlot: true },
    ],
  ),
  documents('lanes', { portal: 'text' }, [{ on: ['portal'] }]),
  documents(
    'messages',
    {
      app: 'text',
      portal: 'text',
      channel: 'text',
      account: 'text',
      conversation: 'text',
      created_at: 'integer',
      received_at: 'integer',
      origin: 'text',
      adapter_version: 'text',
      open: 'flag',
    },
    [
      { on: ['portal', 'created_at'] },
      { on: ['account', 'received_at'] },
      { on: ['conversation', 'created_at'] },
      { on: ['conversation', 'created_at'], where: 'open = 1' },
      { on: ['open'], where: 'open = 1' },
      { on: ['created_at'] },
    ],
  ),
  sealedDocuments('contents', { expires_at: 'integer' }, [{ on: ['expires_at'] }]),
  documents('refs', { message: 'text', expires_at: 'integer' }, [{ on: ['message'] }, { on: ['expires_at'] }]),
  documents('statuses', { portal: 'text', dirty: 'flag', updated_at: 'integer' }, [
    { on: ['dirty'], where: 'dirty = 1' },
    { on: ['portal'], where: 'dirty = 1' },
    { on: ['updated_at'] },
  ]),
  sealedDocuments(
    'publications',
    {
      portal: 'text',
      channel: 'text',
      account: 'text',
      conversation: 'text',
      state: 'text',
      created_at: 'integer',
      message: 'text',
    },
    [
      { on: ['portal', 'created_at'] },
      { on: ['account', 'created_at'] },
      { on: ['conversation', 'created_at'] },
      { on: ['state', 'created_at'] },
      { on: ['created_at'] },
      { on: ['message'] },
    ],
  ),
  documents('conversations', { app: 'text', portal: 'text', channel: 'text', account: 'text', last_at: 'integer' }, [
    { on: ['portal', 'last_at'] },
    { on: ['account', 'last_at'] },
    { on: ['last_at'] },
  ]),
  documents('aliases', { conversation: 'text' }, [{ on: ['conversation'] }]),
  sealedDocuments(
    'accounts',
    { app: 'text', portal: 'text', channel: 'text', state: 'text', channel_account_id: 'text', slot: 'integer' },
    [{ on: ['portal'] }, { on: ['channel'] }, { on: ['state'] }, { on: ['channel_account_id'] }],
  ),
  sealedDocuments('portals', { app: 'text', portal_id: 'text', state: 'text' }, [
    { on: ['app'] },
    { on: ['portal_id'] },
    { on: ['state'] },
  ]),
  documents('channels', { app: 'text', hubspot_channel_id: 'text' }, [{ on: ['app'] }, { on: ['hubspot_channel_id'] }]),
  documents('gates', { scope: 'text', until: 'integer' }, [{ on: ['scope'] }, { on: ['until'] }]),
  sealedDocuments(
    'dead_letters',
    { kind: 'text', app: 'text', portal: 'text', channel: 'text', account: 'text', at: 'integer' },
    [{ on: ['portal', 'at'] }, { on: ['account', 'at'] }, { on: ['kind', 'at'] }, { on: ['at'] }],
  ),
  documents('checkpoints', {}, []),
  sealedDocuments('connections', { portal: 'text', channel: 'text', state: 'text', created_at: 'integer' }, [
    { on: ['portal', 'created_at'] },
    { on: ['state', 'created_at'] },
    { on: ['created_at'] },
  ]),
  documents('claims', { at: 'integer' }, [{ on: ['at'] }]),
  sealedDocuments('kept_secrets', {}, []),
  documents('tombstones', { kind: 'text', portal: 'text', account: 'text', at: 'integer' }, [
    { on: ['portal', 'at'] },
    { on: ['account', 'at'] },
    { on: ['at'] },
  ]),
  {
    name: 'journal',
    role: 'log',
    identity: 'seq',
    columns: {
      message: 'text',
      app: 'text',
      portal: 'text',
      channel: 'text',
      account: 'text',
      conversation: 'text',
      type: 'text',
      at: 'integer',
    },
    sealed: false,
    announced: false,
    indexes: [{ on: ['message'] }, { on: ['at'] }],
  },
  {
    name: 'inbox',
    role: 'inbox',
    identity: 'seq',
    columns: {
      kind: 'text',
      slot: 'integer',
      app: 'text',
      portal: 'text',
      account: 'text',
      received_at: 'integer',
      park_key: 'text',
      park_until: 'integer',
    },
    sealed: true,
    announced: false,
    indexes: [
      { on: [], where: 'park_key IS NULL', bySlot: true },
      { on: ['park_key'], where: 'park_key IS NOT NULL' },
      { on: ['portal'], where: 'park_key IS NOT NULL' },
      { on: ['park_until'], where: 'park_until IS NOT NULL' },
    ],
  },
  {
    name: 'dedupe',
    role: 'dedupe',
    identity: 'key',
    columns: { until: 'integer' },
    sealed: false,
    announced: false,
    indexes: [{ on: ['until'], where: 'until IS NOT NULL' }],
  },
];

/** Every table by its name. */
export const TABLES: ReadonlyMap<string, TableDeclaration> = new Map(DECLARATIONS.map((table) => [table.name, table]));

/** Names of the tables whose documents are encrypted. */
export const SEALED_TABLES: readonly string[] = DECLARATIONS.filter(({ sealed }) => sealed).map(({ name }) => name);

/** Made of what it is on, and of the column it is partial by where it is not on that. */
export function indexName(table: TableDeclaration, { on, where }: IndexDeclaration): string {
  const partialBy = where?.split(' ')[0];
  const columns = on.length === 0 ? [table.identity] : [...on];
  if (partialBy !== undefined && !columns.includes(partialBy)) columns.push(partialBy);
  return `${table.name}_by_${columns.join('_')}`;
}
