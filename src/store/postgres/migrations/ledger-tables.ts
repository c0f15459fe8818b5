/**
 * Who the processes are, and who owns what. Comes after the table of accounts, whose index tells which slots need what. Frozen, as
 * every migration.
 *
 * A member is one row that is written at every heartbeat: room on its page keeps that cheap. `departed` is the end of a member, and
 * is never taken back: by its own leave, or found expired.
 */
export const ledgerTables = (schema: string): string => `
CREATE TABLE ${schema}.members (
  id text COLLATE "C" PRIMARY KEY,
  name text NOT NULL,
  version text NOT NULL,
  fingerprint text NOT NULL,
  apps text[] NOT NULL,
  channels text[] NOT NULL,
  expiry_ms integer NOT NULL,
  joined_at timestamptz NOT NULL,
  renewed_at timestamptz NOT NULL,
  leaving boolean NOT NULL DEFAULT false,
  departed boolean NOT NULL DEFAULT false
) WITH (fillfactor = 20);

CREATE TABLE ${schema}.slots (
  slot integer PRIMARY KEY,
  epoch bigint NOT NULL,
  owner text COLLATE "C",
  released_at timestamptz
) WITH (fillfactor = 50);
INSERT INTO ${schema}.slots (slot, epoch) SELECT slot, 0 FROM generate_series(0, 1023) AS slot;

CREATE INDEX accounts_needed ON ${schema}.accounts (app, channel, slot) WHERE state IN ('active', 'held');
`;
