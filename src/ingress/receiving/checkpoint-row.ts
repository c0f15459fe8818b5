import { hash } from 'node:crypto';
import type { Account } from '../../contract/account.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import { slotOf } from '../../outbox/slot.js';
import type { Table } from '../../outbox/table.js';

/** How far a connection or a backfill has read, in the provider's own terms. */
export interface CheckpointRow {
  key: string;
  value: string;
  atMs: number;
}

export const CHECKPOINTS: Table<CheckpointRow> = {
  name: 'checkpoints',
  key: (row) => row.key,
  columns: () => ({}),
};

/** The kind of the event that moves a checkpoint. It is appended together with the events that were read up to there. */
export const CHECKPOINT = 'checkpoint';

export interface CheckpointBody {
  key: string;
  value: string;
}

export function checkpointEvent(
  { app }: ChannelRuntime,
  { portalId }: Account,
  body: CheckpointBody,
  receivedAtMs: number,
): NewInboxEvent {
  return { kind: CHECKPOINT, slot: slotOf(app, portalId), app, portal: portalId, receivedAtMs, body: { ...body } };
}

/** The adapter's key is hashed: it may be long, or be made of a credential. */
export function connectionCheckpoint(channel: string, portalId: string, connectionKey: string): string {
  return `connection|${channel}|${portalId}|${hash('sha256', connectionKey, 'base64url')}`;
}

export function backfillCheckpoint(account: string): string {
  return `backfill|${account}`;
}
