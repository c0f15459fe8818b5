import type { Account } from '../../contract/account.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import { backoffMs } from '../../policy/backoff.js';
import type { CancelTimer } from '../../policy/scheduler.js';
import { backfillCheckpoint } from './checkpoint-row.js';
import type { ReceiverDeps } from './receiver-deps.js';
import { inReceivingScope } from './receiving-scope.js';
import { readCheckpoint, takeEvents } from './take-events.js';

const BACKOFF = { baseMs: 5_000, capMs: 10 * 60_000 };
/** Accounts that are caught up with at once. */
const AT_ONCE = 4;
/** Pages of one account in one run: a provider that leads in circles must not be followed for ever. */
const MAX_PAGES = 10_000;
/** How long a page that is under way may hold up the end of the process, ms. */
const CLOSING_MS = 5_000;

interface Run {
  account: Account;
  stop: AbortController;
  ended: Promise<void>;
}

/** An account that could not be caught up with, and is tried again. */
interface Failed {
  account: Account;
  tries: number;
  cancel: CancelTimer;
}

/** Fetches what webhooks and connections may have missed, for the adapters that have `backfill`. */
export class Backfills {
  readonly #waiting = new Map<string, Account>();
  readonly #seen = new Map<string, Account>();
  readonly #checkpoints = new Map<string, string>();
  readonly #running = new Map<string, Run>();
  readonly #failed = new Map<string, Failed>();
  #stopped = false;

  constructor(private readonly deps: ReceiverDeps) {}

  /** Catches up with the accounts that this process has not caught up with yet. Call it at start and when accounts change. */
  refresh(): void {
    const fresh = this.#receiving().filter(({ key }) => !this.#seen.has(key));
    for (const account of fresh) this.#seen.set(account.key, account);
    this.run(fresh);
  }

  /** Something may have been missed by these accounts, or by all. Does nothing for those that are waiting for it already. */
  run(accounts: readonly Account[] = this.#receiving()): void {
    for (const account of accounts) {
      if (this.deps.channels.byName(account.channel)?.adapter.backfill) this.#waiting.set(account.key, account);
    }
    this.#next();
  }

  /**
   * Portals are no longer owned: leaves off catching up with them, and forgets that it did, and how far. Resolves when every page
   * that is under way has come to its end, or will not in time.
   */
  async released(): Promise<void> {
    const gone = (account: Account) => !this.#owns(account);
    for (const [key, account] of this.#waiting) if (gone(account)) this.#waiting.delete(key);
    for (const { account } of this.#failed.values()) if (gone(account)) this.#forgetFailure(account);
    for (const [key, account] of this.#seen) {
      if (!gone(account)) continue;
      this.#seen.delete(key);
      this.#checkpoints.delete(backfillCheckpoint(key));
    }
    await this.#end([...this.#running.values()].filter(({ account }) => gone(account)));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting.clear();
    for (const { account } of this.#failed.values()) this.#forgetFailure(account);
    await this.#end([...this.#running.values()]);
  }

  async #end(runs: readonly Run[]): Promise<void> {
    for (const { stop } of runs) stop.abort();
    if (runs.length === 0) return;
    const given = new AbortController();
    const ends = Promise.all(runs.map(({ ended }) => ended));
    await Promise.race([ends, this.deps.scheduler.sleep(CLOSING_MS, given.signal)]);
    given.abort();
  }

  #owns({ channel, portalId }: Account): boolean {
    const app = this.deps.channels.byName(channel)?.app;
    return app !== undefined && this.deps.owns(app, portalId);
  }

  #receiving(): Account[] {
    return this.deps.accounts
      .all()
      .flatMap(({ row, account }) => (account && (row.state === 'active' || row.state === 'held') ? [account] : []))
      .filter((account) => this.#owns(account));
  }

  #next(): void {
    for (const [key, account] of this.#waiting) {
      if (this.#running.size >= AT_ONCE || this.#stopped) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      const stop = new AbortController();
      const ended = this.#catchUp(account, stop.signal).finally(() => {
        this.#running.delete(key);
        this.#next();
      });
      this.#running.set(key, { account, stop, ended });
    }
  }

  /** One that fails makes room for others until it is tried again: its provider may be away for long. */
  async #catchUp(account: Account, stop: AbortSignal): Promise<void> {
    const runtime = this.deps.channels.byName(account.channel);
    if (!runtime) return;
    try {
      await inReceivingScope(this.deps, runtime.app, account.portalId, () => this.#pages(runtime, account, stop));
      this.#forgetFailure(account);
    } catch (error) {
      if (!stop.aborted) this.#tryLater(account, error);
    }
  }

  #tryLater(account: Account, error: unknown): void {
    const { scheduler, random, log } = this.deps;
    const { key, channel } = account;
    const tries = (this.#failed.get(key)?.tries ?? 0) + 1;
    log.warn('backfill failed', { channel, account: key, tries, error });
    this.#forgetFailure(account);
    const cancel = scheduler.at(scheduler.now() + backoffMs(BACKOFF, tries, random), () => this.#tryAgain(key));
    this.#failed.set(key, { account, tries, cancel });
  }

  /** As it is by now: other credentials may be what it wants for. */
  #tryAgain(key: string): void {
    const account = this.#receiving().find((each) => each.key === key);
    if (account) this.run([account]);
    else this.#failed.delete(key);
  }

  #forgetFailure({ key }: Account): void {
    this.#failed.get(key)?.cancel();
    this.#failed.delete(key);
  }

  /** Events and checkpoint of a page become durable together, so a failure in the middle goes on from there. */
  async #pages(runtime: ChannelRuntime, account: Account, stop: AbortSignal): Promise<void> {
    const key = backfillCheckpoint(account.key);
    const from = this.#checkpoints.get(key) ?? (await readCheckpoint(this.deps, key));
    let pages = 0;
    for await (const { events, checkpoint } of runtime.adapter.backfill?.(from, account) ?? []) {
      if (stop.aborted) return;
      await takeEvents(this.deps, { runtime, accounts: [account] }, events, { key, value: checkpoint });
      if (stop.aborted) return;
      this.#checkpoints.set(key, checkpoint);
      pages += 1;
      if (pages < MAX_PAGES) continue;
      this.deps.log.warn('backfill cut off', { channel: runtime.name, account: account.key, pages });
      return;
    }
  }
}
