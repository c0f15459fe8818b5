import { type AppendedEvent, type Backlog, type Share, shareOfWork, toBacklog } from '../../outbox/backlog.js';
import { fromHeld, toHeld } from './held-text.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';

/** Indexes begin with the slot, so the oldest are found slot by slot: those that hold something share what may be looked at. */
function eventsSql(schema: SchemaName): string {
  const inbox = `${schema}.inbox`;
  const next = (after: string) => `(SELECT slot FROM ${inbox} WHERE park_key IS NULL AND slot > ${after}
    ORDER BY slot NULLS FIRST, seq LIMIT 1)`;
  return `WITH RECURSIVE holding (slot) AS (
  SELECT ${next('-1')} UNION ALL SELECT ${next('holding.slot')} FROM holding WHERE holding.slot IS NOT NULL
), share AS (
  SELECT greatest(1, $1::bigint / greatest(1, count(slot))) AS rows FROM holding
), looked AS (
  SELECT event.*, event.place >= share.rows AS is_last FROM holding CROSS JOIN share CROSS JOIN LATERAL (
    SELECT app, portal, received_at, row_number() OVER (ORDER BY seq) AS place FROM ${inbox}
    WHERE park_key IS NULL AND slot = holding.slot ORDER BY seq LIMIT share.rows
  ) AS event
)
SELECT app, portal, count(*), min(received_at), bool_or(is_last) FROM looked GROUP BY app, portal`;
}

function dueSql(schema: SchemaName): string {
  const work = `${schema}.work`;
  const next = (after: string) => `(SELECT slot FROM ${work} WHERE due_at IS NOT NULL AND slot > ${after}
    ORDER BY slot NULLS FIRST, due_at NULLS FIRST LIMIT 1)`;
  return `WITH RECURSIVE known (slot) AS (
  SELECT ${next('-1')} UNION ALL SELECT ${next('known.slot')} FROM known WHERE known.slot IS NOT NULL
), holding AS (
  SELECT known.slot FROM known CROSS JOIN LATERAL (
    SELECT 1 FROM ${work} WHERE slot = known.slot AND due_at IS NOT NULL AND due_at <= $2::bigint LIMIT 1
  ) AS due
), share AS (
  SELECT greatest(1, $1::bigint / greatest(1, count(*))) AS rows FROM holding
), looked AS (
  SELECT due.*, due.place >= share.rows AS is_last FROM holding CROSS JOIN share CROSS JOIN LATERAL (
    SELECT portal, due_at, row_number() OVER (ORDER BY due_at NULLS FIRST) AS place FROM ${work}
    WHERE slot = holding.slot AND due_at IS NOT NULL AND due_at <= $2::bigint ORDER BY due_at NULLS FIRST LIMIT share.rows
  ) AS due
)
SELECT portal, count(*), min(due_at), bool_or(is_last) FROM looked GROUP BY portal`;
}

/** What waits in a database, for people. */
export class BacklogReader {
  readonly #events: string;
  readonly #due: string;
  readonly #waits: string;

  constructor(
    private readonly sql: Sql,
    schema: SchemaName,
  ) {
    this.#events = eventsSql(schema);
    this.#due = dueSql(schema);
    this.#waits = `SELECT EXISTS (SELECT 1 FROM ${schema}.inbox
  WHERE park_key IS NULL AND slot = $1::bigint AND kind = $2::text AND received_at = $3::bigint)`;
  }

  async read(nowMs: number, atMost: number): Promise<Backlog> {
    const events = await this.sql.query<[string, string, number, number, boolean]>(this.#events, [atMost]);
    const due = await this.sql.query<[string, number, number, boolean]>(this.#due, [atMost, nowMs]);
    const shares = events.map(([app, portal, ...rest]): Share => [fromHeld(app), fromHeld(portal), rest[0], rest[1]]);
    const shown = due.map(([portal, count, oldestMs]) => shareOfWork([fromHeld(portal), count, oldestMs]));
    return toBacklog(shares, shown, ![...events, ...due].some((row) => row.at(-1) === true));
  }

  async waits({ slot, kind, receivedAtMs }: AppendedEvent): Promise<boolean> {
    const [row] = await this.sql.query<[boolean]>(this.#waits, [slot, toHeld(kind), receivedAtMs]);
    return row?.[0] === true;
  }
}
