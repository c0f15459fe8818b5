import type { Address } from '../contract/address.js';
import type { FailureReason } from '../contract/failure-reason.js';
import { boundedKey } from '../outbox/bounded-key.js';
import type { Table } from '../outbox/table.js';
import type { TraceParent } from '../policy/traces.js';
import { awaitsWatermark } from './attempt-state.js';
import type { Part } from './part.js';

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
  /** Of a published one: it went to the customer, past HubSpot. */
  echo?: true;
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
  /** Transactions of the store were lost before it was planned: it may have been sent all the same. When that was found, ms. */
  recoveredAtMs?: number;
  /** No receipt came in time: `message.unconfirmed` was said. */
  unconfirmedAtMs?: number;
  /** What an operator has said of it, by which command; the last one. */
  corrected?: { id: string; to: string; atMs: number };
  /** Whose it was is forgotten, since then, ms: what is heard of it later is kept without words, and under hidden ids. */
  erasedAtMs?: number;
  /** The trace that its webhook began, where somebody traces. */
  trace?: TraceParent;
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
  return `${account}|i|${boundedKey(id)}`;
}

export function correlationRefKey(account: string, correlation: string): string {
  return `${account}|c|${boundedKey(correlation)}`;
}

/** A name of an attempt, as its provider or we give it. */
export interface AttemptName {
  of: 'id' | 'correlation';
  ref: string;
}

export function refKey(account: string, { of, ref }: AttemptName): string {
  return of === 'id' ? idRefKey(account, ref) : correlationRefKey(account, ref);
}

/**
 * Under what an event waits for a name to become known. Not by account: while one takes the place of another, either may have
 * been told what the other has done.
 */
export function waitKey(
  { app, portal, channel }: Pick<MessageRow, 'app' | 'portal' | 'channel'>,
  name: AttemptName,
): string {
  return `${app}/${portal}/${channel}|${name.of === 'id' ? 'i' : 'c'}|${boundedKey(name.ref)}`;
}
