import { inject, injectable } from 'inversify';
import { WORK_STORE, type WorkStore } from '../outbox/work-store.js';
import { STATUSES, type StatusRow } from './status-row.js';

type Pending = PromiseWithResolvers<StatusRow | undefined>;

/** Status rows as they are now. What is asked for in one turn is read in one round trip. */
@injectable()
export class FreshStatuses {
  #asked = new Map<string, Pending>();

  constructor(@inject(WORK_STORE) private readonly store: WorkStore) {}

  /** Rejects with `CW_STORE_UNAVAILABLE`. */
  read(key: string): Promise<StatusRow | undefined> {
    if (this.#asked.size === 0) queueMicrotask(() => void this.#readAll());
    const known = this.#asked.get(key);
    if (known) return known.promise;
    const pending: Pending = Promise.withResolvers();
    this.#asked.set(key, pending);
    return pending.promise;
  }

  async #readAll(): Promise<void> {
    const asked = this.#asked;
    this.#asked = new Map();
    try {
      const [rows = []] = await this.store.read([{ table: STATUSES.name, keys: [...asked.keys()] }]);
      for (const { key, doc } of rows) asked.get(key)?.resolve(JSON.parse(doc) as StatusRow);
      for (const pending of asked.values()) pending.resolve(undefined);
    } catch (error) {
      for (const pending of asked.values()) pending.reject(error);
    }
  }
}
