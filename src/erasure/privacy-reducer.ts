import { inject, injectable } from 'inversify';
import type { Address } from '../contract/address.js';
import { ACCOUNT_DIRECTORY, type Accounts } from '../directory/accounts/accounts.js';
import { eraseKey, memberName, placeErasure } from '../directory/erasing/erase-work.js';
import { PRIVACY_ERASE, type PrivacyErase } from '../directory/erasing/privacy-erase.js';
import { TYPES_OF_ADDRESSES } from '../directory/people/address-types.js';
import { conversationsOfContact } from '../directory/people/contact-aliases.js';
import { ALIASES, aliasKey, CONVERSATIONS, type ConversationRow } from '../directory/people/conversation-row.js';
import { findConversation } from '../directory/people/conversations.js';
import { forgetMember, groupsOf } from '../directory/people/group-members.js';
import { withSamePeers } from '../directory/people/same-peers.js';
import { TOMBSTONE_KEYS, type Tombstones } from '../directory/people/tombstones.js';
import { LANES, laneKey } from '../outbox/lane.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { MESSAGES } from '../status/message-row.js';
import type { EraseCursor } from './erase-slice.js';
import { callUntilMs } from './erased-call.js';
import { stopLanes } from './slice-reducer.js';

/** Members of large groups are more than these: the rest goes with the conversation. */
const MOST_ALIASES = 1_000;

/**
 * Somebody is to be forgotten. From this commit on nothing more is sent to them, and whoever writes from one of their addresses
 * begins a new conversation; what is kept of them goes a few rows at a time.
 */
@injectable()
export class PrivacyReducer implements Reducer {
  readonly kinds = [PRIVACY_ERASE];

  constructor(
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones,
  ) {}

  reduce({ app, portal, body }: FoldEvent, tx: Tx): void {
    const { peers, contactId, by } = body as PrivacyErase;
    const conversations = this.#conversations(app, portal, { peers, contactId }, tx);
    for (const conversation of conversations) this.#begin(tx, conversation);
    const known = conversations.flatMap(({ address, aliases }) => [address, ...aliases].map(({ value }) => value));
    const values = [...new Set([...peers, ...known])];
    for (const name of values) eraseMentions(tx, { app, portal }, name);
    for (const member of addressesOf(values)) this.#leaveGroups(tx, { app, portal }, member);
    const data = { by, conversations: conversations.length };
    tx.journal({ type: PRIVACY_ERASE, atMs: tx.nowMs, app, portal, data });
  }

  #conversations(
    app: string,
    portal: string,
    { peers, contactId }: { peers: string[]; contactId: string | undefined },
    tx: Tx,
  ): ConversationRow[] {
    const accounts = this.accounts.all().filter(({ row }) => row.app === app && row.portal === portal);
    const found = accounts.flatMap(({ row: { key } }) => {
      const named = addressesOf(peers).flatMap((address) => findConversation(tx, key, address) ?? []);
      return contactId === undefined ? named : [...named, ...conversationsOfContact(tx, key, contactId)];
    });
    return withSamePeers(tx, found, this.tombstones);
  }

  /** A group is the others' too: of it go what they have written, and their name. */
  #leaveGroups(tx: Tx, at: { app: string; portal: string }, member: Address): void {
    for (const group of groupsOf(tx, at, member, this.tombstones)) {
      forgetMember(tx, group, member, this.tombstones);
      const name = memberName({ conversation: group.key, member, untilMs: tx.nowMs });
      placeErasure(tx, at, { of: 'member', name });
    }
  }

  #begin(tx: Tx, conversation: ConversationRow): void {
    const { key, app, portal, optedOutAtMs } = conversation;
    const kind = optedOutAtMs === undefined ? 'erased' : 'suppressed';
    this.tombstones.leave(tx, conversation, kind, headCallUntilMs(tx, key));
    for (const address of conversation.aliases) {
      const led = tx.get(ALIASES, aliasKey(conversation.account, address));
      if (led?.conversation === key) tx.remove(ALIASES, ALIASES.key(led));
    }
    for (const alias of tx.find(ALIASES, { equal: { conversation: key }, limit: MOST_ALIASES })) {
      tx.remove(ALIASES, ALIASES.key(alias));
    }
    const { names: _, replyHandle: _handle, contactId: _contact, ...rest } = conversation;
    tx.put(CONVERSATIONS, { ...rest, erasingSinceMs: tx.nowMs });
    stopLanes(tx, key);
    placeErasure(tx, { app, portal }, { of: 'conversation', name: key });
  }
}

/** Of an address. Where it is being looked through already, what has come since is looked through too. */
function eraseMentions(tx: Tx, at: { app: string; portal: string }, name: string): void {
  const target = { of: 'address', name } as const;
  const begun = tx.get(WORK, eraseKey(at, target));
  if (!begun) return placeErasure(tx, at, target);
  const cursor: EraseCursor = { in: 'parked', after: 0, askedAtMs: tx.nowMs };
  tx.put(WORK, { ...begun, cursor });
}

/** Only the head of a lane is ever being sent. */
function headCallUntilMs(tx: Tx, conversation: string): number | undefined {
  const head = tx.get(LANES, laneKey(conversation, 'out'))?.items[0];
  const message = head?.kind === 'message' ? tx.get(MESSAGES, head.key) : undefined;
  return message && callUntilMs(message, tx);
}

function addressesOf(values: readonly string[]): Address[] {
  return values.flatMap((value) => TYPES_OF_ADDRESSES.map((type) => ({ type, value })));
}
