/** One event or job: what a webhook of HubSpot holds, and a number by which it is known. */
export interface Job {
  number: number;
  webhook: unknown;
}

export interface Place {
  /** Of an empty database, or of Redis. */
  url: string;
}

/**
 * A way to accept work durably, run each piece once and record that. `onRun` of what runs it is called for each piece, in the
 * process that has accepted it.
 */
export interface Contestant {
  /** Accepts a group. Resolves when it is durable. */
  add(jobs: Job[]): Promise<unknown>;
  /** Begins to run what was and what will be accepted. Answers how to end that. */
  work(onRun: (number: number) => void): Promise<() => Promise<unknown>>;
  /** Whether everything that was run is recorded durably. */
  recorded(): Promise<boolean>;
  /** Nobody works any more. */
  close(): Promise<void>;
}

export type Open = (place: Place) => Promise<Contestant>;
