import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import type { Thread, ThreadMessage } from '../../hubspot/schemas/inbox.js';
import type { BringIn } from './bring-in.js';
import type { SweepCalls, SweptPage } from './sweep-calls.js';
import type { SweepAdvancedBody } from './sweep-events.js';
import { afterLast, nextThread, withoutThread, withThread, withThreads } from './sweep-plan.js';
import { NO_COUNTS, type SweepCounts, type SweepObstacle, type SweepState, type SweptThread } from './sweep-state.js';

/** Pages of one thread. Of a longer one no more is read. */
const MOST_PAGES = 20;
/** How long a portal rests that could not be asked, at first and at most, ms. */
const FAILED_REST_MS = 60_000;
const LONGEST_REST_MS = 15 * 60_000;
/** How long a sweep gives way to what is more urgent, ms. */
const BUSY_REST_MS = 5_000;

/** A few calls of a sweep, and what came of them. */
export class SweepRun {
  done: SweepCounts = NO_COUNTS;
  readonly #outcome: Omit<SweepAdvancedBody, 'state'> = { found: [] };
  #over = false;

  constructor(
    private readonly calls: SweepCalls,
    private readonly bringIn: BringIn,
    private state: SweepState,
    private readonly now: () => number,
  ) {}

  /** Makes at most so many calls. */
  async make(most: number, signal: AbortSignal): Promise<SweepAdvancedBody> {
    while (!this.#over && this.done.calls < most && !signal.aborted) {
      if (this.state.listed) await this.#readNext();
      else await this.#list();
    }
    // A sweep that has read its last thread ends with that call, not with a run of its own.
    if (!this.#over && this.state.listed && this.state.unread.length === 0) this.#finish();
    return { ...this.#outcome, state: { ...this.state, counts: sum(this.state.counts, this.done) } };
  }

  async #list(): Promise<void> {
    const { sinceMs, listAfter } = this.state;
    const answer = await this.calls.threads(sinceMs, listAfter);
    if (answer === 'busy') return this.#giveWay();
    this.#did({ calls: 1 });
    if (!answer.ok) return this.#failed(answer.failure);
    const { results, after } = answer.value;
    const threads = results.flatMap((thread) => this.#toRead(thread));
    this.state = withThreads({ ...this.state, failures: 0 }, threads, after);
  }

  /** A thread that began on another channel is not ours to read. */
  #toRead({ id, originalChannelId, latestMessageSentTimestamp, archived }: Thread): SweptThread[] {
    const sentMs = Date.parse(latestMessageSentTimestamp ?? '');
    if (Number.isNaN(sentMs) || sentMs < this.state.sinceMs || archived) return [];
    if (originalChannelId !== undefined && !this.bringIn.isOurs(originalChannelId)) return [];
    return [{ id, sentMs }];
  }

  async #readNext(): Promise<void> {
    if (this.state.unread.length === 0) return this.#finish();
    const thread = nextThread(this.state, this.now());
    if (!thread) {
      this.#over = true;
      return;
    }
    const answer = await this.calls.messages(thread);
    if (answer === 'busy') return this.#giveWay();
    this.#did({ calls: 1 });
    if (answer.ok) return this.#read(thread, answer.value);
    // Deleted since it was listed.
    if (answer.failure.kind === 'not-found' && !answer.failure.unrouted) this.state = withoutThread(this.state, thread);
    else this.#failed(answer.failure);
  }

  async #read(thread: SweptThread, page: SweptPage<ThreadMessage>): Promise<void> {
    const { sinceMs, doubtUntilMs } = this.state;
    const { found, youngUntilMs = 0 } = await this.bringIn.page(page.results, sinceMs, doubtUntilMs);
    this.#outcome.found.push(...found);
    for (const { verdict } of found) this.#did({ [verdict]: 1 });
    const { id, sentMs, pages = 0 } = thread;
    const againAtMs = Math.max(youngUntilMs, thread.againAtMs ?? 0);
    if (page.after !== undefined && pages + 1 < MOST_PAGES && goesFurtherBack(page.results, sinceMs)) {
      this.state = withThread(this.state, { id, sentMs, after: page.after, pages: pages + 1, againAtMs });
      return;
    }
    this.#did({ threads: 1 });
    this.state =
      againAtMs > 0
        ? withThread(this.state, { id, sentMs, notBeforeMs: againAtMs })
        : withoutThread(this.state, thread);
    this.state = { ...this.state, failures: 0 };
  }

  #finish(): void {
    this.state = afterLast(this.state, this.now());
    this.#over = this.state.endedMs !== undefined;
  }

  #giveWay(): void {
    this.#rest(BUSY_REST_MS);
  }

  #failed(failure: HubSpotFailure): void {
    const obstacle = obstacleOf(failure);
    if (obstacle) {
      this.#over = true;
      this.state = { ...this.state, endedMs: this.now(), obstacle };
      return;
    }
    const failures = this.state.failures + 1;
    this.state = { ...this.state, failures };
    this.#rest(Math.max(failure.retryAfterMs ?? 0, Math.min(LONGEST_REST_MS, FAILED_REST_MS * 2 ** (failures - 1))));
  }

  #rest(ms: number): void {
    this.#over = true;
    this.#outcome.notBeforeMs = this.now() + ms;
  }

  #did(more: Partial<SweepCounts>): void {
    this.done = sum(this.done, { ...NO_COUNTS, ...more });
  }
}

/** What another try does not mend. The portal is looked at again when its next sweep is due. */
function obstacleOf({ kind, retry }: HubSpotFailure): SweepObstacle | undefined {
  if (kind === 'forbidden') return 'scope';
  if (kind === 'unauthenticated') return retry === 'never' ? 'unauthenticated' : undefined;
  return kind === 'validation' || kind === 'unreadable' || kind === 'not-found' ? 'refused' : undefined;
}

/** Whether the next page may hold something as new. Where the newest come first, the oldest of a page tells. */
function goesFurtherBack(messages: readonly ThreadMessage[], sinceMs: number): boolean {
  const times = messages.map(({ createdAt }) => Date.parse(createdAt ?? '')).filter((ms) => !Number.isNaN(ms));
  const [first, last] = [times[0], times.at(-1)];
  return first === undefined || last === undefined || first <= last || last >= sinceMs;
}

function sum(a: SweepCounts, b: SweepCounts): SweepCounts {
  return {
    calls: a.calls + b.calls,
    threads: a.threads + b.threads,
    accepted: a.accepted + b.accepted,
    reported: a.reported + b.reported,
  };
}
