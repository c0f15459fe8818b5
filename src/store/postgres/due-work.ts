import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { StoredRow } from '../../outbox/table.js';
import type { DueQuery } from '../../outbox/work-store.js';
import { declaredTable } from '../declared-rows.js';
import type { CommitPlan } from './commit-plan.js';
import { DueIndex } from './due-index.js';
import { type DueStatements, dueStatements } from './due-statements.js';
import { fromHeld, toHeld } from './held-text.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';
import type { TakenSlots } from './taken-slots.js';

const COLUMNS = Object.keys(declaredTable('work').columns);
const [QUEUE, PORTAL, SLOT, DUE_AT] = ['queue', 'portal', 'slot', 'due_at'].map((name) => COLUMNS.indexOf(name)) as [
  number,
  number,
  number,
  number,
];

type Learnt = [slot: number, queue: string, portal: string, dueAtMs: number];
/** Without a key: nothing of the portal is due, and `at` is when something will be. */
type Found = [place: number, key: string | null, doc: string | null, at: number | null];

interface Turn {
  portal: string;
  slot: number;
  rows: StoredRow[];
}

/** Rows of work that are due, the portals in turns. Costs grow with the portals that are due and with what is asked for. */
export class DueWork {
  readonly #statements: DueStatements;
  readonly #index = new DueIndex();

  constructor(
    private readonly sql: Sql,
    schema: SchemaName,
    private readonly taken: TakenSlots,
  ) {
    this.#statements = dueStatements(schema);
  }

  /** What a former owner had leased is due at once. Answers how many rows that were. */
  async take(slots: readonly SlotEpoch[]): Promise<number> {
    const values = [slots.map(({ slot }) => slot), slots.map(({ epoch }) => epoch)];
    const [released] = await this.sql.query<[number]>(this.#statements.release, values);
    await this.#learn(slots.map(({ slot }) => slot));
    return released?.[0] ?? 0;
  }

  drop(slots: ReadonlySet<number>): void {
    this.#index.forget(slots);
  }

  /** A commit has been written, or may have been. */
  written(plan: CommitPlan): void {
    for (const { values } of plan.puts.get('work') ?? []) {
      const dueAtMs = values[DUE_AT];
      if (typeof dueAtMs !== 'number') continue;
      this.#index.note(String(values[QUEUE]), { portal: String(values[PORTAL]), slot: Number(values[SLOT]), dueAtMs });
    }
  }

  async due(query: DueQuery): Promise<StoredRow[]> {
    if (query.limit < 1 || query.perPortal < 1) return [];
    // Nobody tells one that owns nothing what was written, so it looks afresh.
    if (this.taken.isAll) await this.#learnAll();
    const look = this.#index.look(query.queue);
    try {
      const turns = await this.#turns(query);
      for (const { portal } of turns.toSorted((one, other) => one.rows.length - other.rows.length)) {
        this.#index.portals(query.queue).served(portal);
      }
      // What was dropped while the database was asked is begun by somebody else.
      return inTurns(turns.filter(({ slot }) => this.taken.has(slot)));
    } finally {
      look.end();
    }
  }

  async nextAt(afterMs: number): Promise<number | undefined> {
    const slots = this.taken.isAll ? null : this.#index.slots().filter((slot) => this.taken.has(slot));
    if (slots?.length === 0) return undefined;
    const [next] = await this.sql.query<[number | null]>(this.#statements.next, [afterMs, slots]);
    return next?.[0] ?? undefined;
  }

  /** As many portals as rows are wanted; those that turn out to have nothing make room for others. */
  async #turns(query: DueQuery): Promise<Turn[]> {
    const turns: Turn[] = [];
    let left = query.limit;
    const except = new Set(query.except);
    const seen = new Set<string>();
    while (left > 0) {
      const candidates = this.#candidates(query, left, (portal) => except.has(portal) || seen.has(portal));
      if (candidates.length === 0) break;
      for (const { portal } of candidates) seen.add(portal);
      const share = Math.min(query.perPortal, Math.ceil(left / candidates.length));
      const found = await this.#look(query, candidates, share);
      turns.push(...found);
      left -= count(found);
    }
    await this.#furtherTurns(turns, query, left);
    return cutTo(turns, query.limit);
  }

  #candidates({ queue, nowMs }: DueQuery, limit: number, isOut: (portal: string) => boolean): Turn[] {
    const candidates: Turn[] = [];
    for (const portal of this.#index.portals(queue).turns(nowMs)) {
      const slot = this.#index.slotOf(portal);
      if (slot === undefined) this.#index.portals(queue).idle(portal, undefined);
      if (slot === undefined || isOut(portal) || !this.taken.has(slot)) continue;
      candidates.push({ portal, slot, rows: [] });
      if (candidates.length === limit) break;
    }
    return candidates;
  }

  /** What is left of the limit is shared out evenly among those that have more. */
  async #furtherTurns(turns: Turn[], query: DueQuery, left: number): Promise<void> {
    let open = turns.filter(({ rows }) => rows.length < query.perPortal);
    while (left > 0 && open.length > 0) {
      const share = Math.ceil(left / open.length);
      const before = open.map(({ rows }) => rows.length);
      await this.#look(query, open, share);
      left -= count(open) - before.reduce((sum, rows) => sum + rows, 0);
      open = open.filter(({ rows }, at) => rows.length - (before[at] ?? 0) >= share && rows.length < query.perPortal);
    }
  }

  /** Adds up to so many more rows to each. Answers those that have any. */
  async #look({ queue, nowMs, perPortal }: DueQuery, turns: readonly Turn[], share: number): Promise<Turn[]> {
    const found = await this.sql.query<Found>(this.#statements.due, [
      toHeld(queue),
      nowMs,
      turns.map(({ slot }) => slot),
      turns.map(({ portal }) => toHeld(portal)),
      turns.map(({ rows }) => rows.length),
      turns.map(({ rows }) => Math.min(share, perPortal - rows.length)),
    ]);
    for (const [place, key, doc, at] of found) {
      const turn = turns[place - 1];
      if (turn === undefined) continue;
      if (key !== null) turn.rows.push({ key: fromHeld(key), doc: fromHeld(doc ?? '') });
      else if (turn.rows.length === 0) this.#index.portals(queue).idle(turn.portal, at ?? undefined);
    }
    return turns.filter(({ rows }) => rows.length > 0);
  }

  async #learn(slots: readonly number[] | null): Promise<void> {
    const rows = await this.sql.query<Learnt>(this.#statements.learn, [slots]);
    for (const [slot, queue, portal, dueAtMs] of rows) {
      this.#index.note(fromHeld(queue), { portal: fromHeld(portal), slot, dueAtMs });
    }
  }

  async #learnAll(): Promise<void> {
    this.#index.clear();
    await this.#learn(null);
  }
}

function count(turns: readonly Turn[]): number {
  return turns.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** Shares were rounded up: what is too much goes from those that have most. */
function cutTo(turns: Turn[], limit: number): Turn[] {
  for (let over = count(turns) - limit; over > 0; over--) {
    turns.reduce((most, turn) => (turn.rows.length >= most.rows.length ? turn : most)).rows.pop();
  }
  return turns;
}

/** The first of each before the second of any. */
function inTurns(turns: readonly Turn[]): StoredRow[] {
  const most = Math.max(0, ...turns.map(({ rows }) => rows.length));
  return Array.from({ length: most }, (_, at) => turns.flatMap(({ rows }) => rows.slice(at, at + 1))).flat();
}
