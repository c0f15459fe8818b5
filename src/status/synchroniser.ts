import { inject, injectable } from 'inversify';
import { CallOutcomes } from '../outbox/call-outcomes.js';
import { CurrentRows } from '../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../outbox/submit.js';
import type { WorkRow } from '../outbox/work-row.js';
import type { Random } from '../policy/random.js';
import type { Scheduler } from '../policy/scheduler.js';
import { RANDOM, SCHEDULER } from '../policy/tokens.js';
import { AGENT_LANGUAGE, type AgentLanguage } from './agent-language.js';
import { FAILURE_TEXTS, type FailureTexts } from './failure-text.js';
import { patchOutcome } from './patch-result.js';
import type { StatusBody, StatusPermit } from './status-calls.js';
import {
  STATUS_GONE,
  STATUS_LATE,
  STATUS_PATCHED,
  type StatusLateBody,
  type StatusPatchedBody,
} from './status-events.js';
import { type HubSpotStatus, isDirty, STATUSES, type StatusRow } from './status-row.js';

/** How long work rests whose row cannot be read, ms. */
const UNREADABLE_MS = 1_000;

/** How soon what was held is looked at again, ms, should nothing hold its portal. */
export const HELD_MS = 1_000;

/** What one run of work may ask for: to be run again. */
export type Again = { againAtMs: number } | undefined;

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
    const { app, portal, ref } = work;
    const row = await this.rows.get(STATUSES, ref).catch(() => 'unreadable' as const);
    if (row === 'unreadable') {
      permit.giveBack();
      return { againAtMs: this.scheduler.now() + UNREADABLE_MS };
    }
    if (!row?.desired || !isDirty(row)) {
      permit.giveBack();
      if (!row)
        await this.submit({ kind: STATUS_GONE, app, portal, receivedAtMs: work.dueAtMs, body: { message: ref } });
      return undefined;
    }
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
    await this.outcomes.tell(event, { kind: STATUS_LATE, body: late, dedupeKey: `patched|${row.key}|${now}` }, signal);
    return undefined;
  }

  #body(row: StatusRow, { status, reason }: HubSpotStatus): StatusBody {
    if (!reason) return { statusType: status };
    return { statusType: status, errorMessage: this.texts.render(reason, this.language(row)) };
  }
}
