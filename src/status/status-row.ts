import type { FailureClass } from '../contract/failure-reason.js';
import type { Table } from '../outbox/table.js';
import type { TraceParent } from '../policy/traces.js';

/** Why a message is FAILED, as data: rendered into a sentence only when it is sent. */
export interface StatusReason {
  class: FailureClass;
  code?: string;
  /** Which part failed, from 1, where the message has several. */
  part?: number;
  parts?: number;
}

/** What HubSpot can be told. There is no DELIVERED. Source: HubSpot OpenAPI, status update request. */
export interface HubSpotStatus {
  status: 'SENT' | 'READ' | 'FAILED';
  /** With FAILED. */
  reason?: StatusReason;
}

/** What HubSpot should know of a message, and what it has confirmed. */
export interface StatusRow {
  /** The key of the message. */
  key: string;
  app: string;
  portal: string;
  channel: string;
  hubspotChannelId: string;
  account: string;
  /** HubSpot's message id. */
  messageId: string;
  createdAtMs: number;
  desired?: HubSpotStatus;
  synced?: HubSpotStatus;
  /** Consecutive failures of the call. */
  failures: number;
  /** The call is not tried before this, ms. */
  notBeforeMs?: number;
  /** When to GET it and compare, ms; after an ambiguous answer or a takeover. */
  readBackAtMs?: number;
  /** HubSpot will never take it (the message is gone, the portal refuses): kept as a dead letter. */
  abandoned?: boolean;
  /** It follows from a correction of many: it is told when nothing else is to be. */
  later?: true;
  /** Since when `desired` is what it is, ms. */
  desiredAtMs?: number;
  /** Of the message. */
  trace?: TraceParent;
  updatedAtMs: number;
}

export const STATUSES: Table<StatusRow> = {
  name: 'statuses',
  key: (row) => row.key,
  columns: (row) => ({
    portal: `${row.app}/${row.portal}`,
    dirty: isDirty(row) ? 1 : 0,
    updated_at: row.updatedAtMs,
  }),
};

/** Whether HubSpot has yet to be told. */
export function isDirty(row: StatusRow): boolean {
  return row.desired !== undefined && !row.abandoned && !sameStatus(row.desired, row.synced);
}

export function sameStatus(a: HubSpotStatus | undefined, b: HubSpotStatus | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.status === b.status &&
    a.reason?.class === b.reason?.class &&
    a.reason?.code === b.reason?.code &&
    a.reason?.part === b.reason?.part
  );
}
