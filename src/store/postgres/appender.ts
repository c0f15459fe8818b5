import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { AppendOutcome, NewInboxEvent } from '../../outbox/inbox-event.js';
import { type NewEventRow, toEventRow } from '../inbox-rows.js';
import type { Sealer } from '../sealing.js';
import { toHeld } from './held-text.js';
import { boundTo } from './inbox-seal.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';

/** Events in one statement, at most. What waits longer than one statement takes waits for the next. */
const GROUP = 1_000;

interface Waiting {
  event: NewEventRow;
  resolve(outcome: AppendOutcome): void;
  reject(error: unknown): void;
}

/**
 * Keys that are already known change nothing, and are not even locked: providers repeat themselves by the thousand. Those whose time
 * was over when the event was received are taken anew. What two processes append at once is decided by the insert.
 */
function appendText(schema: SchemaName): string {
  return `WITH given AS (
  SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::bytea[])
    WITH ORDINALITY AS g (kind, slot, app, portal, account, received_at, dedupe_key, dedupe_until, sealed, place)
), fresh AS (
  INSERT INTO ${schema}.dedupe AS known (key, until)
  SELECT dedupe_key, dedupe_until FROM given
  WHERE dedupe_key IS NOT NULL
    AND coalesce((SELECT until IS NOT NULL AND until <= received_at FROM ${schema}.dedupe WHERE key = dedupe_key), true)
  ORDER BY dedupe_key COLLATE "C"
  ON CONFLICT (key) DO UPDATE SET until = excluded.until
  WHERE known.until <= (SELECT received_at FROM given WHERE dedupe_key = excluded.key)
  RETURNING key
), added AS (
  INSERT INTO ${schema}.inbox (kind, slot, app, portal, account, received_at, sealed)
  SELECT kind, slot, app, portal, account, received_at, sealed FROM given LEFT JOIN fresh ON key = dedupe_key
  WHERE dedupe_key IS NULL OR key IS NOT NULL ORDER BY place
)
SELECT key FROM fresh`;
}

/**
 * Adds events in groups: what is appended while a statement is under way goes with the next one. A group is one transaction, so a
 * hundred events cost one sync of the disk.
 */
export class Appender {
  readonly #text: string;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(
    private readonly sql: Sql,
    private readonly sealer: Sealer,
    schema: SchemaName,
    /** Events of these slots have been added. */
    private readonly added: (slots: ReadonlySet<number>) => void,
  ) {
    this.#text = appendText(schema);
  }

  /** One that no store could hold keeps the others from nothing. */
  append(events: readonly NewInboxEvent[]): Promise<AppendOutcome[]> {
    const outcomes = events.map(
      (event) =>
        new Promise<AppendOutcome>((resolve, reject) => {
          this.#waiting.push({ event: toEventRow(event), resolve, reject });
        }),
    );
    if (this.#waiting.length > 0) this.#running ??= this.#run();
    return allOrFirstError(outcomes);
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // What is appended in the same turn goes together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#addGroup(this.#nextGroup());
    this.#running = undefined;
  }

  /** A key stands in it once. The same event again has the same outcome as any duplicate; another one is left for the next group. */
  #nextGroup(): Map<Waiting, Waiting[]> {
    const group = new Map<Waiting, Waiting[]>();
    const byKey = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const [key, receivedAtMs] = [waiting.event[6], waiting.event[5]];
      const first = key === null ? undefined : byKey.get(key);
      if (first !== undefined && first.event[5] === receivedAtMs) group.get(first)?.push(waiting);
      else if (first !== undefined || group.size >= GROUP) left.push(waiting);
      else {
        group.set(waiting, []);
        if (key !== null) byKey.set(key, waiting);
      }
    }
    this.#waiting = left;
    return group;
  }

  async #addGroup(group: Map<Waiting, Waiting[]>): Promise<void> {
    const firsts = [...group.keys()];
    try {
      const outcomes = await this.#add(firsts.map(({ event }) => event));
      for (const [at, first] of firsts.entries()) {
        first.resolve(outcomes[at] ?? 'duplicate');
        for (const same of group.get(first) ?? []) same.resolve('duplicate');
      }
    } catch (error) {
      const isOneOfMany = firsts.length > 1 && isChannelwrightError(error, 'CW_STORE_ROW_INVALID');
      if (isOneOfMany) for (const first of firsts) await this.#addGroup(new Map([[first, group.get(first) ?? []]]));
      else for (const waiting of [...firsts, ...[...group.values()].flat()]) waiting.reject(error);
    }
  }

  async #add(events: readonly NewEventRow[]): Promise<AppendOutcome[]> {
    const fresh = new Set((await this.sql.query<[string]>(this.#text, this.#values(events))).map(([key]) => key));
    const slots = new Set<number>();
    const outcomes = events.map(([, slot, , , , , key]): AppendOutcome => {
      if (key !== null && !fresh.has(toHeld(key))) return 'duplicate';
      slots.add(slot);
      return 'appended';
    });
    if (slots.size > 0) this.added(slots);
    return outcomes;
  }

  #values(events: readonly NewEventRow[]) {
    return [
      events.map(([kind]) => toHeld(kind)),
      events.map(([, slot]) => slot),
      events.map(([, , app]) => toHeld(app)),
      events.map(([, , , portal]) => toHeld(portal)),
      events.map(([, , , , account]) => (account === null ? null : toHeld(account))),
      events.map(([, , , , , receivedAtMs]) => receivedAtMs),
      events.map(([, , , , , , key]) => (key === null ? null : toHeld(key))),
      events.map(([, , , , , , , until]) => until),
      events.map((event) => this.sealer.seal('inbox', boundTo(event), event[8])),
    ];
  }
}

/** Every one of them is settled first: the others are stored, and appended again they are duplicates. */
async function allOrFirstError(outcomes: readonly Promise<AppendOutcome>[]): Promise<AppendOutcome[]> {
  const settled = await Promise.allSettled(outcomes);
  return settled.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}
