import type { AppendOutcome, NewInboxEvent } from '../../outbox/inbox-event.js';
import type { Appender } from './appender.js';

/**
 * Several appenders side by side: while the disk syncs the group of one, the database takes the group of the next. What begins with
 * an event of the same slot goes the same way, so that what is appended for a portal one after the other keeps its order.
 */
export class AppendLanes {
  constructor(private readonly lanes: readonly Appender[]) {}

  append(events: readonly NewInboxEvent[]): Promise<AppendOutcome[]> {
    const slot = events[0]?.slot ?? 0;
    // A slot that is none is refused by whichever it comes to.
    const lane = this.lanes[slot % this.lanes.length] ?? this.lanes[0];
    return lane ? lane.append(events) : Promise.resolve([]);
  }

  /** Resolves when nothing waits any more. */
  async settled(): Promise<void> {
    await Promise.all(this.lanes.map((lane) => lane.settled()));
  }
}
