import { isDeepStrictEqual } from 'node:util';
import { inject, injectable } from 'inversify';
import { heldGate } from '../delivery/gates/gate-changes.js';
import { openOnly } from '../delivery/gates/gate-release.js';
import { laneWorkKey } from '../delivery/lanes/lane-settler.js';
import { isPurged } from '../directory/accounts/account-changes.js';
import { eraseTarget } from '../directory/erasing/erase-work.js';
import { ALIASES, CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../directory/people/tombstones.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import { emptyLetter } from '../outbox/empty-letter.js';
import { LANES, laneKey } from '../outbox/lane.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import { forgetPublication, stopPublishing, withdrawPublication } from '../publication/forget-publication.js';
import { MESSAGES } from '../status/message-row.js';
import { eraseMessage } from './erase-message.js';
import { ERASE_SLICE, type EraseSlice } from './erase-slice.js';

const ALIASES_AT_ONCE = 1_000;

/** Takes a few rows away, and has the next ones looked up. A slice that was folded already changes nothing. */
@injectable()
export class SliceReducer implements Reducer {
  readonly kinds = [ERASE_SLICE];

  constructor(@inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones) {}

  reduce({ body }: FoldEvent, tx: Tx): void {
    const slice = body as EraseSlice;
    const work = tx.get(WORK, slice.work);
    if (!work) return;
    for (const key of slice.publications) forgetPublication(tx, key);
    for (const key of slice.ofMember ?? []) withdrawPublication(tx, key);
    for (const key of slice.letters) tx.remove(DEAD_LETTERS, key);
    for (const key of slice.emptied ?? []) emptyLetter(tx, key, 'erased');
    for (const seq of slice.parked) tx.discard(seq);
    const open = slice.conversations.map(({ key, whole }) => this.#erase(tx, key, whole, slice.messages));
    // Where it was asked for once more since, it begins anew.
    const isOfNow = isDeepStrictEqual(slice.from, work.cursor);
    const isOver = slice.last && isOfNow && open.every((isOpen) => !isOpen);
    if (!isOver) {
      const further = slice.cursor && isOfNow ? { cursor: slice.cursor } : {};
      return tx.put(WORK, { ...work, dueAtMs: tx.nowMs, ...further });
    }
    tx.remove(WORK, work.key);
    const target = eraseTarget(work);
    if (target.of === 'account' && isPurged(tx, target.name)) forgetGates(tx, target.name, work);
  }

  /** Answers whether something of it is left to be erased. */
  #erase(tx: Tx, key: string, whole: boolean, messages: readonly string[]): boolean {
    const conversation = tx.get(CONVERSATIONS, key);
    if (!conversation) return false;
    stopLanes(tx, key);
    const own = messages.filter((message) => tx.get(MESSAGES, message)?.conversation === key);
    for (const message of own) eraseMessage(tx, message, conversation, this.tombstones);
    return !whole || !this.#forget(tx, conversation);
  }

  /** Answers whether it is gone: a large group has many members. */
  #forget(tx: Tx, conversation: ConversationRow): boolean {
    const { key, app, portal, channel, account, optedOutAtMs } = conversation;
    this.tombstones.leave(tx, conversation, optedOutAtMs === undefined ? 'erased' : 'suppressed');
    const aliases = tx.find(ALIASES, { equal: { conversation: key }, limit: ALIASES_AT_ONCE });
    for (const alias of aliases) tx.remove(ALIASES, ALIASES.key(alias));
    if (aliases.length >= ALIASES_AT_ONCE) return false;
    tx.remove(CONVERSATIONS, key);
    const where = { app, portal, channel, account, conversation: key };
    tx.journal({ type: 'conversation.erased', atMs: tx.nowMs, ...where });
    return true;
  }
}

/** Nothing of the conversation goes out, or into HubSpot, any more. */
export function stopLanes(tx: Tx, conversation: string): void {
  tx.remove(WORK, laneWorkKey(laneKey(conversation, 'out')));
  stopPublishing(tx, conversation);
  tx.remove(LANES, laneKey(conversation, 'out'));
  tx.remove(LANES, laneKey(conversation, 'in'));
}

/** An account that is gone waits for nothing. */
function forgetGates(tx: Tx, account: string, whose: Pick<WorkRow, 'app' | 'portal'>): void {
  for (const key of [heldGate(account), `account:${account}`, `sender:${account}`]) {
    openOnly(key, 'account', whose, tx);
  }
}
