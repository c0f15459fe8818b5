import { inject, injectable } from 'inversify';
import { everyRow } from '../../outbox/every-row.js';
import { GATES, type GateRow } from '../../outbox/gate.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import { type GatePath, gatesBefore } from './gate-changes.js';

/** The closed gates, in memory: asked before every call. Follows the store commit by commit. */
@injectable()
export class ClosedGates {
  readonly #closed = new Map<string, GateRow>();
  #opened: (key: string) => void = () => undefined;

  constructor(@inject(WORK_STORE) private readonly store: WorkStore) {}

  async load(): Promise<void> {
    for await (const row of everyRow(this.store, GATES)) this.changed(row.key, row);
  }

  /** A row was committed; `undefined`: it is gone. */
  changed(key: string, row: GateRow | undefined): void {
    if (row) this.#closed.set(key, row);
    else if (this.#closed.delete(key)) this.#opened(key);
  }

  /** Tells of every gate that is not closed any more, whoever has opened it. */
  whenOpened(tell: (key: string) => void): void {
    this.#opened = tell;
  }

  isClosed(key: string): boolean {
    return this.#closed.has(key);
  }

  /** The closed gate before a message: the widest pause, since it stops the deadline, else the widest of the others. */
  before(path: GatePath): GateRow | undefined {
    if (this.#closed.size === 0) return undefined;
    const closed = gatesBefore(path).flatMap((key) => this.#closed.get(key) ?? []);
    return closed.find(({ kind }) => kind === 'paused') ?? closed[0];
  }

  all(): GateRow[] {
    return [...this.#closed.values()];
  }
}
