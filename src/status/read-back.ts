import { inject, injectable } from 'inversify';
import { CurrentRows } from '../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import { AGENT_LANGUAGE, type AgentLanguage } from './agent-language.js';
import { type Again, type DesiredStatus, dueStatus } from './due-status.js';
import { FAILURE_TEXTS, type FailureTexts } from './failure-text.js';
import { READ_BACK_AFTER_MS } from './patch-result.js';
import type { ReadAnswer, StatusPermit } from './status-calls.js';
import { type ReadBackOutcome, STATUS_READ_BACK, type StatusReadBackBody } from './status-events.js';
import type { HubSpotStatus, StatusRow } from './status-row.js';
import { HELD_MS } from './synchroniser.js';

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
    const { rows, submit, scheduler } = this;
    const found = await dueStatus(work, permit, { rows, submit, scheduler }, isToBeReadBack);
    if (found.kind === 'none') return found.again;
    const { row } = found;
    const answer = await permit.read(row, signal);
    if (answer.kind === 'held') return { againAtMs: scheduler.now() + HELD_MS };
    const body: StatusReadBackBody = {
      message: row.key,
      compared: row.desired,
      askedForMs: row.readBackAtMs,
      outcome: this.#compare(row, row.desired, answer),
    };
    const { app, portal, account } = row;
    await submit({ kind: STATUS_READ_BACK, app, portal, account, receivedAtMs: scheduler.now(), body });
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

function isToBeReadBack(row: StatusRow): row is DesiredStatus & { readBackAtMs: number } {
  return row.desired !== undefined && row.readBackAtMs !== undefined;
}
