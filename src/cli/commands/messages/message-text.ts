import type { FailureReason } from '../../../contract/failure-reason.js';
import { correlationOf, type JournalEntry } from '../../../outbox/journal-entry.js';
import { traceId } from '../../../policy/traces.js';
import { partState } from '../../../status/aggregate.js';
import type { ContentRow } from '../../../status/content-row.js';
import type { MessageRow } from '../../../status/message-row.js';
import type { Attempt, Part } from '../../../status/part.js';
import type { HubSpotStatus, StatusRow } from '../../../status/status-row.js';
import { printable } from '../../output/printable.js';
import { type Cell, isoTime, table } from '../../output/table.js';

/** A message and what happened to it. */
export interface MessageStory {
  message: MessageRow;
  status?: StatusRow;
  journal: JournalEntry[];
  /** Where it was asked for; `deleted`: it is no longer kept. */
  content?: ContentRow | 'deleted';
}

/** A message's story for a person. */
export function messageText({ message, status, journal, content }: MessageStory): string {
  const sections = [
    headText(message, status, correlationIn(message, journal)),
    partsText(message),
    journalText(journal),
  ];
  if (content !== undefined) sections.push(contentText(content));
  return sections.join('\n\n');
}

/** What HubSpot should show and has confirmed, e.g. `SENT`, or `FAILED (recipient-invalid 21211), HubSpot: SENT`. */
export function statusText(status: StatusRow | undefined): string | undefined {
  if (!status?.desired) return undefined;
  const desired = hubspotStatusText(status.desired);
  const synced = status.synced ? hubspotStatusText(status.synced) : 'nothing';
  if (desired === synced) return desired;
  return `${desired}, HubSpot: ${synced}${status.abandoned ? ' (given up)' : ''}`;
}

function headText(message: MessageRow, status: StatusRow | undefined, correlation: string): string {
  const { key, id, channel, account, conversation, threadId, origin, createdAtMs, receivedAtMs, deadlineAtMs } =
    message;
  const facts: [string, Cell][] = [
    ['message', id],
    ['key', key],
    ['correlation', correlation],
    ['trace', traceId(message.trace)],
    ['status', statusText(status)],
    ['origin', originText(message)],
    ['channel', `${channel}, account ${account}`],
    ['to', message.to?.value],
    ['thread', threadId],
    ['conversation', conversation],
    [origin === 'agent' ? 'created' : 'written', isoTime(createdAtMs)],
    ['received', isoTime(receivedAtMs)],
    ...(origin === 'agent' ? [['deadline', isoTime(deadlineAtMs)] as [string, Cell]] : []),
    ['adapter', `${message.adapter.name} ${message.adapter.version}`],
    ...(message.corrected ? [['corrected', correctedText(message.corrected)] as [string, Cell]] : []),
    ...(message.rejection ? [['rejected', reasonText(message.rejection)] as [string, Cell]] : []),
  ];
  return facts
    .filter(([, fact]) => fact !== undefined && fact !== '')
    .map(([name, fact]) => `${name.padEnd(13)}${printable(String(fact))}`)
    .join('\n');
}

/** By which name log lines speak of it. */
function correlationIn({ origin, id }: MessageRow, journal: readonly JournalEntry[]): string {
  const published = origin === 'published' && journal.find(({ type }) => type === 'publication.published');
  return (published ? correlationOf(published) : undefined) ?? id;
}

function correctedText({ id, to, atMs }: NonNullable<MessageRow['corrected']>): string {
  return `to ${to}, at ${isoTime(atMs)}, by correction ${id}`;
}

/** What we published is the customer's, or was sent to them by other means than HubSpot. */
function originText({ origin, echo }: MessageRow): string {
  if (origin === 'agent') return 'an agent, in HubSpot';
  return echo ? 'sent to the customer outside HubSpot; we have put it there' : 'the customer';
}

function partsText({ parts = [], origin, echo }: MessageRow): string {
  const headings = ['part', 'state', 'attempt', 'called', 'outcome', 'provider id', 'progress', 'reason'];
  const inHubSpot = echo ? 'It was sent by other means.' : 'It came from the customer.';
  const none = origin === 'agent' ? 'It has no parts yet.' : inHubSpot;
  return table(headings, parts.flatMap(partRows), none);
}

function partRows(part: Part): Cell[][] {
  const own: Cell[] = [part.index + 1, partState(part)];
  const reason = part.abandoned ?? part.presumed;
  if (part.attempts.length === 0)
    return [[...own, undefined, undefined, undefined, undefined, undefined, reasonText(reason)]];
  return part.attempts.flatMap((attempt, index) => {
    const rows = attemptRows(attempt, index === part.attempts.length - 1 ? reason : undefined);
    return rows.map((row, first) => (index === 0 && first === 0 ? [...own, ...row] : ['', '', ...row]));
  });
}

function attemptRows(attempt: Attempt, given: FailureReason | undefined): Cell[][] {
  const { n, intendedAtMs, outcome, progress, ids } = attempt;
  const own: Cell[] = [n, isoTime(intendedAtMs), outcome ?? 'under way'];
  const [first, ...others] = ids;
  const reason = reasonText(attempt.reason ?? first?.reason ?? given);
  return [
    [...own, first?.id, first?.progress ?? progress, reason],
    ...others.map((id): Cell[] => ['', '', '', id.id, id.progress, reasonText(id.reason)]),
  ];
}

function journalText(journal: JournalEntry[]): string {
  const rows = journal.map(({ atMs, type, data }) => [
    isoTime(atMs),
    type,
    data === undefined ? '' : JSON.stringify(data),
  ]);
  return table(['when', 'what', 'data'], rows, 'Nothing is on record.');
}

function contentText(content: ContentRow | 'deleted'): string {
  if (content === 'deleted') return 'Its content is no longer kept.';
  return printable(JSON.stringify(content.items, null, 2));
}

function reasonText(reason: FailureReason | undefined): string | undefined {
  return reason && [reason.class, reason.code].filter((word) => word !== undefined).join(' ');
}

function hubspotStatusText({ status, reason }: HubSpotStatus): string {
  if (!reason) return status;
  return `${status} (${[reason.class, reason.code].filter((word) => word !== undefined).join(' ')})`;
}
