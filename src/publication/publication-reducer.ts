import { inject, injectable } from 'inversify';
import { CHANNEL_RUNTIMES, type Channels } from '../directory/channels/channel-runtime.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import { joinLane } from '../outbox/lane.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import { backoffMs } from '../policy/backoff.js';
import type { Random } from '../policy/random.js';
import { RANDOM } from '../policy/tokens.js';
import { CONTENTS } from '../status/content-row.js';
import {
  PUBLICATION_REPLAY,
  type PublicationEvents,
  type PublicationReplayBody,
  type PublishOutcome,
} from './publication-events.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';
import { leaveLanes, PUBLICATION_WAIT, removeWork } from './publication-work.js';
import { keepErased, keepId, recordPublished } from './record-published.js';
import { refusalKey, refuse } from './refuse.js';

const BACKOFF = { baseMs: 1_000, capMs: 5 * 60_000 };

/** The life of a publication after it has entered its lane. */
@injectable()
export class PublicationReducer implements Reducer {
  readonly kinds = ['publication.returned', 'publication.recognised', `due.${PUBLICATION_WAIT}`, PUBLICATION_REPLAY];

  constructor(
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(RANDOM) private readonly random: Random,
  ) {}

  reduce(event: FoldEvent, tx: Tx): void {
    switch (event.kind) {
      case 'publication.returned': {
        const { publication, outcome } = event.body as PublicationEvents['returned'];
        const row = tx.get(PUBLICATIONS, publication);
        if (row?.state === 'ready') this.#complete(tx, row, outcome);
        else if (row && outcome.kind === 'published') this.#learn(tx, row, outcome);
        else if (outcome.kind === 'published' && outcome.messageId) keepErased(tx, event, outcome.messageId);
        return;
      }
      case 'publication.recognised': {
        const row = tx.get(PUBLICATIONS, (event.body as PublicationEvents['recognised']).publication);
        if (row) forget(tx, row);
        return;
      }
      case PUBLICATION_REPLAY:
        return replay(tx, (event.body as PublicationReplayBody).publication);
      default:
        return endWaiting(tx, event.body as WorkRow);
    }
  }

  /** It comes late, from a process that has lost the slot: HubSpot has it, whatever a repetition of the call has come to. */
  #learn(tx: Tx, row: PublicationRow, outcome: PublishOutcome & { kind: 'published' }): void {
    const channel = this.channels.byName(row.channel);
    if (row.state === 'refused') {
      tx.remove(DEAD_LETTERS, refusalKey(row.key));
      recordPublished(tx, row, outcome, channel);
    } else if (row.state === 'published' && row.messageId === undefined && outcome.messageId !== undefined) {
      keepId(tx, { ...row, messageId: outcome.messageId }, outcome.messageId, outcome.threadId, channel);
    }
  }

  #complete(tx: Tx, row: PublicationRow, outcome: PublishOutcome): void {
    switch (outcome.kind) {
      case 'published':
        return recordPublished(tx, row, outcome, this.channels.byName(row.channel));
      case 'retry': {
        const failures = row.failures + 1;
        const notBeforeMs = tx.nowMs + Math.max(backoffMs(BACKOFF, failures, this.random), outcome.afterMs ?? 0);
        return tx.put(PUBLICATIONS, { ...row, failures, notBeforeMs });
      }
      case 'refused': {
        if (!outcome.plainer) return refuse(tx, row, outcome);
        const { code } = outcome;
        const { app, portal, channel, account, conversation } = row;
        const owner = { app, portal, channel, account, conversation };
        tx.journal({
          type: 'publication.simplified',
          atMs: tx.nowMs,
          ...owner,
          data: { publication: row.key, code },
        });
        const { notBeforeMs: _, ...again } = row;
        return tx.put(PUBLICATIONS, { ...again, plain: true });
      }
    }
  }
}

/** It is in HubSpot already, as what an agent wrote. */
function forget(tx: Tx, row: PublicationRow): void {
  leaveLanes(tx, row);
  removeWork(tx, row.key);
  tx.remove(PUBLICATIONS, row.key);
  tx.remove(CONTENTS, row.key);
}

/** An operator wants it tried again. It stands in its old place, as far as that is still to come. */
function replay(tx: Tx, key: string): void {
  const row = tx.get(PUBLICATIONS, key);
  if (row?.state !== 'refused') return;
  const { app, portal, channel, account, conversation, atMs, sequence } = row;
  const { notBeforeMs: _, plain: _plain, ...again } = row;
  tx.remove(DEAD_LETTERS, refusalKey(key));
  tx.put(PUBLICATIONS, { ...again, state: 'ready', failures: 0 });
  const owner = { app, portal, channel, account, conversation };
  const item = { kind: 'publication' as const, key, atMs, sequence };
  joinLane(tx, owner, 'in', item);
  if (row.direction === 'OUTGOING') joinLane(tx, owner, 'out', item);
}

/** Written again, so that what follows from the time is derived. */
function endWaiting(tx: Tx, work: WorkRow): void {
  tx.remove(WORK, work.key);
  const row = tx.get(PUBLICATIONS, work.ref);
  if (row?.state === 'waiting') tx.put(PUBLICATIONS, { ...row });
}
