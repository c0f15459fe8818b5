/** Everything of the first version. Frozen: what changes later is a migration of its own. */
export const INITIAL = `
CREATE TABLE engine (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  epoch INTEGER NOT NULL,
  pings INTEGER NOT NULL
) STRICT;
INSERT INTO engine (id, epoch, pings) VALUES (1, 0, 0);

CREATE TABLE sealing_keys (
  id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE work (
  key TEXT NOT NULL PRIMARY KEY,
  queue TEXT,
  portal TEXT,
  slot INTEGER,
  due_at INTEGER,
  leased INTEGER,
  gate TEXT,
  ref TEXT,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX work_by_queue_portal_due_at ON work (queue, portal, due_at, key) WHERE due_at IS NOT NULL;
CREATE INDEX work_by_due_at ON work (due_at, key) WHERE due_at IS NOT NULL;
CREATE INDEX work_by_gate ON work (gate, key) WHERE gate IS NOT NULL;
CREATE INDEX work_by_ref ON work (ref, key);
CREATE INDEX work_by_leased ON work (leased, key) WHERE leased = 1;

CREATE TABLE lanes (
  key TEXT NOT NULL PRIMARY KEY,
  portal TEXT,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lanes_by_portal ON lanes (portal, key);

CREATE TABLE messages (
  key TEXT NOT NULL PRIMARY KEY,
  app TEXT,
  portal TEXT,
  channel TEXT,
  account TEXT,
  conversation TEXT,
  created_at INTEGER,
  received_at INTEGER,
  origin TEXT,
  adapter_version TEXT,
  open INTEGER,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_portal_created_at ON messages (portal, created_at, key);
CREATE INDEX messages_by_account_received_at ON messages (account, received_at, key);
CREATE INDEX messages_by_conversation_created_at ON messages (conversation, created_at, key);
CREATE INDEX messages_by_conversation_created_at_open ON messages (conversation, created_at, key) WHERE open = 1;
CREATE INDEX messages_by_open ON messages (open, key) WHERE open = 1;
CREATE INDEX messages_by_created_at ON messages (created_at, key);

CREATE TABLE contents (
  key TEXT NOT NULL PRIMARY KEY,
  expires_at INTEGER,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX contents_by_expires_at ON contents (expires_at, key);

CREATE TABLE refs (
  key TEXT NOT NULL PRIMARY KEY,
  message TEXT,
  expires_at INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX refs_by_message ON refs (message, key);
CREATE INDEX refs_by_expires_at ON refs (expires_at, key);

CREATE TABLE statuses (
  key TEXT NOT NULL PRIMARY KEY,
  portal TEXT,
  dirty INTEGER,
  updated_at INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX statuses_by_dirty ON statuses (dirty, key) WHERE dirty = 1;
CREATE INDEX statuses_by_portal_dirty ON statuses (portal, key) WHERE dirty = 1;
CREATE INDEX statuses_by_updated_at ON statuses (updated_at, key);

CREATE TABLE publications (
  key TEXT NOT NULL PRIMARY KEY,
  portal TEXT,
  channel TEXT,
  account TEXT,
  conversation TEXT,
  state TEXT,
  created_at INTEGER,
  message TEXT,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX publications_by_portal_created_at ON publications (portal, created_at, key);
CREATE INDEX publications_by_account_created_at ON publications (account, created_at, key);
CREATE INDEX publications_by_conversation_created_at ON publications (conversation, created_at, key);
CREATE INDEX publications_by_state_created_at ON publications (state, created_at, key);
CREATE INDEX publications_by_created_at ON publications (created_at, key);
CREATE INDEX publications_by_message ON publications (message, key);

CREATE TABLE conversations (
  key TEXT NOT NULL PRIMARY KEY,
  app TEXT,
  portal TEXT,
  channel TEXT,
  account TEXT,
  last_at INTEGER,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX conversations_by_portal_last_at ON conversations (portal, last_at, key);
CREATE INDEX conversations_by_account_last_at ON conversations (account, last_at, key);
CREATE INDEX conversations_by_last_at ON conversations (last_at, key);

CREATE TABLE aliases (
  key TEXT NOT NULL PRIMARY KEY,
  conversation TEXT,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_conversation ON aliases (conversation, key);

CREATE TABLE accounts (
  key TEXT NOT NULL PRIMARY KEY,
  app TEXT,
  portal TEXT,
  channel TEXT,
  state TEXT,
  channel_account_id TEXT,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX accounts_by_portal ON accounts (portal, key);
CREATE INDEX accounts_by_channel ON accounts (channel, key);
CREATE INDEX accounts_by_state ON accounts (state, key);
CREATE INDEX accounts_by_channel_account_id ON accounts (channel_account_id, key);

CREATE TABLE portals (
  key TEXT NOT NULL PRIMARY KEY,
  app TEXT,
  portal_id TEXT,
  state TEXT,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX portals_by_app ON portals (app, key);
CREATE INDEX portals_by_portal_id ON portals (portal_id, key);
CREATE INDEX portals_by_state ON portals (state, key);

CREATE TABLE channels (
  key TEXT NOT NULL PRIMARY KEY,
  app TEXT,
  hubspot_channel_id TEXT,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX channels_by_app ON channels (app, key);
CREATE INDEX channels_by_hubspot_channel_id ON channels (hubspot_channel_id, key);

CREATE TABLE gates (
  key TEXT NOT NULL PRIMARY KEY,
  scope TEXT,
  until INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX gates_by_scope ON gates (scope, key);
CREATE INDEX gates_by_until ON gates (until, key);

CREATE TABLE dead_letters (
  key TEXT NOT NULL PRIMARY KEY,
  kind TEXT,
  app TEXT,
  portal TEXT,
  channel TEXT,
  account TEXT,
  at INTEGER,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX dead_letters_by_portal_at ON dead_letters (portal, at, key);
CREATE INDEX dead_letters_by_account_at ON dead_letters (account, at, key);
CREATE INDEX dead_letters_by_kind_at ON dead_letters (kind, at, key);
CREATE INDEX dead_letters_by_at ON dead_letters (at, key);

CREATE TABLE checkpoints (
  key TEXT NOT NULL PRIMARY KEY,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  message TEXT,
  app TEXT,
  portal TEXT,
  channel TEXT,
  account TEXT,
  conversation TEXT,
  type TEXT,
  at INTEGER,
  doc TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_message ON journal (message, seq);
CREATE INDEX journal_by_at ON journal (at, seq);

CREATE TABLE inbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT,
  slot INTEGER,
  app TEXT,
  portal TEXT,
  account TEXT,
  received_at INTEGER,
  park_key TEXT,
  park_until INTEGER,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX inbox_by_seq_park_key ON inbox (seq) WHERE park_key IS NULL;
CREATE INDEX inbox_by_park_key ON inbox (park_key, seq) WHERE park_key IS NOT NULL;
CREATE INDEX inbox_by_park_until ON inbox (park_until, seq) WHERE park_until IS NOT NULL;

CREATE TABLE dedupe (
  key TEXT NOT NULL PRIMARY KEY,
  until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX dedupe_by_until ON dedupe (until, key) WHERE until IS NOT NULL;
`;
