import { ChannelwrightError, isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Change } from '../../outbox/change.js';
import type { SlotEpoch } from '../../outbox/owned-slots.js';
import type { Sealer } from '../sealing.js';
import { type CommitPlan, planCommit } from './commit-plan.js';
import { announcedRows, commitStatement, type Statement } from './commit-statement.js';
import type { SchemaName } from './names.js';
import { registerWriter } from './register-writer.js';
import type { Sql } from './sql.js';
import type { TakenSlots } from './taken-slots.js';

type Answer = [became: 'written' | 'done' | 'fenced' | 'unknown', unparked: number[] | null];

export interface CommitterParts {
  sql: Sql;
  sealer: Sealer;
  schema: SchemaName;
  taken: TakenSlots;
  /** A name that no other process has, nor this one when it opens the store again. */
  writer: string;
  /** The commit is written, or may have been. */
  written(plan: CommitPlan): void;
  /** These slots have events back in their inbox. */
  unparked(slots: readonly number[]): void;
  announced(): void;
}

/**
 * Writes commits, one after another as they were asked for, each as one statement. The same list of changes, asked for again after a
 * connection was lost, is written once: the journal has no entry twice.
 */
export class Committer {
  #last: Promise<unknown> = Promise.resolve();
  #numbers = 0;
  /** The last commit, where it is not known whether it was written. */
  #unheard: { changes: readonly Change[]; number: number } | undefined;

  constructor(private readonly parts: CommitterParts) {}

  commit(changes: readonly Change[], under?: readonly SlotEpoch[]): Promise<void> {
    const plan = planCommit(changes);
    const committed = this.#last.then(() => this.#write(changes, plan, under));
    this.#last = committed.catch(() => undefined);
    return committed;
  }

  /** Resolves when every commit that was asked for has ended. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #write(changes: readonly Change[], plan: CommitPlan, named?: readonly SlotEpoch[]): Promise<void> {
    const { schema, sealer, taken, writer, written, unparked, announced } = this.parts;
    if (taken.isAll) throw new ChannelwrightError('CW_STORE_FENCED', 'it was opened for reading and appending');
    const under = named ?? taken.epochs();
    if (under.length === 0 && !named) throw new ChannelwrightError('CW_STORE_FENCED', 'it works on no slot');
    const number = this.#numberOf(changes);
    const statement = commitStatement(schema, sealer, plan, { under, writer, number });
    try {
      const answer = await this.#send(statement);
      if (answer?.[0] === 'fenced')
        throw new ChannelwrightError('CW_STORE_FENCED', 'another process has taken over a slot');
      written(plan);
      this.#unheard = undefined;
      if (answer?.[1]) unparked(answer[1]);
      if (announcedRows(plan).length > 0) announced();
    } catch (error) {
      const isUnheard = isChannelwrightError(error, 'CW_STORE_UNAVAILABLE');
      this.#unheard = isUnheard ? { changes, number } : undefined;
      if (isUnheard) written(plan);
      throw error;
    }
  }

  /** The row of a process that wrote nothing for a day was removed: it gets one again. */
  async #send({ text, values }: Statement): Promise<Answer | undefined> {
    const { sql, schema, writer } = this.parts;
    const [answer] = await sql.query<Answer>(text, values);
    if (answer?.[0] !== 'unknown') return answer;
    await registerWriter(sql, schema, writer);
    const [second] = await sql.query<Answer>(text, values);
    return second;
  }

  /** Whoever asks for the same changes again, after nothing was heard of them, wants them once. */
  #numberOf(changes: readonly Change[]): number {
    if (this.#unheard?.changes === changes) return this.#unheard.number;
    this.#numbers += 1;
    return this.#numbers;
  }
}
