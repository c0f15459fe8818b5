import { derivedAccountKey } from '../config/account-key.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { replaceAccount } from './account-changes.js';
import { ACCOUNTS, type AccountRow } from './account-row.js';
import { CONNECTIONS, type ConnectionRow } from './connection-row.js';
import { connectionWorkKey } from './connection-work.js';
import { sameAddress } from './conversations.js';

/** Accounts of one address in one portal, at most, that are looked through. */
const MOST_ACCOUNTS = 1_000;

/**
 * HubSpot has made a channel account of a connection: it becomes an account, once. An account that is there already has its settings
 * replaced. Whoever had the same address under another of HubSpot's ids is replaced: a customer’s message belongs to one of them.
 */
export function connectAccount(connection: ConnectionRow, channelAccountId: string, tx: Tx): void {
  if (connection.state === 'connected' && connection.channelAccountId === channelAccountId) return;
  const others = accountsBeside(connection, tx);
  const known = others.find((row) => row.channelAccountId === channelAccountId);
  const settings = settingsOf(connection, tx);
  // What was purged is being erased under its key: it does not come back.
  if (!settings || known?.state === 'purged') return;
  const account = connectedAccount(connection, channelAccountId, known, settings, tx.nowMs);
  tx.put(ACCOUNTS, account);
  const why = { by: 'hubspot', why: 'connected anew in HubSpot' } as const;
  for (const other of others) if (isReplacedBy(account, other)) replaceAccount(tx, other, account.key, why);
  finish(connection, account, tx);
}

function accountsBeside({ app, portal, channel }: ConnectionRow, tx: Tx): AccountRow[] {
  const ofPortal = tx.find(ACCOUNTS, { equal: { portal }, limit: MOST_ACCOUNTS });
  return ofPortal.filter((row) => row.app === app && row.channel === channel);
}

type Settings = Pick<AccountRow, 'settings' | 'settingsVersion'>;

/** The connection keeps none once its account has them; should HubSpot make a second one of it, they are the same. */
function settingsOf({ state, settings, settingsVersion, account }: ConnectionRow, tx: Tx): Settings | undefined {
  if (state !== 'connected') return { settings, settingsVersion };
  const made = account === undefined ? undefined : tx.get(ACCOUNTS, account);
  if (!made || made.state === 'purged') return undefined;
  return { settings: made.settings, settingsVersion: made.settingsVersion };
}

/** As it was before, but for its settings; an operator's hold outlives them. */
function connectedAccount(
  { app, portal, channel, address, accountName: name }: ConnectionRow,
  channelAccountId: string,
  known: AccountRow | undefined,
  settings: Settings,
  nowMs: number,
): AccountRow {
  const fresh = { app, portal, channel, channelAccountId, address, name, ...settings };
  if (!known) {
    const key = derivedAccountKey(channel, portal, channelAccountId);
    return { key, ...fresh, state: 'active', sinceMs: nowMs };
  }
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
