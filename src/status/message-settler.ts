import { inject, injectable } from 'inversify';
import type { Json } from '../contract/json.js';
import { CHANNEL_RUNTIMES, type Channels, type StatusPolicy } from '../directory/channels/channel-runtime.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { Settler } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { messageVerdict, nextDesired } from './aggregate.js';
import { messageChanges } from './message-changes.js';
import { MESSAGES, type MessageRow } from './message-row.js';
import { READ_BACK_AFTER_MS } from './patch-result.js';
import { placeReceiptDeadline, receiptRules } from './receipt-deadline.js';
import { statusDeadLetterKey } from './status-dead-letter.js';
import { statusPolicy } from './status-policy.js';
import { isDirty, STATUSES, type StatusRow, sameStatus } from './status-row.js';
import { putStatus } from './status-work.js';

/**
 * What follows from a message that has changed: its journal, its lifecycle events, what HubSpot should know of it, and until
 * when receipts are waited for.
 */
@injectable()
export class MessageSettler implements Settler<MessageRow> {
  readonly table = MESSAGES;

  constructor(@inject(CHANNEL_RUNTIMES) private readonly channels: Channels) {}

  settle(row: MessageRow, before: MessageRow | undefined, tx: Tx): void {
    if (row.origin === 'published') return;
    const policy = statusPolicy(this.channels.byName(row.channel));
    for (const { emission, data } of messageChanges(row, before, policy, tx.nowMs)) {
      tx.journal(journalEntry(row, emission.type, data, tx.nowMs));
      tx.emit(emission);
    }
    settleStatus(row, before, policy, tx);
    const rules = receiptRules(this.channels, row.channel);
    if (rules) placeReceiptDeadline(tx, row, before, rules);
  }
}

function settleStatus(row: MessageRow, before: MessageRow | undefined, policy: StatusPolicy, tx: Tx): void {
  const verdict = messageVerdict(row, policy);
  // Nothing to tell yet, and nothing to take back: the status row need not even be looked at.
  if (!verdict && !(before && messageVerdict(before, policy))) return;
  const known = tx.get(STATUSES, row.key);
  const desired = nextDesired(known?.desired, verdict);
  if (desired === undefined || (known && sameStatus(known.desired, desired))) return;
  // What HubSpot refused may have been this one status: another is worth a try.
  if (known?.abandoned) tx.remove(DEAD_LETTERS, statusDeadLetterKey(row.key));
  const { abandoned: _again, later: _then, ...kept } = known ?? bornStatus(row, policy);
  const later = row.corrected?.id === before?.corrected?.id ? {} : { later: true as const };
  const next = { ...kept, ...later, desired, desiredAtMs: tx.nowMs, updatedAtMs: tx.nowMs };
  putStatus(tx, known && isTakenBack(known, next) ? readBackLater(next, tx.nowMs) : next, known);
}

/**
 * HubSpot was to be told something else, and may just have been: with this process its PATCH is followed by another one, but whoever
 * comes after it finds nothing to tell.
 */
function isTakenBack(before: StatusRow, next: StatusRow): boolean {
  return isDirty(before) && !isDirty(next);
}

function readBackLater(row: StatusRow, nowMs: number): StatusRow {
  return { ...row, readBackAtMs: row.readBackAtMs ?? nowMs + READ_BACK_AFTER_MS };
}

/** HubSpot shows every outgoing message as SENT from birth, so that need not be said where nobody asked for it. */
function bornStatus(row: MessageRow, { confirmSent }: StatusPolicy): StatusRow {
  const { key, app, portal, channel, hubspotChannelId, account, id: messageId, createdAtMs, trace } = row;
  return {
    key,
    app,
    portal,
    channel,
    hubspotChannelId,
    account,
    messageId,
    createdAtMs,
    ...(confirmSent ? {} : { synced: { status: 'SENT' as const } }),
    failures: 0,
    ...(trace === undefined ? {} : { trace }),
    updatedAtMs: 0,
  };
}

function journalEntry(row: MessageRow, type: string, data: Json | undefined, atMs: number) {
  const { app, portal, channel, account, conversation, key: message } = row;
  return { type, atMs, app, portal, channel, account, conversation, message, ...(data === undefined ? {} : { data }) };
}
