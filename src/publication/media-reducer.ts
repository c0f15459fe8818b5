import { inject, injectable } from 'inversify';
import type { FileItem } from '../contract/content-item.js';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { backoffMs } from '../policy/backoff.js';
import type { Random } from '../policy/random.js';
import { RANDOM } from '../policy/tokens.js';
import { CONTENTS } from '../status/content-row.js';
import { RETENTION, type Retention } from '../status/retention.js';
import { enqueue } from './publication-draft.js';
import type { MediaOutcome, PublicationEvents } from './publication-events.js';
import { PUBLICATIONS, type PublicationFile, type PublicationRow, publicationKey } from './publication-row.js';
import { removeWork } from './publication-work.js';

const BACKOFF = { baseMs: 2_000, capMs: 5 * 60_000 };
/** How often a source may fail to give a file until it is given up: with the backoff, after some ten minutes. */
const MAX_FAILURES = 10;

/** A file has been fetched, or has not. One that comes after its text becomes a publication of its own. */
@injectable()
export class MediaReducer implements Reducer {
  readonly kinds = ['publication.mediaFetched', 'publication.mediaGone'];

  constructor(
    @inject(RANDOM) private readonly random: Random,
    @inject(RETENTION) private readonly retention: Retention,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { publication } = event.body as PublicationEvents['mediaGone'];
    const row = tx.get(PUBLICATIONS, publication);
    if (!row) removeWork(tx, publication);
    else if (event.kind === 'publication.mediaFetched') {
      this.#fetched(row, event.body as PublicationEvents['mediaFetched'], tx);
    }
  }

  #fetched(row: PublicationRow, { file: name, outcome }: PublicationEvents['mediaFetched'], tx: Tx): void {
    const at = row.files.findIndex((file) => file.name === name);
    const file = row.files[at];
    if (file?.state !== 'pending') return;
    const changed = this.#after(file, outcome, tx.nowMs);
    tx.put(PUBLICATIONS, { ...row, files: row.files.with(at, changed) });
    if (changed.state === 'failed') recordFailure(tx, row, name, outcome);
    if (changed.state !== 'pending' && changed.late) this.#publishLate(tx, row, at, changed);
  }

  #after({ notBeforeMs: _, ...file }: PublicationFile, outcome: MediaOutcome, nowMs: number): PublicationFile {
    switch (outcome.kind) {
      case 'stored':
        return { ...file, state: 'stored', fileId: outcome.fileId, ...(outcome.usage ? { usage: outcome.usage } : {}) };
      case 'failed':
        return { ...file, state: 'failed' };
      case 'retry': {
        const failures = file.failures + (outcome.counts ? 1 : 0);
        if (failures >= MAX_FAILURES) return { ...file, failures, state: 'failed' };
        const pauseMs = backoffMs(BACKOFF, Math.max(1, failures), this.random);
        return { ...file, failures, notBeforeMs: nowMs + Math.max(pauseMs, outcome.afterMs ?? 0) };
      }
    }
  }

  /** Right after its text in HubSpot's order, and as soon as the lane allows. */
  #publishLate(tx: Tx, row: PublicationRow, at: number, { late: _, ...file }: PublicationFile): void {
    const conversation = tx.get(CONVERSATIONS, row.conversation);
    const item = tx.get(CONTENTS, row.key)?.items.filter((each): each is FileItem => each.kind === 'file')[at];
    if (!conversation || !item) return;
    const { caption: _said, ...bare } = item;
    const { providerId, direction, from, sequence, trace } = row;
    const key = publicationKey(row.account, file.name, 'file');
    const described = {
      key,
      providerId,
      kind: 'file' as const,
      direction,
      from,
      atMs: row.atMs + 1,
      sequence,
      files: [file],
      ...(trace === undefined ? {} : { trace }),
    };
    enqueue(tx, conversation, described, [bare], { contentMs: this.retention.contentMs, filesMs: 0 });
  }
}

function recordFailure(tx: Tx, row: PublicationRow, file: string, outcome: MediaOutcome): void {
  const { app, portal, channel, account, conversation, key: publication } = row;
  const why = outcome.kind === 'stored' ? {} : { code: outcome.code };
  tx.journal({
    type: 'publication.fileFailed',
    atMs: tx.nowMs,
    app,
    portal,
    channel,
    account,
    conversation,
    data: { publication, file, ...why },
  });
}
