/** What a stop left behind. Nothing of it is lost: the next start goes on from the store. */
export interface StopReport {
  /** Everything under way came to its end in time. */
  clean: boolean;
  /** Calls that had to be aborted, by queue. */
  aborted: Record<string, number>;
}
