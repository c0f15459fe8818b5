import { inject, injectable } from 'inversify';
import { Fold } from '../../outbox/fold/fold.js';
import { SlicePace } from '../../outbox/slice-pace.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { CORRECT_QUEUE, CORRECTION_SLICE, type CorrectionSlice, commandOf } from './correction-work.js';

/** Has the fold correct a few messages at a time, whenever it has nothing else to do. */
@injectable()
export class CorrectionHandler implements WorkHandler {
  readonly queue = CORRECT_QUEUE;
  readonly concurrency = 1;
  readonly perPortal = 1;
  readonly #pace: SlicePace;

  constructor(
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(Fold) fold: Fold,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {
    this.#pace = new SlicePace(fold);
  }

  async run(work: WorkRow): Promise<undefined> {
    const { app, portal, key } = work;
    const count = Math.min(this.#pace.rows, commandOf(work).messages.length);
    const body: CorrectionSlice = { work: key, count };
    await this.submit({ kind: CORRECTION_SLICE, app, portal, receivedAtMs: this.scheduler.now(), body }, 'unhurried');
    this.#pace.done(count);
    return undefined;
  }
}
