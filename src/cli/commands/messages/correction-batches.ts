import { portalKey } from '../../../outbox/work-row.js';
import type { MessageRow } from '../../../status/message-row.js';

/** Messages in one command: a row of work holds what is left of them, and is written with every slice. */
const AT_ONCE = 500;
/** Messages that are gathered, of all portals together. In memory are their keys only. */
const MOST_GATHERED = 10_000;

/** Messages of one portal: each portal belongs to a slot of its own. */
export interface CorrectionBatch {
  app: string;
  portal: string;
  messages: string[];
}

/** Gathers messages by their portals, so that there are as many in a command as there may be, however portals alternate. */
export class CorrectionBatches {
  readonly #byPortal = new Map<string, CorrectionBatch>();
  #gathered = 0;

  /** Answers what is to be sent now. */
  add(rows: readonly MessageRow[]): CorrectionBatch[] {
    const full: CorrectionBatch[] = [];
    for (const { app, portal, key } of rows) {
      const name = portalKey(app, portal);
      const batch = this.#byPortal.get(name) ?? { app, portal, messages: [] };
      this.#byPortal.set(name, batch);
      batch.messages.push(key);
      this.#gathered += 1;
      if (batch.messages.length < AT_ONCE) continue;
      full.push(batch);
      this.#byPortal.delete(name);
      this.#gathered -= AT_ONCE;
    }
    return this.#gathered > MOST_GATHERED ? [...full, ...this.rest()] : full;
  }

  /** Answers all that is left. */
  rest(): CorrectionBatch[] {
    const left = [...this.#byPortal.values()];
    this.#byPortal.clear();
    this.#gathered = 0;
    return left;
  }
}
