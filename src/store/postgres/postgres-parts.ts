import { randomInt } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from '../../contract/logger.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { Sealer } from '../sealing.js';
import type { StoreMode } from '../store-mode.js';
import { Announcements } from './announcements.js';
import { AppendLanes } from './append-lanes.js';
import { Appender } from './appender.js';
import { BacklogReader } from './backlog.js';
import { Committer } from './committer.js';
import { Documents } from './documents.js';
import { DueWork } from './due-work.js';
import { InboxReader } from './inbox-reader.js';
import { Journal } from './journal.js';
import { PostgresLedger } from './ledger/postgres-ledger.js';
import type { SchemaName } from './names.js';
import type { PoolSql } from './pool-sql.js';
import { Resealer } from './resealer.js';
import { TakenSlots } from './taken-slots.js';
import { Wakes } from './wakes.js';

/** Groups of events that are on their way at once. */
const APPEND_LANES = 2;

export interface PostgresParts {
  sql: PoolSql;
  taken: TakenSlots;
  appender: AppendLanes;
  committer: Committer;
  documents: Documents;
  inbox: InboxReader;
  work: DueWork;
  journal: Journal;
  announcements: Announcements;
  ledger: PostgresLedger;
  backlog: BacklogReader;
  resealer: Resealer;
  wakes: Wakes;
  ping(): Promise<void>;
}

export interface PartsOptions {
  sql: PoolSql;
  sealer: Sealer;
  schema: SchemaName;
  client: pg.ClientConfig;
  mode: StoreMode;
  /** This process, since it opened the store. */
  self: string;
  scheduler: Scheduler;
  log?: Logger | undefined;
}

/** Rows that are pinged at random: replicas do not wait for each other. */
const PING_ROWS = 16;

/** What a store is made of, and who tells whom. */
export function postgresParts({
  sql,
  sealer,
  schema,
  client,
  mode,
  self,
  scheduler,
  log,
}: PartsOptions): PostgresParts {
  const taken = new TakenSlots(mode !== 'engine');
  const inbox = new InboxReader({ sql, sealer, schema, taken, scheduler });
  const work = new DueWork(sql, schema, taken);
  const channel = `channelwright.${schema}`.replaceAll('"', '');
  const wakes = new Wakes({ sql, client, channel, self, scheduler, log });
  wakes.onWake(({ slots }) => inbox.heard(slots));
  const added = (slots: ReadonlySet<number>) => {
    inbox.heard(slots);
    const ofOthers = [...slots].filter((slot) => taken.isAll || !taken.has(slot));
    if (ofOthers.length > 0) wakes.tell(ofOthers);
  };
  const lanes = Array.from({ length: APPEND_LANES }, () => new Appender(sql, sealer, schema, added));
  const appender = new AppendLanes(lanes);
  const committer = new Committer({
    sql,
    writer: self,
    sealer,
    schema,
    taken,
    written: (plan) => work.written(plan),
    unparked: (slots) => inbox.heard(slots),
    announced: () => wakes.tellAnnounced(),
  });
  const ledger = new PostgresLedger(sql, schema);
  const ping = `INSERT INTO ${schema}.pings (id, pinged_at) VALUES ($1::int, now())
  ON CONFLICT (id) DO UPDATE SET pinged_at = excluded.pinged_at`;
  return {
    sql,
    taken,
    appender,
    committer,
    documents: new Documents(sql, sealer, schema),
    inbox,
    work,
    journal: new Journal(sql, schema),
    announcements: new Announcements(sql, schema, scheduler),
    ledger,
    resealer: new Resealer(sql, sealer, schema, ledger),
    backlog: new BacklogReader(sql, schema),
    wakes,
    ping: async () => {
      await sql.query(ping, [randomInt(PING_ROWS)]);
    },
  };
}
