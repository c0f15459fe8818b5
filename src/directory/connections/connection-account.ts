import { derivedAccountKey } from '../../config/account-key.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { replaceAccount } from '../accounts/account-changes.js';
import { ACCOUNTS, type AccountRow } from '../accounts/account-row.js';
import { sameAddress } from '../accounts/same-address.js';
import { CONNECTIONS, type ConnectionRow } from './connection-row.js';
import { connectionWorkKey } from './connection-work.js';
import { isTaken } from './known-identities.js';

/** Accounts of one address in one portal, at most, that are looked through. */
const MOST_ACCOUNTS = 1_000;

/** `told`: by a webhook, which may be old · `listed`: it is there now. */
export type HowKnown = 'told' | 'listed';

/**
 * HubSpot has made a channel account of a connection: it becomes an account, once. An account that is there already has its settings
 * replaced. Whoever had the same address under another of HubSpot's ids is replaced: a customer’s message belongs to one of them.
 *
 * Answers whether the connection has its account. It has none yet where one of that id was purged here, unless HubSpot lists it: what
 * was purged is being erased under its key and does not come back, so that it then has another key.
 */
export function connectAccount(connection: ConnectionRow, channelAccountId: string, how: HowKnown, tx: Tx): boolean {
  if (connection.state === 'connected' && connection.channelAccountId === channelAccountId) return true;
  const others = accountsBeside(connection, tx);
  const same = others.filter((row) => row.channelAccountId === channelAccountId);
  const known = same.find(({ state }) => state !== 'purged');
  const wasPurged = known === undefined && same.length > 0;
  const settings = settingsOf(connection, tx);
  if (!settings || (wasPurged && how === 'told')) return false;
  const keyedBy = wasPurged ? connection.key : channelAccountId;
  const account = known
    ? reconnected(known, connection, settings)
    : newAccount(connection, channelAccountId, keyedBy, settings, tx.nowMs);
  tx.put(ACCOUNTS, account);
  const why = { by: 'hubspot', why: 'connected anew in HubSpot' } as const;
  for (const other of others) if (isReplacedBy(account, other)) replaceAccount(tx, other, account.key, why);
  finish(connection, account, tx);
  return true;
}

function accountsBeside({ app, portal, channel }: ConnectionRow, tx: Tx): AccountRow[] {
  const ofPortal = tx.find(ACCOUNTS, { equal: { portal, app }, limit: MOST_ACCOUNTS });
  return ofPortal.filter((row) => row.channel === channel);
}

type Settings = Pick<AccountRow, 'settings' | 'settingsVersion'>;

/** The connection keeps none once its account has them; should HubSpot make a second one of it, they are the same. */
function settingsOf({ state, settings, settingsVersion, account }: ConnectionRow, tx: Tx): Settings | undefined {
  if (state !== 'connected') return { settings, settingsVersion };
  const made = account === undefined ? undefined : tx.get(ACCOUNTS, account);
  // Nothing has claimed the address anew: that its account holds it is all that keeps it from another portal.
  if (!made || !isTaken(made)) return undefined;
  return { settings: made.settings, settingsVersion: made.settingsVersion };
}

function newAccount(
  { app, portal, channel, address, accountName: name }: ConnectionRow,
  channelAccountId: string,
  keyedBy: string,
  settings: Settings,
  sinceMs: number,
): AccountRow {
  const key = derivedAccountKey(channel, portal, keyedBy);
  return { key, app, portal, channel, channelAccountId, address, name, ...settings, state: 'active', sinceMs };
}

/** As it was before, but for its settings; an operator's hold outlives them. */
function reconnected(known: AccountRow, { address, accountName: name }: ConnectionRow, settings: Settings): AccountRow {
  const fresh = { address, name, ...settings };
  if (known.state === 'held') return { ...known, ...fresh };
  const { switched: _how, replacedBy: _whom, ...kept } = known;
  return { ...kept, ...fresh, state: 'active' };
}

function isReplacedBy(account: AccountRow, other: AccountRow): boolean {
  const works = other.state === 'active' || other.state === 'held' || other.state === 'disabled';
  return works && other.key !== account.key && sameAddress(other.address, account.address);
}

function finish(connection: ConnectionRow, account: AccountRow, tx: Tx): void {
  const { problem: _, ...rest } = connection;
  const { app, portal, channel, channelAccountId } = account;
  tx.put(CONNECTIONS, { ...rest, state: 'connected', settings: {}, channelAccountId, account: account.key });
  tx.remove(WORK, connectionWorkKey(connection.key));
  const data = { connection: connection.key, channelAccountId };
  tx.journal({ type: 'account.connected', atMs: tx.nowMs, app, portal, channel, account: account.key, data });
}
