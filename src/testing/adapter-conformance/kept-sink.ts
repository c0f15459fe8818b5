import type { EventSink } from '../../contract/connection.js';
import type { ReceivedEvent } from '../../contract/provider-event.js';

/** Keeps what a connection hands over; or cannot, as when a store is down. */
export class KeptSink implements EventSink {
  /** What was handed over, durable or not. */
  readonly events: ReceivedEvent[] = [];
  #waiting: (() => void)[] = [];

  constructor(
    private last?: string,
    private readonly writable = true,
  ) {}

  async checkpoint(): Promise<string | undefined> {
    return this.last;
  }

  async commit(events: ReceivedEvent[], checkpoint?: string): Promise<void> {
    this.events.push(...events);
    for (const wake of this.#waiting.splice(0)) wake();
    if (!this.writable) throw new Error('the store cannot be written');
    this.last = checkpoint ?? this.last;
  }

  /** Resolves to true when a message of this text has been handed over. */
  async has(text: string): Promise<true> {
    while (!this.events.some((event) => event.kind === 'message' && holdsText(event.content, text))) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return true;
  }
}

/** Whether one of the items is this text. */
export function holdsText(items: readonly { kind: string; text?: string }[], text: string): boolean {
  return items.some((item) => item.kind === 'text' && item.text === text);
}
