import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { InboxEvent } from '../../outbox/inbox-event.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { toInboxEvent } from '../inbox-rows.js';
import type { Sealer } from '../sealing.js';
import { fromHeld, toHeld } from './held-text.js';
import { boundTo } from './inbox-seal.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';
import type { TakenSlots } from './taken-slots.js';

/** How often the whole inbox is looked over for what others have appended, while there is enough to do, ms. */
const SURVEY_MS = 200;

type Stored = [
  seq: number,
  kind: string,
  slot: number,
  app: string,
  portal: string,
  account: string | null,
  receivedAtMs: number,
  sealed: Uint8Array,
];

export interface InboxReaderParts {
  sql: Sql;
  sealer: Sealer;
  schema: SchemaName;
  taken: TakenSlots;
  scheduler: Scheduler;
}

interface Place {
  slot: number;
  after: number;
}

interface Wanted {
  afterSeq: number;
  limit: number;
  found: Stored[];
}

const EVENT = 'seq, kind, slot, app, portal, account, received_at, sealed';

/**
 * The inbox of the slots taken. Only slots that may hold something are looked into: those of own appends, those others tell of, and
 * those that a survey finds. A survey steps from one slot that holds something to the next.
 */
export class InboxReader {
  /** Slots that may hold something, and when that was last heard, in turns of a counter. */
  readonly #maybe = new Map<number, number>();
  #heard = 0;
  #surveyedAtMs = Number.NEGATIVE_INFINITY;
  readonly #survey: string;
  readonly #ready: string;
  readonly #parked: string;
  readonly #parkedOfPortal: string;
  readonly #overdue: string;

