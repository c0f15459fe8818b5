import { inject, injectable } from 'inversify';
import { PORTALS } from '../../directory/portals/portal-row.js';
import { SWEEP_COMMAND } from '../../outbox/command-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { SWEEP_ADVANCED, SWEEP_WANTED, type SweepAdvancedBody, type SweepWantedBody } from './sweep-events.js';
import { goesOnAt, inDoubt } from './sweep-plan.js';
import { SWEEP_SETTINGS, type SweepSettings } from './sweep-settings.js';
import { putSweep, type SweepState, sweepIn } from './sweep-state.js';
import { isSwept, placeSweep, sweepWorkKey, turnOf } from './sweep-work.js';

/** A sweep that began so short a time ago has seen what another one would be made for, ms. */
const RECENT_MS = 2 * 60_000;
/** Between the end of one sweep and the beginning of the next lies at least this, ms. */
const PAUSE_MS = 60_000;

type Cause = SweepWantedBody['cause'] | 'asked';

/** When a portal is swept: on a timer, after whatever may have cost webhooks, and when an operator asks. */
@injectable()
export class SweepReducer implements Reducer {
  readonly kinds = [SWEEP_WANTED, SWEEP_COMMAND, SWEEP_ADVANCED];

  constructor(@inject(SWEEP_SETTINGS) private readonly settings: SweepSettings) {}

  reduce({ kind, app, portal, body }: FoldEvent, tx: Tx): void {
    if (kind === SWEEP_ADVANCED) return this.#advance(app, portal, body as SweepAdvancedBody, tx);
    if (!this.#isSwept(app, portal, tx)) return tx.remove(WORK, sweepWorkKey(app, portal));
    this.#want(app, portal, kind === SWEEP_COMMAND ? 'asked' : (body as SweepWantedBody).cause, tx);
  }

  #isSwept(app: string, portal: string, tx: Tx): boolean {
    const row = tx.get(PORTALS, `${app}/${portal}`);
    return row !== undefined && isSwept(row) && this.settings.share > 0;
  }

  #want(app: string, portal: string, cause: Cause, tx: Tx): void {
    const planned = tx.get(WORK, sweepWorkKey(app, portal))?.dueAtMs;
    if (cause === 'handed-over' && planned !== undefined) return;
    const last = sweepIn(tx, app, portal);
    const state = cause === 'recovered' ? inDoubt(last, tx.nowMs) : last;
    const isRecent = cause !== 'asked' && state !== undefined && tx.nowMs - state.startedMs <= RECENT_MS;
    if (state && !isRecent) putSweep(tx, app, portal, { ...state, wantedMs: tx.nowMs });
    // One that is under way goes on when it had meant to, and the next follows.
    const stays = isRecent || (state !== undefined && state.endedMs === undefined);
    if (planned !== undefined && stays) return;
    const fromMs = cause === 'asked' ? tx.nowMs : turnOf(app, portal, tx.nowMs);
    placeSweep(tx, app, portal, Math.min(planned ?? Infinity, Math.max(fromMs, state?.restUntilMs ?? 0)));
  }

  #advance(app: string, portal: string, body: SweepAdvancedBody, tx: Tx): void {
    const state = keep(app, portal, body, tx);
    // Where it has stopped is remembered: it goes on from there when the portal is back.
    if (this.#isSwept(app, portal, tx))
      placeSweep(tx, app, portal, this.#dueAt(state, body.notBeforeMs ?? 0, tx.nowMs));
    else tx.remove(WORK, sweepWorkKey(app, portal));
  }

  #dueAt(state: SweepState, notBeforeMs: number, nowMs: number): number {
    if (state.endedMs === undefined) return Math.max(goesOnAt(state, nowMs), notBeforeMs);
    const nextMs = state.wantedMs === undefined ? state.startedMs + this.settings.everyMs : nowMs;
    return Math.max(nextMs, nowMs + (state.wantedMs === undefined ? PAUSE_MS : 0), state.restUntilMs ?? 0);
  }
}

function keep(app: string, portal: string, { state, found }: SweepAdvancedBody, tx: Tx): SweepState {
  const wantedMs = sweepIn(tx, app, portal)?.wantedMs ?? 0;
  // What was wanted while it was under way is still wanted.
  const kept = wantedMs > state.startedMs ? { ...state, wantedMs } : state;
  putSweep(tx, app, portal, kept);
  for (const { message, verdict, ageMs } of found) {
    tx.journal({ type: 'message.missed', atMs: tx.nowMs, app, portal, message, data: { verdict, ageMs } });
  }
  const { endedMs, counts, wanted, obstacle, lastObstacle } = kept;
  if (endedMs !== undefined && (wanted || obstacle !== lastObstacle || counts.accepted + counts.reported > 0)) {
    const data = { ...counts, ...(obstacle === undefined ? {} : { obstacle }) };
    tx.journal({ type: 'sweep.ended', atMs: tx.nowMs, app, portal, data });
  }
  return kept;
}
