import type { Address } from '../../contract/address.js';
import { ACCOUNTS, type AccountRow } from '../../directory/accounts/account-row.js';
import { TYPES_OF_ADDRESSES } from '../../directory/people/address-types.js';
import {
  ALIASES,
  type AliasRow,
  aliasKey,
  CONVERSATIONS,
  type ConversationRow,
} from '../../directory/people/conversation-row.js';
import { MOST_GROUPS, memberRanges } from '../../directory/people/group-members.js';
import { tracesOf } from '../../directory/people/same-peers.js';
import { TOMBSTONES, type TombstoneRow } from '../../directory/people/tombstone-row.js';
import { Tombstones } from '../../directory/people/tombstones.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { readRows, readTable } from '../rows/read-rows.js';

/** What is said where no account knows the address, and none has erased it. It may be right, or a mistake in writing. */
export const NOBODY = 'Nobody of that address is known here.';

export interface PersonOptions {
  peer: string;
  portal?: string;
}

/** Whoever has an address: what they are known by on each account. */
export interface Person {
  conversations: ConversationRow[];
  /** In which others write too. */
  groups: ConversationRow[];
  /** What is left of them where they were erased. */
  tombstones: TombstoneRow[];
  /** Where they may be known: the portals of all accounts that were looked at. */
  portals: { app: string; portal: string }[];
}

/** Whether anything is kept of them, if only that they were erased. */
export function isKnown({ conversations, groups, tombstones }: Person): boolean {
  return conversations.length + groups.length + tombstones.length > 0;
}

/** @param keys the encryption keys: tombstones are found under each */
export async function findPerson(
  { peer, portal }: PersonOptions,
  keys: readonly Uint8Array[],
  store: WorkStore,
): Promise<Person> {
  const all = await readTable<AccountRow>(store, ACCOUNTS.name);
  const accounts = all.filter((account) => portal === undefined || account.portal === portal);
  const tombstones = new Tombstones(keys);
  await tombstones.load(store);
  const names = accounts.flatMap(({ key }) => ofTypes(peer).map((address) => ({ account: key, address })));
  const aliases = await readRows<AliasRow>(store, {
    table: ALIASES.name,
    keys: names.map(({ account, address }) => aliasKey(account, address)),
  });
  const places = new Map(accounts.map((row) => [`${row.app}/${row.portal}`, { app: row.app, portal: row.portal }]));
  const led = aliases.map(({ conversation }) => conversation);
  const conversations = await withSamePeers(store, led, tombstones);
  const addresses = [...ofTypes(peer), ...conversations.flatMap((row) => [row.address, ...row.aliases])];
  return {
    conversations,
    groups: await groupsOf(store, [...places.values()], addresses, tombstones),
    tombstones: await readRows(store, {
      table: TOMBSTONES.name,
      keys: names.flatMap(({ account, address }) => tombstones.keysOf(account, address)),
    }),
    portals: [...places.values()],
  };
}

function ofTypes(value: string): Address[] {
  return TYPES_OF_ADDRESSES.map((type) => ({ type, value }));
}

async function groupsOf(
  store: WorkStore,
  portals: Person['portals'],
  addresses: readonly Address[],
  tombstones: Tombstones,
): Promise<ConversationRow[]> {
  const ranges = portals.flatMap((at) => addresses.flatMap((address) => memberRanges(at, address, tombstones)));
  const reads = ranges.map((range) => ({
    table: ALIASES.name,
    range: { column: 'key', ...range },
    limit: MOST_GROUPS,
  }));
  const found = (await store.read(reads)).flat().map(({ doc }) => (JSON.parse(doc) as AliasRow).conversation);
  return readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: [...new Set(found)] });
}

/** The conversations, and those that turned out to be of the same peers. */
async function withSamePeers(
  store: WorkStore,
  keys: readonly string[],
  tombstones: Tombstones,
): Promise<ConversationRow[]> {
  const known = new Map<string, ConversationRow>();
  const looked = new Set<string>();
  for (let next = [...new Set(keys)]; next.length > 0; ) {
    for (const key of next) looked.add(key);
    const rows = await readRows<ConversationRow>(store, { table: CONVERSATIONS.name, keys: next });
    for (const row of rows) known.set(row.key, row);
    const traces = rows.map((row) => tracesOf(row, tombstones));
    const aliases = [...new Set(traces.flatMap((trace) => trace.aliases))];
    const led = await readRows<AliasRow>(store, { table: ALIASES.name, keys: aliases });
    const found = [...traces.flatMap((trace) => trace.conversations), ...led.map(({ conversation }) => conversation)];
    next = [...new Set(found)].filter((key) => !looked.has(key));
  }
  return [...known.values()];
}
