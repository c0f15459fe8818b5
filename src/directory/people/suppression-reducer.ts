import { inject, injectable } from 'inversify';
import type { Address } from '../../contract/address.js';
import { type OperatorCommand, SUPPRESSION_COMMAND } from '../../outbox/command-event.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { isPurged } from '../accounts/account-changes.js';
import { ACCOUNTS } from '../accounts/account-row.js';
import { CONVERSATIONS, type ConversationRow } from './conversation-row.js';
import { type ConversationOwner, conversationFor, findConversation } from './conversations.js';
import { TOMBSTONES } from './tombstone-row.js';
import { TOMBSTONE_KEYS, type Tombstones } from './tombstones.js';

/** Addresses of one account that are not to be written to any more, or may be again. `key` is the command's own name. */
export interface SuppressionCommand extends OperatorCommand {
  name: 'suppressions.add' | 'suppressions.remove';
  channel: string;
  /** Why, where the operator has said so. */
  reason?: string;
  addresses: Address[];
}

/**
 * Opt-outs as an operator knows them: as good as a word of the peer's own, and the last one so far. What waits for somebody who
 * is added ends as it does after their own opt-out.
 */
@injectable()
export class SuppressionReducer implements Reducer {
  readonly kinds = [SUPPRESSION_COMMAND];

  constructor(@inject(TOMBSTONE_KEYS) private readonly tombstones: Tombstones) {}

  reduce({ app, portal, account, body }: FoldEvent, tx: Tx): void {
    const command = body as SuppressionCommand;
    if (account === undefined || isPurged(tx, account)) return;
    const owner: ConversationOwner = { app, portal, channel: command.channel, account };
    for (const address of command.addresses) {
      const changed =
        command.name === 'suppressions.add' ? this.#add(address, owner, tx) : this.#remove(address, owner, tx);
      if (changed) journal(changed, command, tx);
    }
  }

  /** Of somebody who was erased and wanted nothing, the tombstone is enough: their address is not written down again. */
  #add(address: Address, owner: ConversationOwner, tx: Tx): ConversationRow | undefined {
    const { account } = owner;
    const isKnown = findConversation(tx, account, address) !== undefined;
    if (!isKnown && this.tombstones.find(tx, account, address)?.kind === 'suppressed') return undefined;
    const { optedInAtMs: _over, ...conversation } = conversationFor(tx, owner, address, this.tombstones);
    if (conversation.optedOutAtMs !== undefined) return undefined;
    const changed = { ...conversation, optedOutAtMs: tx.nowMs };
    tx.put(CONVERSATIONS, changed);
    return changed;
  }

  #remove(address: Address, owner: ConversationOwner, tx: Tx): ConversationRow | undefined {
    const conversation = findConversation(tx, owner.account, address);
    const isSuppressed = this.tombstones.find(tx, owner.account, address)?.kind === 'suppressed';
    if (conversation?.optedOutAtMs === undefined && !isSuppressed) return undefined;
    const { optedOutAtMs: _over, ...known } = conversation ?? conversationFor(tx, owner, address, this.tombstones);
    this.#forgetTombstones(address, owner.account, tx);
    const changed = { ...known, optedInAtMs: tx.nowMs };
    tx.put(CONVERSATIONS, changed);
    return changed;
  }

  /** Also those of accounts whose place this one has taken: they would count again for the next conversation. */
  #forgetTombstones(address: Address, account: string, tx: Tx): void {
    for (const owner of [account, ...(tx.get(ACCOUNTS, account)?.replaces ?? [])]) {
      for (const key of this.tombstones.keysOf(owner, address)) {
        if (tx.get(TOMBSTONES, key)?.kind === 'suppressed') tx.remove(TOMBSTONES, key);
      }
    }
  }
}

function journal({ key: conversation, ...row }: ConversationRow, command: SuppressionCommand, tx: Tx): void {
  const { app, portal, channel, account } = row;
  const { name, key, by, reason } = command;
  const data = { key, by, ...(reason === undefined ? {} : { reason }) };
  tx.journal({ type: `command.${name}`, atMs: tx.nowMs, app, portal, channel, account, conversation, data });
}
