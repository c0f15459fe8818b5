import { inject, injectable } from 'inversify';
import { CurrentRows } from '../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { AGENT_LANGUAGE, type AgentLanguage } from './agent-language.js';
import { FAILURE_TEXTS, type FailureTexts } from './failure-text.js';
import { READ_BACK_AFTER_MS } from './patch-result.js';
import type { ReadAnswer, StatusPermit } from './status-calls.js';
import { type ReadBackOutcome, STATUS_GONE, STATUS_READ_BACK, type StatusReadBackBody } from './status-events.js';
import { type HubSpotStatus, STATUSES, type StatusRow } from './status-row.js';
import { type Again, HELD_MS } from './synchroniser.js';

const UNREADABLE_MS = 1_000;

/**
 * Asks HubSpot what it shows of a message, after an answer that left that open or a change of owner: a PATCH that was late may
 * have landed on top of a newer one. What is different is told again.
 */
@injectable()
export class ReadBack {
  constructor(
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(AGENT_LANGUAGE) private readonly language: AgentLanguage,
    @inject(FAILURE_TEXTS) private readonly texts: FailureTexts,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  async run(work: WorkRow, permit: StatusPermit, signal: AbortSignal): Promise<Again> {
    const { app, portal, ref } = work;
    const row = await this.rows.get(STATUSES, ref).catch(() => 'unreadable' as const);
    if (row === 'unreadable') {
      permit.giveBack();
      return { againAtMs: this.scheduler.now() + UNREADABLE_MS };
    }
    if (!row?.desired || row.readBackAtMs === undefined) {
      permit.giveBack();
      if (!row)
        await this.submit({ kind: STATUS_GONE, app, portal, receivedAtMs: work.dueAtMs, body: { message: ref } });
      return undefined;
    }
    const answer = await permit.read(row, signal);
    if (answer.kind === 'held') return { againAtMs: this.scheduler.now() + HELD_MS };
    const body: StatusReadBackBody = {
      message: ref,
      compared: row.desired,
      askedForMs: row.readBackAtMs,
      outcome: this.#compare(row, row.desired, answer),
    };
    const { account } = row;
    await this.submit({ kind: STATUS_READ_BACK, app, portal, account, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  #compare(row: StatusRow, desired: HubSpotStatus, answer: ReadAnswer): ReadBackOutcome {
    switch (answer.kind) {
      case 'found':
        return this.#shows(row, desired, answer)
          ? { kind: 'same' }
          : { kind: 'different', shown: answer.statusType ?? 'nothing' };
      case 'later': {
        const waitMs = Math.max(answer.afterMs ?? 0, READ_BACK_AFTER_MS);
        return { kind: 'later', untilMs: this.scheduler.now() + waitMs };
      }
      default:
        // The PATCH will hear the same, and ends as a dead letter.
        return { kind: 'hidden', detail: answer.detail };
    }
  }

  /** Of two failures the text tells which one HubSpot shows, where it shows any. */
  #shows(row: StatusRow, { status, reason }: HubSpotStatus, shown: ReadAnswer & { kind: 'found' }): boolean {
    if (shown.statusType !== status) return false;
    if (!reason || shown.errorMessage === undefined) return true;
    return shown.errorMessage === this.texts.render(reason, this.language(row));
  }
}
