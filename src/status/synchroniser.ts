import { inject, injectable } from 'inversify';
import { CallOutcomes } from '../outbox/call-outcomes.js';
import { CurrentRows } from '../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { RANDOM, SCHEDULER } from '../policy/tokens.js';
import { AGENT_LANGUAGE, type AgentLanguage } from './agent-language.js';
import { type Again, type DesiredStatus, dueStatus } from './due-status.js';
import { FAILURE_TEXTS, type FailureTexts } from './failure-text.js';
import { patchOutcome } from './patch-result.js';
import type { StatusBody, StatusPermit } from './status-calls.js';
import { STATUS_LATE, STATUS_PATCHED, type StatusLateBody, type StatusPatchedBody } from './status-events.js';
import { type HubSpotStatus, isDirty, type StatusRow } from './status-row.js';

/** How soon what was held is looked at again, ms, should nothing hold its portal. */
export const HELD_MS = 1_000;

/**
 * Brings HubSpot to what it should know of one message, by one PATCH: whatever has happened since the last one is in it.
 * Repeating it does no harm, so it is not preceded by an intent.
 */
@injectable()
export class Synchroniser {
  constructor(
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(CallOutcomes) private readonly outcomes: CallOutcomes,
    @inject(AGENT_LANGUAGE) private readonly language: AgentLanguage,
    @inject(FAILURE_TEXTS) private readonly texts: FailureTexts,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(RANDOM) private readonly random: Random,
  ) {}

  async run(work: WorkRow, permit: StatusPermit, signal: AbortSignal): Promise<Again> {
    const { rows, submit, scheduler } = this;
    const found = await dueStatus(work, permit, { rows, submit, scheduler }, isUntold);
    if (found.kind === 'none') return found.again;
    const { row } = found;
    if (row.notBeforeMs !== undefined && row.notBeforeMs > this.scheduler.now()) {
      permit.giveBack();
      return { againAtMs: row.notBeforeMs };
    }
    return this.#patch(row, row.desired, permit, signal);
  }

  async #patch(row: StatusRow, sent: HubSpotStatus, permit: StatusPermit, signal: AbortSignal): Promise<Again> {
    const answer = await permit.update(row, this.#body(row, sent), signal);
    const now = this.scheduler.now();
    // Its portal is held: it stays due as it is, and goes as soon as the portal is released.
    if (answer.kind === 'held') return { againAtMs: now + HELD_MS };
    const body: StatusPatchedBody = { message: row.key, sent, outcome: patchOutcome(answer, row, now, this.random) };
    const { app, portal, account } = row;
    const event = { kind: STATUS_PATCHED, app, portal, account, receivedAtMs: now, body };
    // The next owner may have told HubSpot something newer before this one landed: it is to look.
    const late: StatusLateBody = { message: row.key, answered: answer.kind !== 'ambiguous' };
    const lost = { kind: STATUS_LATE, body: late, dedupeKey: `patched|${row.key}|${now}` };
    // Of a great task there are many, and nobody waits for one of them.
    await this.outcomes.tell(event, lost, signal, row.later ? 'whenever' : 'now');
    return undefined;
  }

  #body(row: StatusRow, { status, reason }: HubSpotStatus): StatusBody {
    if (!reason) return { statusType: status };
    return { statusType: status, errorMessage: this.texts.render(reason, this.language(row)) };
  }
}

function isUntold(row: StatusRow): row is DesiredStatus {
  return isDirty(row);
}
