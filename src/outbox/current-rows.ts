import { inject, injectable } from 'inversify';
import type { Table } from './table.js';
import { WORK_STORE, type WorkStore } from './work-store.js';

/** A row as the fold last committed it, where it holds it in memory. `row: undefined`: there is none. */
export type CommittedRow = (table: string, key: string) => { row: unknown } | undefined;

export const COMMITTED_ROW = Symbol.for('channelwright.CommittedRow');

interface Asked {
  table: string;
  key: string;
  answer: PromiseWithResolvers<unknown>;
}

/**
 * Rows as they are now, for those who are about to make a call. From the memory of the fold where it has them, which is the
 * rule just after something has happened; otherwise from the store, and what is asked for in one turn in one round trip.
 */
@injectable()
export class CurrentRows {
  #asked = new Map<string, Asked>();

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(COMMITTED_ROW) private readonly committed: CommittedRow,
  ) {}

  /** Not to be changed: it may be the fold's own. Rejects with `CW_STORE_UNAVAILABLE`. */
  get<Row>(table: Table<Row>, key: string): Promise<Row | undefined> {
    const known = this.committed(table.name, key);
    if (known) return Promise.resolve(known.row as Row | undefined);
    return this.#ask(table.name, key).answer.promise as Promise<Row | undefined>;
  }

  #ask(table: string, key: string): Asked {
    const id = `${table}\n${key}`;
    const asked = this.#asked.get(id);
    if (asked) return asked;
    if (this.#asked.size === 0) queueMicrotask(() => void this.#readAll());
    const added = { table, key, answer: Promise.withResolvers<unknown>() };
    this.#asked.set(id, added);
    return added;
  }

  async #readAll(): Promise<void> {
    const asked = this.#asked;
    this.#asked = new Map();
    const byTable = [...Map.groupBy(asked.values(), ({ table }) => table)];
    try {
      const answers = await this.store.read(
        byTable.map(([table, rows]) => ({ table, keys: rows.map(({ key }) => key) })),
      );
      for (const [index, [table]] of byTable.entries()) {
        for (const { key, doc } of answers[index] ?? []) asked.get(`${table}\n${key}`)?.answer.resolve(JSON.parse(doc));
      }
      for (const { answer } of asked.values()) answer.resolve(undefined);
    } catch (error) {
      for (const { answer } of asked.values()) answer.reject(error);
    }
  }
}