  constructor(private readonly parts: InboxReaderParts) {
    const { schema } = parts;
    const inbox = `${schema}.inbox`;
    const first = (after: string) => `(SELECT slot FROM ${inbox} WHERE park_key IS NULL AND slot > ${after}
    ORDER BY slot NULLS FIRST, seq LIMIT 1)`;
    this.#survey = `WITH RECURSIVE holding (slot) AS (
  SELECT ${first('-1')} UNION ALL SELECT ${first('holding.slot')} FROM holding WHERE holding.slot IS NOT NULL
)
SELECT slot FROM holding WHERE slot IS NOT NULL`;
    this.#ready = `SELECT event.* FROM unnest($1::bigint[], $2::bigint[]) AS place (slot, after)
CROSS JOIN LATERAL (SELECT ${EVENT} FROM ${inbox}
  WHERE park_key IS NULL AND slot = place.slot AND seq > place.after ORDER BY seq LIMIT $3) AS event`;
    this.#parked = `SELECT ${EVENT} FROM ${inbox}
WHERE park_key IS NOT NULL AND seq > $1 AND ($2::bigint[] IS NULL OR slot = ANY ($2::bigint[])) ORDER BY seq LIMIT $3`;
    this.#parkedOfPortal = `SELECT ${EVENT} FROM ${inbox}
WHERE park_key IS NOT NULL AND portal = $4 AND seq > $1 AND ($2::bigint[] IS NULL OR slot = ANY ($2::bigint[])) ORDER BY seq LIMIT $3`;
    this.#overdue = `SELECT ${EVENT} FROM ${inbox}
WHERE park_until <= $1 AND ($2::bigint[] IS NULL OR slot = ANY ($2::bigint[])) ORDER BY park_until NULLS FIRST, seq LIMIT $3`;
  }

  /** These slots hold something new. */
  heard(slots: Iterable<number>): void {
    this.#heard += 1;
    for (const slot of slots) this.#maybe.set(slot, this.#heard);
  }

  /** Somebody has done something, nobody knows where. */
  surveySoon(): void {
    this.#surveyedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** The slots in turns, each in its own order. A survey that is due goes on beside the look into what is known. */
  async ready(afterSeq: number, limit: number): Promise<InboxEvent[]> {
    if (limit < 1) return [];
    const found: Stored[] = [];
    const known = this.#ownMaybe();
    const surveyed = this.#surveyIfDue();
    await Promise.all([surveyed, this.#take(known, { afterSeq, limit, found })]);
    const more = this.#ownMaybe().filter((slot) => !known.includes(slot));
    await this.#take(more, { afterSeq, limit, found });
    const own = found.filter(([, , slot]) => this.parts.taken.has(slot));
    return own.sort(([one], [other]) => one - other).map((row) => this.#opened(row));
  }

  async parked(afterSeq: number, limit: number, portal?: string): Promise<InboxEvent[]> {
    const values = [afterSeq, this.parts.taken.list(), limit];
    const rows =
      portal === undefined
        ? await this.parts.sql.query<Stored>(this.#parked, values)
        : await this.parts.sql.query<Stored>(this.#parkedOfPortal, [...values, toHeld(portal)]);
    return rows.map((row) => this.#opened(row));
  }

  async overdue(nowMs: number, limit: number): Promise<InboxEvent[]> {
    const rows = await this.parts.sql.query<Stored>(this.#overdue, [nowMs, this.parts.taken.list(), limit]);
    return rows.map((row) => this.#opened(row));
  }

  #ownMaybe(): number[] {
    return [...this.#maybe.keys()].filter((slot) => this.parts.taken.has(slot));
  }

  async #take(slots: readonly number[], { afterSeq, limit, found }: Wanted): Promise<void> {
    let open = slots.map((slot) => ({ slot, after: afterSeq }));
    while (open.length > 0 && found.length < limit) {
      const left = limit - found.length;
      const full = await this.#round(open.slice(0, left), Math.ceil(left / open.length), found);
      open = [...open.slice(left), ...full];
    }
  }

  /** Takes a share from each slot. Answers those that may hold more. */
  async #round(open: readonly Place[], share: number, found: Stored[]): Promise<Place[]> {
    const heard = this.#heard;
    const values = [open.map(({ slot }) => slot), open.map(({ after }) => after), share];
    const rows = await this.parts.sql.query<Stored>(this.#ready, values);
    const bySlot = Map.groupBy(rows, ([, , slot]) => slot);
    found.push(...rows);
    return open.flatMap(({ slot, after }) => {
      const own = bySlot.get(slot) ?? [];
      this.#looked(slot, heard, own.length > 0 || after > 0);
      return own.length === share ? [{ slot, after: own.at(-1)?.[0] ?? after }] : [];
    });
  }

  /** Empty, unless something has been heard of it since. Otherwise the others come first now. */
  #looked(slot: number, heardBefore: number, mayHold: boolean): void {
    const heard = this.#maybe.get(slot) ?? 0;
    this.#maybe.delete(slot);
    if (mayHold || heard > heardBefore) this.#maybe.set(slot, heard);
  }

  async #surveyIfDue(): Promise<void> {
    const now = this.parts.scheduler.now();
    const isFresh = Math.abs(now - this.#surveyedAtMs) < SURVEY_MS;
    if (isFresh && !this.parts.taken.isAll) return;
    this.#surveyedAtMs = now;
    const rows = await this.parts.sql.query<[number]>(this.#survey);
    this.heard(rows.map(([slot]) => slot));
  }

  /** One row that cannot be opened must not keep the others waiting. */
  #opened([seq, kind, slot, app, portal, account, receivedAtMs, sealed]: Stored): InboxEvent {
    const texts = [
      fromHeld(kind),
      slot,
      fromHeld(app),
      fromHeld(portal),
      account === null ? null : fromHeld(account),
    ] as const;
    try {
      const body = this.parts.sealer.open('inbox', boundTo([...texts, receivedAtMs]), sealed);
      return toInboxEvent([seq, ...texts, receivedAtMs, body]);
    } catch (error) {
      const code = isChannelwrightError(error) ? error.code : 'CW_STORE_DAMAGED';
      const detail = error instanceof Error ? error.message : String(error);
      return toInboxEvent([seq, ...texts, receivedAtMs, '', { code, detail }]);
    }
  }
}
