import { inject, injectable } from 'inversify';
import { ERASE_QUEUE, eraseTarget } from '../directory/erasing/erase-work.js';
import { Fold } from '../outbox/fold/fold.js';
import { SlicePace } from '../outbox/slice-pace.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { ERASE_SLICE, type EraseCursor, type EraseSlice, type Slice } from './erase-slice.js';
import { sliceOfAccount } from './slice-of-account.js';
import { sliceOfAddress } from './slice-of-address.js';
import { sliceOfConversation } from './slice-of-conversations.js';
import { sliceOfMember } from './slice-of-member.js';

/**
 * Erases a few rows at a time: looks up what is left, and has the fold take it away. Nothing is remembered in between but what the
 * store itself says, so it goes on wherever it was interrupted.
 */
@injectable()
export class EraseHandler implements WorkHandler {
  readonly queue = ERASE_QUEUE;
  readonly concurrency = 1;
  readonly perPortal = 1;
  readonly #pace: SlicePace;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(Fold) fold: Fold,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {
    this.#pace = new SlicePace(fold);
  }

  async run(work: WorkRow): Promise<undefined> {
    const { app, portal } = work;
    const slice = await this.#next(work, this.#pace.rows);
    const from = work.cursor === undefined ? {} : { from: work.cursor as EraseCursor };
    const body: EraseSlice = { work: work.key, ...from, ...slice };
    await this.submit({ kind: ERASE_SLICE, app, portal, receivedAtMs: this.scheduler.now(), body }, 'unhurried');
    this.#pace.done(slice.publications.length + slice.messages.length);
    return undefined;
  }

  #next(work: WorkRow, rows: number): Promise<Slice> {
    const { of, name } = eraseTarget(work);
    switch (of) {
      case 'account':
        return sliceOfAccount(this.store, work, name, rows);
      case 'conversation':
        return sliceOfConversation(this.store, name, rows);
      case 'address':
        return sliceOfAddress(this.store, work, name, rows);
      case 'member':
        return sliceOfMember(this.store, work, name, rows);
    }
  }
}
