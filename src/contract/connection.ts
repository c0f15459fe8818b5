import type { ReceivedEvent } from './provider-event.js';

/** Where a connection hands over what it received. */
export interface EventSink {
  /** What was last committed with a checkpoint. */
  checkpoint(): Promise<string | undefined>;
  /** Resolves when durable; only then acknowledge to the provider. Rejects when the store cannot write: stop reading. */
  commit(events: ReceivedEvent[], checkpoint?: string): Promise<void>;
}

/** An open socket or poll loop. */
export interface Connection {
  /** Resolves when it has ended by itself; rejects when it broke. The framework reopens it with backoff. */
  closed: Promise<void>;
  close(): Promise<void>;
}
