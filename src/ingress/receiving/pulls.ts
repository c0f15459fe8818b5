import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../../directory/accounts/accounts.js';
import { CHANNEL_RUNTIMES, type Channels } from '../../directory/channels/channel-runtime.js';
import { APPEND, type Append } from '../../outbox/append.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import { WORK_STORE, type WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { TRACES, type Traces } from '../../policy/traces.js';
import { withinTime } from '../../policy/within-time.js';
import { MESSAGES, type MessageRow } from '../../status/message-row.js';
import { INGRESS_COUNTERS, type IngressCounters } from '../ingress-counters.js';
import { PULL_QUEUE, PULLED, type PulledBody } from './pull-reducer.js';
import { pullRefs } from './pull-schedule.js';
import { takeEvents } from './take-events.js';

/** In which a provider must have answered, ms. */
const PULL_MS = 60_000;

/** Asks the provider what became of a message. The answer goes the way of every receipt: through the inbox. */
@injectable()
export class PullHandler implements WorkHandler {
  readonly queue = PULL_QUEUE;
  readonly concurrency = 16;
  readonly perPortal = 4;

  constructor(
    @inject(WORK_STORE) private readonly store: WorkStore,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(APPEND) private readonly append: Append,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(INGRESS_COUNTERS) private readonly counters: IngressCounters,
    @inject(TRACES) private readonly traces: Traces,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  async run(work: WorkRow, hard: AbortSignal): Promise<undefined> {
    const atMs = this.scheduler.now();
    const ok = await this.#pull(work.ref, hard).catch((error: unknown) => {
      const correlation = work.ref.slice(work.ref.lastIndexOf('/') + 1);
      this.log.warn('receipts could not be pulled', { message: work.ref, correlation, error });
      return false;
    });
    const { app, portal } = work;
    const body: PulledBody = { message: work.ref, atMs, ok };
    await this.submit({ kind: PULLED, app, portal, receivedAtMs: atMs, body });
    return undefined;
  }

  async #pull(key: string, hard: AbortSignal): Promise<boolean> {
    const [rows = []] = await this.store.read([{ table: MESSAGES.name, keys: [key] }]);
    if (!rows[0]) return true;
    const message = JSON.parse(rows[0].doc) as MessageRow;
    const runtime = this.channels.byName(message.channel);
    const account = this.accounts.get(message.account)?.account;
    const refs = runtime ? pullRefs(message, runtime.definition.receipts) : [];
    if (!runtime?.adapter.pullReceipts || !account || refs.length === 0) return true;
    const pull = async () => runtime.adapter.pullReceipts?.(refs, account);
    const events = (await withinTime(this.scheduler, PULL_MS, hard, pull)) ?? [];
    const { accounts, append, counters, traces, scheduler, log } = this;
    const deps = { accounts, append, counters, traces, scheduler, log };
    await takeEvents(deps, { runtime, accounts: [account] }, events);
    return true;
  }
}
