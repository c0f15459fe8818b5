import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Change } from '../../outbox/change.js';
import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { Sealer } from '../sealing.js';
import { type CommitPlan, planCommit } from './commit-plan.js';
import { announcedRows, commitStatement } from './commit-statement.js';
import type { SchemaName } from './names.js';
import type { Sql } from './sql.js';
import type { TakenSlots } from './taken-slots.js';

export interface CommitterParts {
  sql: Sql;
  sealer: Sealer;
  schema: SchemaName;
  taken: TakenSlots;
  /** The commit is written, or may have been. */
  written(plan: CommitPlan): void;
  /** These slots have events back in their inbox. */
  unparked(slots: readonly number[]): void;
  announced(): void;
}

/** Writes commits, one after another as they were asked for, each as one statement. */
export class Committer {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: CommitterParts) {}

  commit(changes: readonly Change[], under?: readonly SlotEpoch[]): Promise<void> {
    const plan = planCommit(changes);
    const committed = this.#last.then(() => this.#write(plan, under ?? this.parts.taken.epochs(), under !== undefined));
    this.#last = committed.catch(() => undefined);
    return committed;
  }

  /** Resolves when every commit that was asked for has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #write(plan: CommitPlan, under: readonly SlotEpoch[], named: boolean): Promise<void> {
    const { sql, schema, sealer, taken, written, unparked, announced } = this.parts;
    if (taken.isAll) throw new ChannelwrightError('CW_STORE_FENCED', 'it was opened for reading and appending');
    if (under.length === 0 && !named) throw new ChannelwrightError('CW_STORE_FENCED', 'it works on no slot');
    const { text, values } = commitStatement(schema, sealer, plan, under);
    try {
      const [answer] = await sql.query<[boolean, number[] | null]>(text, values);
      if (!answer?.[0]) throw new ChannelwrightError('CW_STORE_FENCED', 'another process has taken over a slot');
      written(plan);
      if (answer[1]) unparked(answer[1]);
      if (announcedRows(plan).length > 0) announced();
    } catch (error) {
      if (isChannelwrightError(error, 'CW_STORE_UNAVAILABLE')) written(plan);
      throw error;
    }
  }
}
