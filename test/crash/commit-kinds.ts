import type { Change } from '../../src/outbox/change.js';
import type { PublicationRow } from '../../src/publication/publication-row.js';
import type { MessageRow } from '../../src/status/message-row.js';
import type { CommitKind } from './kill-point.js';

const BY_JOURNAL: Readonly<Record<string, CommitKind>> = {
  'message.received': 'received',
  'part.sent': 'receipt',
  'part.delivered': 'receipt',
  'part.read': 'receipt',
  'status.synced': 'patched',
  'publication.published': 'published',
};

/** What a commit is about, told from its rows alone: one commit may hold many events. */
export function commitKinds(changes: readonly Change[]): Set<CommitKind> {
  return new Set(changes.flatMap((change) => kindOf(change) ?? []));
}

function kindOf(change: Change): CommitKind | undefined {
  if (change.op === 'journal') return BY_JOURNAL[String(change.columns['type'])];
  if (change.op !== 'put') return undefined;
  switch (change.table) {
    case 'refs':
      // A correlation becomes known with the intent, a provider's id with the answer.
      return change.key.includes('|c|') ? 'intended' : 'returned';
    case 'messages':
      return isPlanned(JSON.parse(change.doc) as MessageRow) ? 'prepared' : undefined;
    case 'publications':
      return hasNewFile(JSON.parse(change.doc) as PublicationRow) ? 'fetched' : undefined;
    default:
      return undefined;
  }
}

function isPlanned({ parts }: MessageRow): boolean {
  return parts?.every(({ attempts }) => attempts.length === 0) ?? false;
}

function hasNewFile({ state, files }: PublicationRow): boolean {
  return state !== 'published' && files.some((file) => file.state === 'stored');
}
