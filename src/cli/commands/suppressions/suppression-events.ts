import type { Address } from '../../../contract/address.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import {
  ALIASES,
  type AliasRow,
  aliasKey,
  CONVERSATIONS,
  type ConversationRow,
} from '../../../directory/people/conversation-row.js';
import type { SuppressionCommand } from '../../../directory/people/suppression-reducer.js';
import { TOMBSTONES, type TombstoneRow } from '../../../directory/people/tombstone-row.js';
import { Tombstones } from '../../../directory/people/tombstones.js';
import { commandEvent, SUPPRESSION_COMMAND } from '../../../outbox/command-event.js';
import type { NewInboxEvent } from '../../../outbox/inbox-event.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import type { CommandContext } from '../../command.js';
import { readRows } from '../../rows/read-rows.js';

export interface SuppressionAsked {
  name: SuppressionCommand['name'];
  id: string;
  reason?: string;
}

/** What the fold is told of some addresses of one account. */
export function suppressionEvent(
  { name, id, reason }: SuppressionAsked,
  { app, portal, channel, key }: AccountRow,
  addresses: Address[],
  { io, scheduler }: CommandContext,
): NewInboxEvent {
  const why = reason === undefined ? {} : { reason };
  const command: SuppressionCommand = { name, key: id, by: io.user, channel, ...why, addresses };
  return commandEvent(SUPPRESSION_COMMAND, { app, portal, account: key }, command, scheduler.now());
}

/** Those of the addresses that an account knows to want nothing. */
export async function suppressedOf(
  account: string,
  addresses: readonly Address[],
  store: WorkStore,
): Promise<Set<string>> {
  const keys = addresses.map((address) => aliasKey(account, address));
  const aliases = await readRows<AliasRow>(store, { table: ALIASES.name, keys });
  const names = [...new Set(aliases.map(({ conversation }) => conversation))];
  const conversations = await readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: names });
  const left = new Set(conversations.flatMap(({ key, optedOutAtMs }) => (optedOutAtMs === undefined ? [] : key)));
  return new Set(aliases.filter(({ conversation }) => left.has(conversation)).map(({ address }) => address.value));
}

/** The accounts on which an address is known to want nothing, also where no more than that is left of it. */
export async function optedOutOn(
  accounts: readonly AccountRow[],
  address: Address,
  keys: readonly Uint8Array[],
  store: WorkStore,
): Promise<Set<string>> {
  const tombstones = new Tombstones(keys);
  await tombstones.load(store);
  const found = new Set<string>();
  for (const { key, replaces = [] } of accounts) {
    const names = [key, ...replaces].flatMap((owner) => tombstones.keysOf(owner, address));
    const left = await readRows<TombstoneRow>(store, { table: TOMBSTONES.name, keys: names });
    const isErased = left.some(({ kind }) => kind === 'suppressed');
    if (isErased || (await suppressedOf(key, [address], store)).size > 0) found.add(key);
  }
  return found;
}
