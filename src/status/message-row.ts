import type { Address } from '../contract/address.js';
import type { FailureReason } from '../contract/failure-reason.js';
import type { Usage } from '../contract/send-outcome.js';
import type { Table } from '../outbox/table.js';
import { attemptState } from './aggregate.js';

/** How far one provider id has come. Monotone: pending < accepted < sent < failed < delivered < read. */
export type Progress = 'pending' | 'accepted' | 'sent' | 'failed' | 'delivered' | 'read';

/** One id the provider gave, with its own receipts. */
export interface ProviderId {
  id: string;
  progress: Progress;
  atMs: number;
  /** With `failed`. */
  reason?: FailureReason;
  usage?: Usage;
}

/** One call. It is written as an intent before the call, and completed with what the call returned. */
export interface Attempt {
  /** From 1. */
  n: number;
  correlation: string;
  /** The epoch that licensed the call. */
  epoch: number;
  intendedAtMs: number;
  /** Absent while the call is under way, or when it was lost in a crash. */
  outcome?: 'accepted' | 'rejected' | 'retry' | 'blocked' | 'uncertain';
  returnedAtMs?: number;
  /** Of any outcome but `accepted`, or of a receipt that failed the attempt as a whole. */
  reason?: FailureReason;
  /** What is known of the attempt as a whole: by `proves`, or by receipts that carry our correlation but no id. */
  progress: Progress;
  ids: ProviderId[];
  /** How often `wasSent` was asked. */
  lookups: number;
  /** It is uncertain and will stay so: by policy another attempt follows. */
  resend?: boolean;
  /** While the call is under way: a receipt has shown already that the provider has it. */
  proven?: boolean;
  usage?: Usage;
}

/** One provider call's worth of a message. Its content is in the `contents` table. */
export interface Part {
  id: string;
  index: number;
  idempotencyKey: string;
  continues: boolean;
  adapterVersion: string;
  attempts: Attempt[];
  /** The next attempt is not before this, ms. */
  notBeforeMs?: number;
  /** It will never be sent (again): counts as failed as long as nothing proves otherwise. */
  abandoned?: FailureReason;
  /** Set by policy on an uncertain or unconfirmed part: counts as failed; any later proof clears it. */
  presumed?: FailureReason;
  /** How far it was when it was presumed: only what is beyond that is a proof. Default `pending`. */
  presumedAt?: Progress;
  /** When the adapter says no further receipt will come. */
  final?: boolean;
}

/** One HubSpot message: an agent's on its way out, or one that we published (kept so that its echo is a duplicate). */
export interface MessageRow {
  /** `<app>/<portal>/<HubSpot's message id>`. */
  key: string;
  /** HubSpot's message id. */
  id: string;
  app: string;
  portal: string;
  channel: string;
  /** HubSpot's id of the channel, as its webhook gave it. */
  hubspotChannelId: string;
  account: string;
  /** Key of the conversation; empty where the message never got so far as to have one. */
  conversation: string;
  threadId: string;
  origin: 'agent' | 'published';
  createdAtMs: number;
  receivedAtMs: number;
  /** What has not been handed over by then is FAILED, ms. Moved by the length of an operator's pause. */
  deadlineAtMs: number;
  to?: Address;
  actorId?: string;
  /** Absent until planned. */
  parts?: Part[];
  /** The whole message cannot be sent. */
  rejection?: FailureReason;
  /** How often preparing it failed for a passing reason. */
  prepareFailures?: number;
  /** Preparing is not tried before this, ms. */
  prepareNotBeforeMs?: number;
  /** No receipt came in time: `message.unconfirmed` was said. */
  unconfirmedAtMs?: number;
  adapter: { name: string; version: string };
  framework: string;
}

export const MESSAGES: Table<MessageRow> = {
  name: 'messages',
  key: (row) => row.key,
  columns: (row) => ({
    app: row.app,
    portal: row.portal,
    channel: row.channel,
    account: row.account,
    conversation: row.conversation,
    created_at: row.createdAtMs,
    received_at: row.receivedAtMs,
    origin: row.origin,
    adapter_version: row.adapter.version,
    open: isOpen(row) ? 1 : 0,
  }),
};

export function messageKey(app: string, portal: string, id: string): string {
  return `${app}/${portal}/${id}`;
}

/** Whether a watermark receipt may still move it. */
function isOpen(row: MessageRow): boolean {
  return row.parts?.some((part) => part.attempts.some(awaitsWatermark)) ?? false;
}

/** Whether a watermark receipt may still move the attempt: the provider has it, and it is neither failed nor read. */
export function awaitsWatermark(attempt: Attempt): boolean {
  const state = attemptState(attempt);
  return state === 'accepted' || state === 'sent' || state === 'delivered';
}

/** The attempt a provider id, or our correlation, belongs to. */
export interface RefRow {
  key: string;
  message: string;
  partIndex: number;
  attempt: number;
  expiresAtMs: number;
}

export const REFS: Table<RefRow> = {
  name: 'refs',
  key: (row) => row.key,
  columns: (row) => ({ message: row.message, expires_at: row.expiresAtMs }),
};

export function idRefKey(account: string, id: string): string {
  return `${account}|i|${id}`;
}

export function correlationRefKey(account: string, correlation: string): string {
  return `${account}|c|${correlation}`;
}
