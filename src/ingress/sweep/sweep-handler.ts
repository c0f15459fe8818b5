import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import { HUBSPOT_PORTALS, type HubSpotPortals, type PortalApi } from '../../hubspot/hubspot-portals.js';
import { APPEND, type Append } from '../../outbox/append.js';
import { CurrentRows } from '../../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { CHECKPOINTS } from '../receiving/checkpoint-row.js';
import { BringIn } from './bring-in.js';
import { SweepCalls } from './sweep-calls.js';
import { SWEEP_ADVANCED, type SweepAdvancedBody } from './sweep-events.js';
import { SWEEP_OBSERVER, type SweepObserver } from './sweep-observer.js';
import { sweepPace } from './sweep-pace.js';
import { newSweep } from './sweep-plan.js';
import { SweepRun } from './sweep-run.js';
import { SWEEP_SETTINGS, type SweepSettings } from './sweep-settings.js';
import { NO_COUNTS, parseSweep, type SweepCounts, type SweepState, sweepCheckpoint } from './sweep-state.js';
import { lacksScope, SWEEP_QUEUE } from './sweep-work.js';

/** What arrived longer ago than this is folded before anything is looked for, ms. */
const CALM_MS = 10_000;
/** How long a sweep waits while it is not calm, ms. */
const NOT_CALM_MS = 10_000;
/** How long a portal rests of which we have no client, ms. */
const NO_PORTAL_MS = 60_000;

/** Reads the recent threads of a portal, a few calls at a time, and brings in what no webhook has told of. */
@injectable()
export class SweepHandler implements WorkHandler {
  readonly queue = SWEEP_QUEUE;
  readonly concurrency = 4;
  readonly perPortal = 1;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(APPEND) private readonly append: Append,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SWEEP_SETTINGS) private readonly settings: SweepSettings,
    @inject(SWEEP_OBSERVER) private readonly observer: SweepObserver,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async run({ app, portal }: WorkRow, signal: AbortSignal): Promise<{ againAtMs: number } | undefined> {
    const now = this.scheduler.now();
    const [row, last] = await Promise.all([
      this.rows.get(PORTALS, `${app}/${portal}`),
      this.rows.get(CHECKPOINTS, sweepCheckpoint(app, portal)),
    ]);
    const api = this.portals.of(app, portal);
    const settings = this.settings.appOf(app);
    const pace = sweepPace(this.settings, app);
    if (!row || !api || !settings || !pace) return { againAtMs: now + NO_PORTAL_MS };
    if (!(await this.#isCalm(now))) return { againAtMs: now + NOT_CALM_MS };
    const busyUntil = api.quota.nextFreeAt('sweep');
    if (busyUntil > now) return { againAtMs: busyUntil };
    const state = this.#begin(parseSweep(last?.value), row, now);
    const { body, done } = await this.#advance(state, row, api, settings.appId, pace.calls, signal);
    const restUntilMs = done.calls > 0 ? this.scheduler.now() + pace.restMs : state.restUntilMs;
    if (restUntilMs !== undefined) body.state = { ...body.state, restUntilMs };
    await this.submit({ kind: SWEEP_ADVANCED, app, portal, receivedAtMs: this.scheduler.now(), body }, 'aside');
    this.#tell(row, body.state, done);
    return undefined;
  }

  /** Goes on with one that has not ended. */
  #begin(last: SweepState | undefined, row: PortalRow, nowMs: number): SweepState {
    const state = last && last.endedMs === undefined ? last : newSweep(last, nowMs, this.settings.lookBackMs);
    return lacksScope(row) ? { ...state, endedMs: nowMs, obstacle: 'scope' } : state;
  }

  async #advance(
    state: SweepState,
    row: PortalRow,
    api: PortalApi,
    appId: number,
    calls: number,
    signal: AbortSignal,
  ): Promise<{ body: SweepAdvancedBody; done: SweepCounts }> {
    if (state.endedMs !== undefined) return { body: { state, found: [] }, done: NO_COUNTS };
    const { store, channels, accounts, append, settings, scheduler } = this;
    const bringIn = new BringIn({ store, channels, accounts, append, settings, scheduler, row, appId });
    const run = new SweepRun(new SweepCalls(api, signal), bringIn, state, () => scheduler.now());
    return { body: await run.make(calls, signal), done: run.done };
  }

  /** What waits to be folded may be the very messages that would be taken for missing. */
  async #isCalm(nowMs: number): Promise<boolean> {
    const [oldest] = await this.store.inbox(0, 1);
    return oldest === undefined || oldest.receivedAtMs > nowMs - CALM_MS;
  }

  #tell({ app, portal }: PortalRow, state: SweepState, done: SweepCounts): void {
    const { endedMs, obstacle, lastObstacle, counts } = state;
    this.observer.advanced(app, done);
    if (endedMs === undefined) return;
    this.observer.ended(app, obstacle === undefined ? 'complete' : 'hindered');
    if (obstacle !== undefined && obstacle !== lastObstacle) {
      this.log.warn('a portal cannot be swept for missed webhooks', { app, portal, obstacle });
    } else if (counts.accepted + counts.reported > 0) {
      this.log.warn('messages were found of which no webhook had told', { app, portal, ...counts });
    }
  }
}
