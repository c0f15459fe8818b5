import type { Clock } from 'channelwright/adapter';
import { type RetryPolicy, WebhookSender, wasTaken } from 'channelwright/double';
import { signedHeaders } from '../signing.js';

/** An event as it goes over the wire. */
export interface EmittedEvent {
  id: string;
  type: string;
  timestamp: string;
  account?: string;
  data: object;
}

const RETRY_DELAYS_MS = [50, 100, 200, 400, 800, 1600, 3200];
const MOST_TRIES = 60;

const untilTaken: RetryPolicy = ({ status }, tries) => {
  const refused = status !== undefined && status < 500 && status !== 429;
  return refused || tries >= MOST_TRIES ? undefined : (RETRY_DELAYS_MS[tries - 1] ?? 5000);
};

/** Sends signed events to the connector, one request after another for each URL, until each has been taken. */
export class Callbacks {
  /** What was never taken, and why. */
  readonly undelivered: { url: string; events: EmittedEvent[]; cause: string }[] = [];
  readonly #sender: WebhookSender;
  readonly #lines = new Map<string, Promise<void>>();
  #requests = 0;

  constructor(
    private readonly secret: string,
    private readonly clock: Clock,
    signal: AbortSignal,
  ) {
    this.#sender = new WebhookSender(clock, signal);
  }

  /** Every try, oldest first. */
  get tries() {
    return this.#sender.tries;
  }

  /** Resolves when the events were taken or given up. */
  send(url: string, events: EmittedEvent[]): Promise<void> {
    this.#requests += 1;
    const id = `req_${this.#requests}`;
    const body = JSON.stringify(events.length === 1 ? events[0] : { events });
    const headers = () => ({
      'content-type': 'application/json',
      ...signedHeaders(this.secret, id, this.clock.now(), body),
    });
    const sent = (this.#lines.get(url) ?? Promise.resolve()).then(async () => {
      const last = await this.#sender.post({ url, headers, body }, untilTaken);
      const cause = String(last.status ?? last.error);
      if (!wasTaken(last)) this.undelivered.push({ url, events, cause });
    });
    this.#lines.set(url, sent);
    return sent;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.#lines.values());
  }
}
