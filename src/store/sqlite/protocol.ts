import type { ErrorCode } from '../../errors/registry.js';
import type { AppendedEvent, Backlog } from '../../outbox/backlog.js';
import type { AppendOutcome } from '../../outbox/inbox-event.js';
import type { LiveSealer } from '../../outbox/resealing.js';
import type { ColumnValue } from '../../outbox/table.js';
import type { DueQuery, Find, Prune, Read } from '../../outbox/work-store.js';
import type { ChangeRow } from '../change-rows.js';
import type { EventRow, NewEventRow } from '../inbox-rows.js';
import type { SealedRow } from '../resealed-page.js';
import type { StoreMode } from '../store-mode.js';

export type DocumentRow = [key: string, doc: string];
export type JournalRow = [seq: number, doc: string];

/** Calls that change the database, and run in groups inside one transaction. */
export interface Writes {
  append: { given: NewEventRow[]; answer: AppendOutcome[] };
  commit: { given: ChangeRow[]; answer: undefined };
  prune: { given: Prune; answer: number };
  ping: { given: undefined; answer: undefined };
  reseal: { given: { table: string; ids: (string | number)[] }; answer: number };
  forgetOtherKeys: { given: undefined; answer: undefined };
}

export interface Reads {
  read: { given: Read[]; answer: DocumentRow[][] };
  inbox: { given: { afterSeq: number; limit: number }; answer: EventRow[] };
  parked: { given: { afterSeq: number; limit: number; portal: string | undefined }; answer: EventRow[] };
  overdueParked: { given: { nowMs: number; limit: number }; answer: EventRow[] };
  due: { given: DueQuery; answer: DocumentRow[] };
  nextDueAt: { given: number; answer: number | undefined };
  journal: {
    given: { afterSeq: number; limit: number; equal: Record<string, ColumnValue> };
    answer: JournalRow[];
  };
  count: { given: Omit<Find, 'order' | 'limit'>; answer: number };
  backlog: { given: { nowMs: number; atMost: number }; answer: Backlog };
  waits: { given: AppendedEvent; answer: boolean };
  sealed: { given: { table: string; after: string | number | undefined; limit: number }; answer: SealedRow[] };
  sealers: { given: undefined; answer: LiveSealer[] };
}

export type Calls = Writes & Reads;
export type Operation = keyof Calls;

export type Call = { [Op in Operation]: { id: number; op: Op; given: Calls[Op]['given'] } }[Operation];
export type WriteCall = Extract<Call, { op: keyof Writes }>;
export type ReadCall = Extract<Call, { op: keyof Reads }>;

/** What the worker is sent. After `close` there is nothing more, and the thread ends by itself. */
export type Order = Call[] | 'close';

/** An error on its way between threads. */
export interface Failure {
  code: ErrorCode;
  detail: string;
}

export type Outcome = { ok: true; answer: unknown } | { ok: false; failure: Failure };
export type Reply = { id: number } & Outcome;

export interface WorkerSettings {
  path: string;
  keys: readonly Uint8Array[];
  mode: StoreMode;
  busyTimeoutMs: number;
  maxBytes?: number;
}

/** The worker's first message: how the opening went. */
export type Opening =
  | { ok: true; epoch: number; released: number; schema: SchemaStep; keyIds: readonly string[] }
  | { ok: false; failure: Failure };

/** From and to which schema version the opening went. */
export interface SchemaStep {
  from: number;
  to: number;
}
