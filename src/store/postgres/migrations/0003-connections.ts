/** Channel accounts on their way from the connect page, and what is left of what was erased. */
export function connections(schema: string): string {
  return `
CREATE TABLE ${schema}.connections (
  key text COLLATE "C" PRIMARY KEY,
  portal text COLLATE "C",
  channel text COLLATE "C",
  state text COLLATE "C",
  created_at bigint,
  sealed bytea NOT NULL
);
CREATE INDEX connections_by_portal_created_at ON ${schema}.connections (portal NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX connections_by_state_created_at ON ${schema}.connections (state NULLS FIRST, created_at NULLS FIRST, key);
CREATE INDEX connections_by_created_at ON ${schema}.connections (created_at NULLS FIRST, key);

CREATE TABLE ${schema}.claims (
  key text COLLATE "C" PRIMARY KEY,
  at bigint,
  doc text NOT NULL
);
CREATE INDEX claims_by_at ON ${schema}.claims (at NULLS FIRST, key);

CREATE TABLE ${schema}.kept_secrets (
  key text COLLATE "C" PRIMARY KEY,
  sealed bytea NOT NULL
);

CREATE TABLE ${schema}.tombstones (
  key text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C",
  portal text COLLATE "C",
  account text COLLATE "C",
  at bigint,
  doc text NOT NULL
);
CREATE INDEX tombstones_by_portal_at ON ${schema}.tombstones (portal NULLS FIRST, at NULLS FIRST, key);
CREATE INDEX tombstones_by_account_at ON ${schema}.tombstones (account NULLS FIRST, at NULLS FIRST, key);
CREATE INDEX tombstones_by_at ON ${schema}.tombstones (at NULLS FIRST, key);
`;
}
