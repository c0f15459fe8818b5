import type { ContentItem } from '../contract/content-item.js';
import type { MessageEvent } from '../contract/provider-event.js';
import type { ConversationRow } from '../directory/people/conversation-row.js';
import { joinLane } from '../outbox/lane.js';
import type { Tx } from '../outbox/tx.js';
import { CONTENTS } from '../status/content-row.js';
import { PUBLICATIONS, type PublicationFile, type PublicationRow, publicationKey } from './publication-row.js';
import { settled, waitsUntilMs } from './readiness.js';

/** How long what is kept and waited for. */
export interface PublicationTimes {
  contentMs: number;
  /** How long a text waits for its files. */
  filesMs: number;
}

type Described = Pick<
  PublicationRow,
  | 'key'
  | 'providerId'
  | 'kind'
  | 'direction'
  | 'from'
  | 'atMs'
  | 'sequence'
  | 'replyTo'
  | 'fragments'
  | 'files'
  | 'trace'
>;

/** A message or an echo as a publication that has not been begun. */
export function messageDraft(account: string, event: MessageEvent, part = ''): Described {
  return {
    key: publicationKey(account, event.id, part),
    providerId: event.id,
    kind: 'message',
    direction: event.kind === 'echo' ? 'OUTGOING' : 'INCOMING',
    from: event.from,
    atMs: event.atMs,
    sequence: event.sequence ?? 0,
    ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
    files: filesOf(event.id, event.content),
  };
}

/** The files of a message's content, in their order, none of them fetched. One in HubSpot already needs no fetching. */
export function filesOf(providerId: string, items: readonly ContentItem[]): PublicationFile[] {
  const files: PublicationFile[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const name = `${providerId}#${files.length}`;
    if (item.ref.kind === 'hubspot') files.push({ name, state: 'stored', fileId: item.ref.fileId, failures: 0 });
    else files.push({ name, state: 'pending', failures: 0 });
  }
  return files;
}

/** Puts a publication with its content into its lanes. What comes from outside HubSpot goes into both: see the design. */
export function enqueue(
  tx: Tx,
  conversation: ConversationRow,
  described: Described,
  items: ContentItem[],
  times: PublicationTimes,
): PublicationRow {
  const { app, portal, channel, account, key } = conversation;
  const owner = { app, portal, channel, account, conversation: key };
  const waiting: PublicationRow = {
    ...owner,
    ...described,
    createdAtMs: tx.nowMs,
    state: 'waiting',
    filesUntilMs: tx.nowMs + times.filesMs,
    failures: 0,
  };
  const row = waitsUntilMs(waiting) <= tx.nowMs ? settled(waiting) : waiting;
  tx.put(PUBLICATIONS, row);
  tx.put(CONTENTS, { key: row.key, items, expiresAtMs: tx.nowMs + times.contentMs });
  const { atMs, sequence } = row;
  joinLane(tx, owner, 'in', { kind: 'publication', key: row.key, atMs, sequence });
  if (row.direction === 'OUTGOING') joinLane(tx, owner, 'out', beforeItsOwnEcho(row));
  return row;
}

/**
 * HubSpot may send us what we publish from outside as if an agent had written it, before it has answered our call. That
 * webhook must stand behind its publication in the outgoing lane, although both have the same time.
 */
function beforeItsOwnEcho({ key, atMs }: PublicationRow) {
  return {
    kind: 'publication' as const,
    key,
    atMs: Math.floor(atMs / 1_000) * 1_000,
    sequence: Number.MIN_SAFE_INTEGER,
  };
}
