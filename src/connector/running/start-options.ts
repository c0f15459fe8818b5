/** How a connector is started, other than as always. */
export interface StartOptions {
  /**
   * The database has lost transactions: it was restored, or a fail-over went to a server that was behind. What was under way is not
   * trusted: every send whose end is not known is uncertain, and nobody from before may write. Only while no replica runs.
   */
  recovered?: boolean;
}
