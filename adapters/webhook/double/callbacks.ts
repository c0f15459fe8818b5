import type { Clock } from 'channelwright/adapter';
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

/** Sends signed events to the connector, one request after another for each URL, until each has been taken. */
export class Callbacks {
  /** What was never taken, and why. */
  readonly undelivered: { url: string; events: EmittedEvent[]; cause: string }[] = [];
  readonly #stop = new AbortController();
  readonly #lines = new Map<string, Promise<void>>();
  #requests = 0;

  constructor(
    private readonly secret: string,
    private readonly clock: Clock,
  ) {}

  /** Resolves when the events were taken or given up. */
  send(url: string, events: EmittedEvent[]): Promise<void> {
    const id = `req_${++this.#requests}`;
    const body = JSON.stringify(events.length === 1 ? events[0] : { events });
    const sent = (this.#lines.get(url) ?? Promise.resolve()).then(async () => {
      const cause = await this.#untilTaken(url, id, body);
      if (cause !== undefined) this.undelivered.push({ url, events, cause });
    });
    this.#lines.set(url, sent);
    return sent;
  }

  /** Resolves when nothing is on its way. */
  async settled(): Promise<void> {
    await Promise.all(this.#lines.values());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.settled();
  }

  /** @returns why it was given up */
  async #untilTaken(url: string, id: string, body: string): Promise<string | undefined> {
    let cause = '';
    for (let failures = 0; failures < MOST_TRIES && !this.#stop.signal.aborted; failures++) {
      if (failures > 0) await this.clock.sleep(RETRY_DELAYS_MS[failures - 1] ?? 5000, this.#stop.signal);
      const status = await this.#post(url, id, body);
      if (typeof status === 'number' && status >= 200 && status < 300) return undefined;
      cause = String(status);
      if (typeof status === 'number' && status < 500 && status !== 429) return cause;
    }
    return cause;
  }

  async #post(url: string, id: string, body: string): Promise<number | string> {
    try {
      const headers = { 'content-type': 'application/json', ...signedHeaders(this.secret, id, this.clock.now(), body) };
      const response = await fetch(url, { method: 'POST', headers, body, signal: this.#stop.signal });
      await response.arrayBuffer();
      return response.status;
    } catch (error) {
      return error instanceof Error ? error.message : 'failed';
    }
  }
}
