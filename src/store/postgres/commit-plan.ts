import type { Change } from '../../outbox/change.js';
import type { ColumnValue } from '../../outbox/table.js';
import { type ChangeRow, toChangeRow } from '../change-rows.js';

export interface PutRow {
  key: string;
  values: ColumnValue[];
  doc: string;
}

/** What a list of changes comes to, when all of it happens at once. */
export interface CommitPlan {
  puts: Map<string, PutRow[]>;
  removes: Map<string, string[]>;
  consumed: number[];
  /** `parkKey` null: back in the inbox. */
  parked: { seq: number; parkKey: string | null; untilMs: number | null }[];
  /** Whoever waited under these before the commit is back in the inbox. */
  unparked: string[];
  journal: { values: ColumnValue[]; doc: string }[];
}

/** Of each row the last word counts. @throws `CW_STORE_ROW_INVALID` naming table and column */
export function planCommit(changes: readonly Change[]): CommitPlan {
  const building = new PlanBuilder();
  for (const change of changes) building.add(toChangeRow(change));
  return building.plan();
}

class PlanBuilder {
  readonly #rows = new Map<string, Map<string, PutRow | undefined>>();
  readonly #events = new Map<number, { parkKey: string | null; untilMs: number | null } | 'consumed'>();
  readonly #unparked = new Set<string>();
  readonly #journal: CommitPlan['journal'] = [];

  add(change: ChangeRow): void {
    switch (change[0]) {
      case 'put':
        this.#of(change[1]).set(change[2], { key: change[2], values: change[3], doc: change[4] });
        break;
      case 'remove':
        this.#of(change[1]).set(change[2], undefined);
        break;
      case 'consume':
        this.#events.set(change[1], 'consumed');
        break;
      case 'park':
        if (this.#events.get(change[1]) !== 'consumed') {
          this.#events.set(change[1], { parkKey: change[2], untilMs: change[3] });
        }
        break;
      case 'unpark':
        this.#unpark(change[1]);
        break;
      case 'journal':
        this.#journal.push({ values: change[1], doc: change[2] });
        break;
    }
  }

  plan(): CommitPlan {
    const puts: CommitPlan['puts'] = new Map();
    const removes: CommitPlan['removes'] = new Map();
    // In the same order everywhere: two processes that write the same shared rows wait for each other instead of both failing.
    for (const [table, rows] of [...this.#rows].sort(byName)) {
      for (const [key, row] of [...rows].sort(byName)) {
        if (row === undefined) listOf(removes, table).push(key);
        else listOf(puts, table).push(row);
      }
    }
    const events = [...this.#events].sort(([one], [other]) => one - other);
    return {
      puts,
      removes,
      consumed: events.flatMap(([seq, event]) => (event === 'consumed' ? [seq] : [])),
      parked: events.flatMap(([seq, event]) => (event === 'consumed' ? [] : [{ seq, ...event }])),
      unparked: [...this.#unparked],
      journal: this.#journal,
    };
  }

  #of(table: string): Map<string, PutRow | undefined> {
    let rows = this.#rows.get(table);
    if (rows === undefined) {
      rows = new Map();
      this.#rows.set(table, rows);
    }
    return rows;
  }

  #unpark(parkKey: string): void {
    this.#unparked.add(parkKey);
    for (const [seq, event] of this.#events) {
      if (event !== 'consumed' && event.parkKey === parkKey) this.#events.set(seq, { parkKey: null, untilMs: null });
    }
  }
}

function listOf<T>(lists: Map<string, T[]>, name: string): T[] {
  let list = lists.get(name);
  if (list === undefined) {
    list = [];
    lists.set(name, list);
  }
  return list;
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
