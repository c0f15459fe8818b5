import type { Clock } from 'channelwright/adapter';
import { BotApiError } from './bot-api-error.js';

/** What happened, as the Bot API tells it. */
export type DoubleUpdate = { update_id: number } & Record<string, unknown>;

/** Source: Telegram, "Bot API", `getUpdates`, and its published server. */
const MOST = 100;
const LONGEST_HOLD_SECONDS = 50;
const KEPT_MS = 24 * 3_600_000;

interface Kept {
  update: DoubleUpdate;
  /** Webhooks go out in order within a chat. */
  chat: string;
  atMs: number;
}

interface Poller {
  wake(): void;
  conflict(): void;
}

/** The updates nobody has confirmed yet, and the one program that may be asking for them. */
export class UpdateQueue {
  #kept: Kept[] = [];
  #nextId: number;
  #poller: Poller | undefined;
  /** Told of each new update. */
  onAdded: (kept: Kept) => void = () => undefined;

  constructor(
    private readonly time: Clock,
    private readonly signal: AbortSignal,
    firstId: number,
  ) {
    this.#nextId = firstId;
  }

  get pending(): readonly Kept[] {
    return this.#kept;
  }

  add(chat: string, payload: Record<string, unknown>): Kept {
    const kept = { update: { update_id: this.#nextId++, ...payload }, chat, atMs: this.time.now() };
    this.#kept.push(kept);
    this.onAdded(kept);
    this.#poller?.wake();
    return kept;
  }

  /** After a week without updates Telegram goes on from a number of its choice. */
  continueFrom(id: number): void {
    this.#nextId = id;
  }

  confirm(isConfirmed: (kept: Kept) => boolean): void {
    this.#kept = this.#kept.filter((kept) => !isConfirmed(kept));
  }

  isExpired({ atMs }: Kept): boolean {
    return this.time.now() - atMs >= KEPT_MS;
  }

  /**
   * `offset` confirms what is before it. Holds the call while there is nothing to tell. A second call ends the first.
   *
   * @throws BotApiError 409 when another program has asked meanwhile
   */
  async poll(offset: number, limit: number, holdSeconds: number): Promise<DoubleUpdate[]> {
    this.#poller?.conflict();
    this.confirm((kept) => this.isExpired(kept) || (offset > 0 && kept.update.update_id < offset));
    if (this.#kept.length === 0) await this.#hold(Math.min(holdSeconds, LONGEST_HOLD_SECONDS) * 1000);
    return this.#kept.slice(0, Math.min(Math.max(limit, 1), MOST)).map(({ update }) => update);
  }

  /** A webhook was set: whoever is asking is sent away. */
  endPolling(): void {
    this.#poller?.conflict();
  }

  async #hold(ms: number): Promise<void> {
    const over = new AbortController();
    let isConflict = false;
    const poller: Poller = {
      wake: () => over.abort(),
      conflict: () => {
        isConflict = true;
        over.abort();
      },
    };
    this.#poller = poller;
    await this.time.sleep(ms, AbortSignal.any([over.signal, this.signal]));
    if (this.#poller === poller) this.#poller = undefined;
    if (isConflict) throw new BotApiError(409, ENDED);
  }
}

const ENDED = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
