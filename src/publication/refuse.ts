import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { Tx } from '../outbox/tx.js';
import { lifecycleEvent } from '../status/lifecycle-events.js';
import { PUBLICATION_REPLAY } from './publication-events.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';
import { leaveLanes } from './publication-work.js';

/** HubSpot will not have it: kept as a dead letter that can be replayed, and the lane goes on. */
export function refuse(tx: Tx, row: PublicationRow, cause: { code: string; detail: string }): void {
  const { app, portal, channel, account, conversation, key: publication, trace } = row;
  const owner = { app, portal, channel, account };
  const { code, detail } = cause;
  const key = refusalKey(publication);
  const kind = PUBLICATION_REPLAY;
  const atMs = tx.nowMs;
  const traced = trace === undefined ? {} : { trace };
  tx.put(PUBLICATIONS, { ...row, state: 'refused' });
  tx.put(DEAD_LETTERS, { key, kind, atMs, ...owner, cause: { code, detail }, body: { publication } });
  leaveLanes(tx, row);
  // The words of HubSpot may tell who wrote: they are in the dead letter, which is sealed.
  tx.journal({ type: 'publication.failed', atMs, ...owner, conversation, data: { publication, code } });
  tx.emit(lifecycleEvent('publication.failed', { ...owner, publication, conversation, code, atMs, ...traced }));
  tx.emit(lifecycleEvent('dead-letter.added', { deadLetter: key, kind, ...owner, code, atMs }));
}

export function refusalKey(publication: string): string {
  return `publication:${publication}`;
}
