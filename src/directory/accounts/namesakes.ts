import type { Tx } from '../../outbox/tx.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';
import { sameAddress } from './same-address.js';

/** Accounts of one portal, at most, that are looked through. */
const MOST_ACCOUNTS = 1_000;

/** Accounts whose place this one has taken with their address: the provider calls all of them the same. */
export function namesakesBefore(tx: Tx, key: string): string[] {
  const account = tx.get(ACCOUNTS, key);
  return account ? namesakesAmong(tx, account, account.replaces ?? []) : [];
}

/** These, and the one that has taken its own place with its address. */
export function namesakesInTurn(tx: Tx, key: string): string[] {
  const account = tx.get(ACCOUNTS, key);
  const after = account?.replacedBy;
  return account
    ? namesakesAmong(tx, account, [...(account.replaces ?? []), ...(after === undefined ? [] : [after])])
    : [];
}

/**
 * Every other account that has the address of this one, on its channel in its portal: what the provider says of one may have been
 * heard by another. Before one takes the other's place, afterwards, and where the configuration has renamed it.
 */
export function namesakes(tx: Tx, key: string): string[] {
  const account = tx.get(ACCOUNTS, key);
  if (!account) return [];
  const { app, portal } = account;
  const beside = tx.find(ACCOUNTS, { equal: { portal, app }, limit: MOST_ACCOUNTS });
  return beside.flatMap((row) => (row.key !== key && isNamesake(account, row) ? [row.key] : []));
}

function namesakesAmong(tx: Tx, account: AccountRow, keys: readonly string[]): string[] {
  return keys.filter((key) => {
    const row = tx.get(ACCOUNTS, key);
    return row && isNamesake(account, row);
  });
}

/** An account that is purged has no address. */
function isNamesake(account: AccountRow, { channel, address, state }: AccountRow): boolean {
  return state !== 'purged' && channel === account.channel && sameAddress(address, account.address);
}
