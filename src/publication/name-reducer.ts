import { inject, injectable } from 'inversify';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import { isPeerOf } from '../directory/people/conversations.js';
import { isMember } from '../directory/people/group-members.js';
import { withNameAnswer } from '../directory/people/peer-names.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../directory/people/tombstones.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import type { PublicationEvents } from './publication-events.js';

/** A provider was asked what somebody is called: its answer is kept, and also that there was none. */
@injectable()
export class NameReducer implements Reducer {
  readonly kinds = ['publication.nameAsked'];

  constructor(@inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones) {}

  reduce(event: FoldEvent, tx: Tx): void {
    const { conversation: key, peer, answer } = event.body as PublicationEvents['nameAsked'];
    const row = tx.get(CONVERSATIONS, key);
    if (!row || row.erasingSinceMs !== undefined) return;
    // Who was forgotten while the provider was asked is not known again by the answer.
    if (!isPeerOf(row, peer) && !isMember(tx, row, peer, this.tombstones)) return;
    tx.put(CONVERSATIONS, withNameAnswer(row, peer, answer, tx.nowMs));
    if (answer.kind === 'answered') return;
    const { app, portal, channel, account } = row;
    const owner = { app, portal, channel, account, conversation: key };
    tx.journal({ type: 'peer.nameUnavailable', atMs: tx.nowMs, ...owner, data: { code: answer.code } });
  }
}
