import { injectable } from 'inversify';
import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import { withNameAnswer } from '../directory/people/peer-names.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import type { PublicationEvents } from './publication-events.js';

/** A provider was asked what somebody is called: its answer is kept, and also that there was none. */
@injectable()
export class NameReducer implements Reducer {
  readonly kinds = ['publication.nameAsked'];

  reduce(event: FoldEvent, tx: Tx): void {
    const { conversation: key, peer, answer } = event.body as PublicationEvents['nameAsked'];
    const row = tx.get(CONVERSATIONS, key);
    if (!row || row.erasingSinceMs !== undefined) return;
    tx.put(CONVERSATIONS, withNameAnswer(row, peer, answer, tx.nowMs));
    if (answer.kind === 'answered') return;
    const { app, portal, channel, account } = row;
    const owner = { app, portal, channel, account, conversation: key };
    tx.journal({ type: 'peer.nameUnavailable', atMs: tx.nowMs, ...owner, data: { code: answer.code } });
  }
}
