import { inject, injectable } from 'inversify';
import { CurrentRows } from '../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { FILE_ANSWERED, FILE_ANSWERS, FILE_QUEUE, type FileAnswered, fileAnswerKey } from './file-answer.js';
import { PortalFiles } from './portal-files.js';

/** Asks HubSpot for a file that another process needs. */
@injectable()
export class FileAsker implements WorkHandler {
  readonly queue = FILE_QUEUE;
  readonly concurrency = 32;
  readonly perPortal = 8;

  constructor(
    @inject(PortalFiles) private readonly files: PortalFiles,
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  async run({ app, portal, ref: fileId }: WorkRow): Promise<undefined> {
    // An answer that is there was refused by the place it leads to.
    const known = await this.rows.get(FILE_ANSWERS, fileAnswerKey(app, portal, fileId));
    const refusedUrl = known?.answer.ok ? known.answer.value.url : undefined;
    const body: FileAnswered = { fileId, answer: await this.files.signed(app, portal, fileId, refusedUrl) };
    await this.submit({ kind: FILE_ANSWERED, app, portal, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }
}
