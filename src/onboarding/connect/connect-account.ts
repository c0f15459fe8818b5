import { derivedAccountKey } from '../../config/account-key.js';
import { ACCOUNTS, type AccountRow } from '../../directory/account-row.js';
import { CONNECTIONS, type ConnectionRow } from '../../directory/connection-row.js';
import { sameAddress } from '../../directory/conversations.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { lifecycleEvent } from '../../status/lifecycle-events.js';
import { connectionWorkKey } from './connection-work.js';

/** Accounts of one address in one portal, at most, that are looked through. */
const MOST_ACCOUNTS = 1_000;

/**
 * HubSpot has made a channel account of a connection: it becomes an account, once. An account that is there already has its settings
 * replaced. Whoever had the same address under another of HubSpot's ids is replaced: a customer’s message belongs to one of them.
 */
export function connectAccount(connection: ConnectionRow, channelAccountId: string, tx: Tx): void {
  if (connection.state === 'connected' && connection.channelAccountId === channelAccountId) return;
  const { app, portal, channel, address } = connection;
  const ofPortal = tx
    .find(ACCOUNTS, { equal: { portal }, limit: MOST_ACCOUNTS })
    .filter((row) => row.app === app && row.channel === channel);
  const known = ofPortal.find((row) => row.channelAccountId === channelAccountId);
  const settings = settingsOf(connection, tx);
  if (!settings) return;
  const row: AccountRow = {
    ...known,
    key: known?.key ?? derivedAccountKey(channel, portal, channelAccountId),
    app,
    portal,
    channel,
    channelAccountId,
    address,
    ...settings,
    // An operator's hold outlives new settings.
    state: known?.state === 'held' ? 'held' : 'active',
    sinceMs: known?.sinceMs ?? tx.nowMs,
  };
  tx.put(ACCOUNTS, row);
  for (const other of ofPortal) if (isReplacedBy(row, other)) tx.put(ACCOUNTS, { ...other, state: 'replaced' });
  finish(connection, row, tx);
}

/** The connection keeps none once its account has them; should HubSpot make a second one of it, they are the same. */
function settingsOf(
  { state, settings, settingsVersion, account }: ConnectionRow,
  tx: Tx,
): Pick<AccountRow, 'settings' | 'settingsVersion'> | undefined {
  if (state !== 'connected') return { settings, settingsVersion };
  const made = account === undefined ? undefined : tx.get(ACCOUNTS, account);
  return made && made.state !== 'purged'
    ? { settings: made.settings, settingsVersion: made.settingsVersion }
    : undefined;
}

function isReplacedBy(row: AccountRow, other: AccountRow): boolean {
  const works = other.state === 'active' || other.state === 'held' || other.state === 'disabled';
  return works && other.key !== row.key && sameAddress(other.address, row.address);
}

function finish(connection: ConnectionRow, account: AccountRow, tx: Tx): void {
  const { problem: _, ...rest } = connection;
  const { app, portal, channel, channelAccountId } = account;
  tx.put(CONNECTIONS, { ...rest, state: 'connected', settings: {}, channelAccountId, account: account.key });
  tx.remove(WORK, connectionWorkKey(connection.key));
  const scope = { app, portal, channel, account: account.key };
  const data = { connection: connection.key, channelAccountId };
  tx.journal({ type: 'account.connected', atMs: tx.nowMs, ...scope, data });
  tx.emit(lifecycleEvent('account.connected', { ...scope, channelAccountId, atMs: tx.nowMs }));
}
