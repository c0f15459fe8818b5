import type { Tx } from '../../outbox/tx.js';
import { placeErasure } from '../erasing/erase-work.js';
import { ACCOUNTS, type AccountRow, type AccountState, type AccountSwitch } from './account-row.js';
import { placeCarrying } from './opt-out-carrying.js';

type Why = Pick<AccountSwitch, 'by' | 'why'>;

/** The account in another state. What it was before is remembered where it may become that again. */
export function switched(row: AccountRow, state: AccountState, { by, why }: Why, atMs: number): AccountRow {
  const from = row.state === 'active' || row.state === 'held' ? { from: row.state } : {};
  return { ...row, state, switched: { by, atMs, why, ...from } };
}

/** HubSpot has enabled it again, or the configuration names it again. */
export function restored({ switched: before, ...row }: AccountRow): AccountRow {
  const state = before?.from ?? 'active';
  return state === 'held' && before
    ? { ...row, state, switched: { by: 'operator', why: 'held', atMs: before.atMs } }
    : { ...row, state };
}

/**
 * The account is gone for good: nothing of it can be used from now on, and all that was kept of it goes, a few rows at a time.
 * What stays: its key, HubSpot's id of it, what became of its messages, and tombstones. May be called again.
 */
export function purgeAccount(tx: Tx, row: AccountRow, why: Why): void {
  if (row.state === 'purged') return;
  const { name: _name, outsideWindow: _policy, replaces: _successor, ...kept } = row;
  const bare = { ...kept, address: { ...row.address, value: '' }, settings: {} };
  const { from: _before, ...how } = switched(bare, 'purged', why, tx.nowMs).switched!;
  tx.put(ACCOUNTS, { ...bare, state: 'purged', switched: how });
  placeErasure(tx, row, { of: 'account', name: row.key });
  const { app, portal, channel, key: account, channelAccountId } = row;
  tx.journal({
    type: 'account.purged',
    atMs: tx.nowMs,
    app,
    portal,
    channel,
    account,
    data: { channelAccountId, ...why },
  });
}

/**
 * Another account takes its place: what is planned already goes out by the old one, which goes on hearing; agents write to the new
 * one. Whoever has opted out of the old one has opted out of the new one.
 */
export function replaceAccount(tx: Tx, old: AccountRow, key: string, why: Why): void {
  const successor = tx.get(ACCOUNTS, key);
  if (!successor) return;
  const replaces = [old.key, ...(old.replaces ?? []), ...(successor.replaces ?? [])];
  tx.put(ACCOUNTS, { ...switched(old, 'replaced', why, tx.nowMs), replacedBy: key });
  tx.put(ACCOUNTS, { ...successor, replaces: [...new Set(replaces)] });
  placeCarrying(tx, successor);
}

/** It sends, now or later. */
export function isInUse({ state }: Pick<AccountRow, 'state'>): boolean {
  return state === 'active' || state === 'held';
}

/** Why one account cannot take the place of another, in words for operators; `undefined`: it can. */
export function replacementProblem(old: AccountRow, successor: AccountRow): string | undefined {
  if (old.key === successor.key) return 'an account cannot replace itself';
  if (old.app !== successor.app || old.portal !== successor.portal) return 'they are in different portals';
  if (old.channel !== successor.channel) return 'they are on different channels';
  if (old.state === 'purged') return `${old.key} was removed in HubSpot`;
  if (old.state === 'replaced') return `${old.key} has been replaced by ${old.replacedBy} already`;
  if (old.replaces?.includes(successor.key)) return `${successor.key} was replaced by ${old.key}`;
  return isInUse(successor) ? undefined : `${successor.key} is ${successor.state}`;
}

export function isPurged(tx: Tx, account: string): boolean {
  return tx.get(ACCOUNTS, account)?.state === 'purged';
}
