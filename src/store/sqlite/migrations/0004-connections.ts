/** Channel accounts on their way from the connect page, and what is left of what was erased. */
export const CONNECTIONS = `
CREATE TABLE connections (
  key TEXT NOT NULL PRIMARY KEY,
  portal TEXT,
  channel TEXT,
  state TEXT,
  created_at INTEGER,
  doc BLOB NOT NULL
) STRICT;
CREATE INDEX connections_by_portal_created_at ON connections (portal, created_at, key);
CREATE INDEX connections_by_state_created_at ON connections (state, created_at, key);
CREATE INDEX connections_by_created_at ON connections (created_at, key);

CREATE TABLE claims (
  key TEXT NOT NULL PRIMARY KEY,
  at INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX claims_by_at ON claims (at, key);

CREATE TABLE kept_secrets (
  key TEXT NOT NULL PRIMARY KEY,
  doc BLOB NOT NULL
) STRICT;

CREATE TABLE tombstones (
  key TEXT NOT NULL PRIMARY KEY,
  kind TEXT,
  portal TEXT,
  account TEXT,
  at INTEGER,
  doc TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tombstones_by_portal_at ON tombstones (portal, at, key);
CREATE INDEX tombstones_by_account_at ON tombstones (account, at, key);
CREATE INDEX tombstones_by_at ON tombstones (at, key);
`;
