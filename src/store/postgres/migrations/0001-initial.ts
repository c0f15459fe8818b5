import { ledgerTables } from './ledger-tables.js';

/**
 * Rows that are written again and again: room on the page for the next version of a row, and dead versions swept away while they
 * are few, so that what is due is found at the same cost after a million updates.
 */
const HOT = `WITH (
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 2000,
  autovacuum_vacuum_insert_scale_factor = 0.1,
  autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
)`;

/**
 * Everything of the first version. Frozen: what changes later is a migration of its own.
 *
 * Texts are compared by their bytes, and rows without a value come first: as in SQLite.
 */
export const initial = (schema: string): string => `
CREATE TABLE ${schema}.sealing_keys (
  id text COLLATE "C" PRIMARY KEY
);

CREATE TABLE ${schema}.pings (
  id integer PRIMARY KEY,
  pinged_at timestamptz NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE ${schema}.writers (
  id text COLLATE "C" PRIMARY KEY,
  last_commit bigint NOT NULL,
  written_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 20);

CREATE TABLE ${schema}.announcements (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
  written_at timestamptz NOT NULL DEFAULT now(),
  of_table text COLLATE "C" NOT NULL,
  of_key text COLLATE "C" NOT NULL
);
CREATE INDEX announcements_by_written_by ON ${schema}.announcements (written_by);

CREATE TABLE ${schema}.work (
  key text COLLATE "C" PRIMARY KEY,
  queue text COLLATE "C",
  portal text COLLATE "C",
  slot bigint,
  due_at bigint,
  leased smallint,
  gate text COLLATE "C",
  ref text COLLATE "C",
  doc text NOT NULL
) ${HOT};
CREATE INDEX work_by_queue_portal_due_at ON ${schema}.work (slot NULLS FIRST, queue NULLS FIRST, portal NULLS FIRST, due_at NULLS FIRST, key) WHERE due_at IS NOT NULL;
CREATE INDEX work_by_due_at ON ${schema}.work (slot NULLS FIRST, due_at NULLS FIRST, key) WHERE due_at IS NOT NULL;
CREATE INDEX work_by_gate ON ${schema}.work (gate NULLS FIRST, key) WHERE gate IS NOT NULL;
CREATE INDEX work_by_gate_portal ON ${schema}.work (gate NULLS FIRST, portal NULLS FIRST, key) WHERE gate IS NOT NULL;
CREATE INDEX work_by_ref ON ${schema}.work (ref NULLS FIRST, key);
CREATE INDEX work_by_leased ON ${schema}.work (slot NULLS FIRST, leased NULLS FIRST, key) WHERE leased = 1;

CREATE TABLE ${schema}.lanes (
  key text COLLATE "C" PRIMARY KEY,
  portal text COLLATE "C",
  doc text NOT NULL
) ${HOT};
CREATE INDEX lanes_by_portal ON ${schema}.lanes (portal NULLS FIRST, key);

CREATE TABLE ${schema}.messages (
  key text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C",
  portal text COLLATE "C",
  channel text COLLATE "C",
  account text COLLATE "C",
  conversation text COLLATE "C",
  created_at bigint,
  received_at bigint,
  origin text COLLATE "C",
  adapter_version text COLLATE "C",
  open smallint,
  doc text NOT NULL
) ${HOT};
CREATE INDEX messages_by_portal_created_at ON ${schema}.messages (portal NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX messages_by_account_received_at ON ${schema}.messages (account NULLS FIRST, received_at NULLS FIRST, key);
CREATE INDEX messages_by_conversation_created_at ON ${schema}.messages (conversation NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX messages_by_conversation_created_at_open ON ${schema}.messages (conversation NULLS FIRST, created_at NULLS FIRST, key) WHERE open = 1;
CREATE INDEX messages_by_open ON ${schema}.messages (open NULLS FIRST, key) WHERE open = 1;
CREATE INDEX messages_by_created_at ON ${schema}.messages (created_at NULLS FIRST, key);

CREATE TABLE ${schema}.contents (
  key text COLLATE "C" PRIMARY KEY,
  expires_at bigint,
  sealed bytea NOT NULL
);
CREATE INDEX contents_by_expires_at ON ${schema}.contents (expires_at NULLS FIRST, key);

CREATE TABLE ${schema}.refs (
  key text COLLATE "C" PRIMARY KEY,
  message text COLLATE "C",
  expires_at bigint,
  doc text NOT NULL
);
CREATE INDEX refs_by_message ON ${schema}.refs (message NULLS FIRST, key);
CREATE INDEX refs_by_expires_at ON ${schema}.refs (expires_at NULLS FIRST, key);

CREATE TABLE ${schema}.statuses (
  key text COLLATE "C" PRIMARY KEY,
  portal text COLLATE "C",
  dirty smallint,
  updated_at bigint,
  doc text NOT NULL
) ${HOT};
CREATE INDEX statuses_by_dirty ON ${schema}.statuses (dirty NULLS FIRST, key) WHERE dirty = 1;
CREATE INDEX statuses_by_portal_dirty ON ${schema}.statuses (portal NULLS FIRST, key) WHERE dirty = 1;
CREATE INDEX statuses_by_updated_at ON ${schema}.statuses (updated_at NULLS FIRST, key);

CREATE TABLE ${schema}.publications (
  key text COLLATE "C" PRIMARY KEY,
  portal text COLLATE "C",
  channel text COLLATE "C",
  account text COLLATE "C",
  conversation text COLLATE "C",
  state text COLLATE "C",
  created_at bigint,
  message text COLLATE "C",
  sealed bytea NOT NULL
);
CREATE INDEX publications_by_portal_created_at ON ${schema}.publications (portal NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX publications_by_account_created_at ON ${schema}.publications (account NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX publications_by_conversation_created_at ON ${schema}.publications (conversation NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX publications_by_state_created_at ON ${schema}.publications (state NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX publications_by_created_at ON ${schema}.publications (created_at NULLS FIRST, key);
CREATE INDEX publications_by_message ON ${schema}.publications (message NULLS FIRST, key);

CREATE TABLE ${schema}.conversations (
  key text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C",
  portal text COLLATE "C",
  channel text COLLATE "C",
  account text COLLATE "C",
  last_at bigint,
  doc text NOT NULL
) ${HOT};
CREATE INDEX conversations_by_portal_last_at ON ${schema}.conversations (portal NULLS FIRST, last_at NULLS FIRST, key);
CREATE INDEX conversations_by_account_last_at ON ${schema}.conversations (account NULLS FIRST, last_at NULLS FIRST, key);
CREATE INDEX conversations_by_last_at ON ${schema}.conversations (last_at NULLS FIRST, key);

CREATE TABLE ${schema}.aliases (
  key text COLLATE "C" PRIMARY KEY,
  conversation text COLLATE "C",
  doc text NOT NULL
);
CREATE INDEX aliases_by_conversation ON ${schema}.aliases (conversation NULLS FIRST, key);

CREATE TABLE ${schema}.accounts (
  key text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C",
  portal text COLLATE "C",
  channel text COLLATE "C",
  state text COLLATE "C",
  channel_account_id text COLLATE "C",
  slot bigint,
  sealed bytea NOT NULL
);
CREATE INDEX accounts_by_portal ON ${schema}.accounts (portal NULLS FIRST, key);
CREATE INDEX accounts_by_channel ON ${schema}.accounts (channel NULLS FIRST, key);
CREATE INDEX accounts_by_state ON ${schema}.accounts (state NULLS FIRST, key);
CREATE INDEX accounts_by_channel_account_id ON ${schema}.accounts (channel_account_id NULLS FIRST, key);

CREATE TABLE ${schema}.portals (
  key text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C",
  portal_id text COLLATE "C",
  state text COLLATE "C",
  sealed bytea NOT NULL
);
CREATE INDEX portals_by_app ON ${schema}.portals (app NULLS FIRST, key);
CREATE INDEX portals_by_portal_id ON ${schema}.portals (portal_id NULLS FIRST, key);
CREATE INDEX portals_by_state ON ${schema}.portals (state NULLS FIRST, key);

CREATE TABLE ${schema}.channels (
  key text COLLATE "C" PRIMARY KEY,
  app text COLLATE "C",
  hubspot_channel_id text COLLATE "C",
  doc text NOT NULL
);
CREATE INDEX channels_by_app ON ${schema}.channels (app NULLS FIRST, key);
CREATE INDEX channels_by_hubspot_channel_id ON ${schema}.channels (hubspot_channel_id NULLS FIRST, key);

CREATE TABLE ${schema}.gates (
  key text COLLATE "C" PRIMARY KEY,
  scope text COLLATE "C",
  until bigint,
  doc text NOT NULL
);
CREATE INDEX gates_by_scope ON ${schema}.gates (scope NULLS FIRST, key);
CREATE INDEX gates_by_until ON ${schema}.gates (until NULLS FIRST, key);

CREATE TABLE ${schema}.dead_letters (
  key text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C",
  app text COLLATE "C",
  portal text COLLATE "C",
  channel text COLLATE "C",
  account text COLLATE "C",
  at bigint,
  sealed bytea NOT NULL
);
CREATE INDEX dead_letters_by_portal_at ON ${schema}.dead_letters (portal NULLS FIRST, at NULLS FIRST, key);
CREATE INDEX dead_letters_by_account_at ON ${schema}.dead_letters (account NULLS FIRST, at NULLS FIRST, key);
CREATE INDEX dead_letters_by_kind_at ON ${schema}.dead_letters (kind NULLS FIRST, at NULLS FIRST, key);
CREATE INDEX dead_letters_by_at ON ${schema}.dead_letters (at NULLS FIRST, key);

CREATE TABLE ${schema}.checkpoints (
  key text COLLATE "C" PRIMARY KEY,
  doc text NOT NULL
);

CREATE TABLE ${schema}.journal (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  message text COLLATE "C",
  app text COLLATE "C",
  portal text COLLATE "C",
  channel text COLLATE "C",
  account text COLLATE "C",
  conversation text COLLATE "C",
  type text COLLATE "C",
  at bigint,
  doc text NOT NULL
);
CREATE INDEX journal_by_message ON ${schema}.journal (message NULLS FIRST, seq);
CREATE INDEX journal_by_at ON ${schema}.journal (at NULLS FIRST, seq);

CREATE TABLE ${schema}.inbox (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C",
  slot bigint,
  app text COLLATE "C",
  portal text COLLATE "C",
  account text COLLATE "C",
  received_at bigint,
  park_key text COLLATE "C",
  park_until bigint,
  sealed bytea NOT NULL
) ${HOT};
CREATE INDEX inbox_by_seq_park_key ON ${schema}.inbox (slot NULLS FIRST, seq) WHERE park_key IS NULL;
CREATE INDEX inbox_by_park_key ON ${schema}.inbox (park_key NULLS FIRST, seq) WHERE park_key IS NOT NULL;
CREATE INDEX inbox_by_park_until ON ${schema}.inbox (park_until NULLS FIRST, seq) WHERE park_until IS NOT NULL;

CREATE TABLE ${schema}.dedupe (
  key text COLLATE "C" PRIMARY KEY,
  until bigint
);
CREATE INDEX dedupe_by_until ON ${schema}.dedupe (until NULLS FIRST, key) WHERE until IS NOT NULL;
${ledgerTables(schema)}`;
