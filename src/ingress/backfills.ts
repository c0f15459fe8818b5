import type { Account } from '../contract/account.js';
import type { ChannelRuntime } from '../directory/channel-runtime.js';
import { backoffMs } from '../policy/backoff.js';
import { backfillCheckpoint } from './checkpoint-row.js';
import type { ReceiverDeps } from './receiver-deps.js';
import { readCheckpoint, takeEvents } from './take-events.js';

const BACKOFF = { baseMs: 5_000, capMs: 10 * 60_000 };
/** Accounts that are caught up with at once. */
const AT_ONCE = 4;
/** Pages of one account in one run: a provider that leads in circles must not be followed for ever. */
const MAX_PAGES = 10_000;
/** How long a page that is under way may hold up the end of the process, ms. */
const CLOSING_MS = 5_000;
/** How often an account is tried in one run. */
const MAX_TRIES = 10;

/** Fetches what webhooks and connections may have missed, for the adapters that have `backfill`. */
export class Backfills {
  readonly #waiting = new Map<string, Account>();
  readonly #seen = new Set<string>();
  readonly #checkpoints = new Map<string, string>();
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();

  constructor(private readonly deps: ReceiverDeps) {}

  /** Catches up with the accounts that this process has not caught up with yet. Call it at start and when accounts change. */
  refresh(): void {
    const fresh = this.#receiving().filter(({ key }) => !this.#seen.has(key));
    for (const { key } of fresh) this.#seen.add(key);
    this.run(fresh);
  }

  /** Something may have been missed by these accounts, or by all. Does nothing for those that are waiting for it already. */
  run(accounts: readonly Account[] = this.#receiving()): void {
    for (const account of accounts) {
      if (this.deps.channels.byName(account.channel)?.adapter.backfill) this.#waiting.set(account.key, account);
    }
    this.#next();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#waiting.clear();
    const given = new AbortController();
    await Promise.race([Promise.all(this.#running.values()), this.deps.scheduler.sleep(CLOSING_MS, given.signal)]);
    given.abort();
  }

  #receiving(): Account[] {
    return this.deps.accounts
      .all()
      .flatMap(({ row, account }) => (account && (row.state === 'active' || row.state === 'held') ? [account] : []));
  }

  #next(): void {
    for (const [key, account] of this.#waiting) {
      if (this.#running.size >= AT_ONCE || this.#stop.signal.aborted) return;
      if (this.#running.has(key)) continue;
      this.#waiting.delete(key);
      const run = this.#catchUp(account).finally(() => {
        this.#running.delete(key);
        this.#next();
      });
      this.#running.set(key, run);
    }
  }

  async #catchUp(account: Account): Promise<void> {
    const { channels, scheduler, random, log } = this.deps;
    const runtime = channels.byName(account.channel);
    for (let tries = 1; runtime && tries <= MAX_TRIES && !this.#stop.signal.aborted; tries += 1) {
      try {
        return await this.#pages(runtime, account);
      } catch (error) {
        log.warn('backfill failed', { channel: runtime.name, account: account.key, tries, error });
        await scheduler.sleep(backoffMs(BACKOFF, tries, random), this.#stop.signal);
      }
    }
  }

  /** Events and checkpoint of a page become durable together, so a failure in the middle goes on from there. */
  async #pages(runtime: ChannelRuntime, account: Account): Promise<void> {
    const key = backfillCheckpoint(account.key);
    const from = this.#checkpoints.get(key) ?? (await readCheckpoint(this.deps, key));
    let pages = 0;
    for await (const { events, checkpoint } of runtime.adapter.backfill?.(from, account) ?? []) {
      if (this.#stop.signal.aborted) return;
      await takeEvents(this.deps, { runtime, accounts: [account] }, events, { key, value: checkpoint });
      this.#checkpoints.set(key, checkpoint);
      pages += 1;
      if (pages < MAX_PAGES) continue;
      this.deps.log.warn('backfill cut off', { channel: runtime.name, account: account.key, pages });
      return;
    }
  }
}
