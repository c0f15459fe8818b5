import { inject, injectable } from 'inversify';
import { SUBMIT, type Submit } from '../submit.js';
import { TIMER_QUEUE, type WorkHandler } from '../work-handler.js';
import type { WorkRow } from '../work-row.js';

/** Hands timers that have run out to the fold, as events `due.<name>`. */
@injectable()
export class TimerHandler implements WorkHandler {
  readonly queue = TIMER_QUEUE;
  readonly concurrency = 256;
  readonly perPortal = 256;

  constructor(@inject(SUBMIT) private readonly submit: Submit) {}

  async run(work: WorkRow): Promise<undefined> {
    const { app, portal, dueAtMs } = work;
    const name = work.key.slice(0, work.key.indexOf(':'));
    await this.submit({ kind: `due.${name}`, app, portal, receivedAtMs: dueAtMs, body: work });
    return undefined;
  }
}
