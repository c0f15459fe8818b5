import type { EventSink } from '../../contract/connection.js';
import type { ReceivedEvent } from '../../contract/provider-event.js';

/** Keeps what a connection hands over; or cannot, as when a store is down. */
export class KeptSink implements EventSink {
  readonly events: ReceivedEvent[] = [];
  #arrived = Promise.withResolvers<void>();

  constructor(
    private last?: string,
    private readonly writable = true,
  ) {}

  async checkpoint(): Promise<string | undefined> {
    return this.last;
  }

  async commit(events: ReceivedEvent[], checkpoint?: string): Promise<void> {
    if (!this.writable) {
      this.#arrived.resolve();
      throw new Error('the store cannot be written');
    }
    this.events.push(...events);
    this.last = checkpoint ?? this.last;
    if (events.length > 0) this.#arrived.resolve();
  }

  /** Resolves when something has come. */
  get arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  get keys(): string[] {
    return this.events.map((event) => (event.kind === 'unparsable' ? event.detail : event.dedupeKey));
  }
}
