/** What one check has found. `warning`: the connector starts all the same, and does less. */
export interface Finding {
  check: string;
  /** What was looked at. */
  of: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
}
