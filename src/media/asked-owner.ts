import { inject, injectable } from 'inversify';
import { APPEND, type Append } from '../outbox/append.js';
import { slotOf } from '../outbox/slot.js';
import { WORK_STORE, type WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import type { Fetched } from './ask-hubspot.js';
import { FILE_ANSWERS, FILE_ASKED, type FileAnswerRow, type FileAsked, fileAnswerKey } from './file-answer.js';
import type { SignedFile } from './signed-file.js';

/** How long the owner's answer is waited for, ms: whoever called the link still gets an answer before giving up. */
const LONGEST_WAIT_MS = 10_000;
/** How soon to look for it, ms: first, and at the slowest. */
const LOOK_MS = 50;
const LOOK_CAP_MS = 1_000;
/** The same question asked again within this time is one question, ms. */
const ONE_QUESTION_MS = 5_000;

/**
 * Asks the owner of a portal for a file: only the owner calls HubSpot, since it alone knows what is left of the quota. The question
 * goes through the inbox, the answer is a row. One answer serves every process, for as long as it is good.
 */
@injectable()
export class AskedOwner {
  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(APPEND) private readonly append: Append,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  /**
   * Never rejects.
   *
   * @param refusedUrl where the file is not, whatever an earlier answer says
   */
  async signed(app: string, portal: string, fileId: string, refusedUrl?: string): Promise<Fetched<SignedFile>> {
    const key = fileAnswerKey(app, portal, fileId);
    try {
      const known = await this.#read(key);
      if (known && known.expiresAtMs > this.scheduler.now() && !isRefused(known, refusedUrl)) return known.answer;
      await this.#ask(key, { app, portal }, { fileId, ...(known ? { notOfMs: known.answeredAtMs } : {}) });
      return (
        (await this.#waitFor(key, known?.answeredAtMs)) ?? unanswered('the owner of the portal has not answered yet')
      );
    } catch {
      return unanswered('the owner of the portal cannot be asked');
    }
  }

  async #ask(key: string, { app, portal }: { app: string; portal: string }, asked: FileAsked): Promise<void> {
    const nowMs = this.scheduler.now();
    const question = `${FILE_ASKED}|${key}|${asked.notOfMs ?? ''}|${Math.floor(nowMs / ONE_QUESTION_MS)}`;
    await this.append([
      {
        kind: FILE_ASKED,
        slot: slotOf(app, portal),
        app,
        portal,
        dedupeKey: question,
        dedupeUntilMs: nowMs + 2 * ONE_QUESTION_MS,
        receivedAtMs: nowMs,
        body: { ...asked },
      },
    ]);
  }

  /** An answer other than the one of that time. */
  async #waitFor(key: string, notOfMs: number | undefined): Promise<Fetched<SignedFile> | undefined> {
    const untilMs = this.scheduler.now() + LONGEST_WAIT_MS;
    for (let waitMs = LOOK_MS; this.scheduler.now() < untilMs; waitMs = Math.min(2 * waitMs, LOOK_CAP_MS)) {
      await this.scheduler.sleep(waitMs);
      const row = await this.#read(key);
      if (row && row.answeredAtMs !== notOfMs) return row.answer;
    }
    return undefined;
  }

  async #read(key: string): Promise<FileAnswerRow | undefined> {
    const [rows = []] = await this.store.read([{ table: FILE_ANSWERS.name, keys: [key] }]);
    return rows[0] && (JSON.parse(rows[0].doc) as FileAnswerRow);
  }
}

function isRefused({ answer }: FileAnswerRow, refusedUrl: string | undefined): boolean {
  return refusedUrl !== undefined && answer.ok && answer.value.url === refusedUrl;
}

function unanswered(detail: string): Fetched<never> {
  const reason = { class: 'media-unavailable', scope: 'message', afterMs: ONE_QUESTION_MS, detail } as const;
  return { ok: false, reason, passing: true };
}
