import type { FailureReason } from '../contract/failure-reason.js';
import type { Table } from './table.js';

/**
 * A closed scope: nothing in it is sent until it is opened by time, by a passing `validateAccount` or by an operator.
 * `paused` by an operator stops the deadlines of what waits; `blocked` by a provider does not.
 */
export interface GateRow {
  /** `sender:<account>:<scopeKey>`, `account:<key>`, `held:<account>`, `provider:<channel>`, `channel:<name>`, `portal:<app>/<portal>` or `consent:<app>/<portal>`. */
  key: string;
  kind: 'blocked' | 'paused';
  closedAtMs: number;
  /** Opens by itself then; absent: only by a validator or an operator. */
  untilMs?: number;
  reason?: FailureReason;
}

export const GATES: Table<GateRow> = {
  name: 'gates',
  key: (row) => row.key,
  columns: (row) => ({ scope: row.key.slice(0, row.key.indexOf(':')), until: row.untilMs ?? null }),
};
