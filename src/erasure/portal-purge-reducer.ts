import { inject, injectable } from 'inversify';
import { purgeAccount } from '../directory/accounts/account-changes.js';
import { ACCOUNTS } from '../directory/accounts/account-row.js';
import { CONNECTIONS } from '../directory/connections/connection-row.js';
import { PORTALS, type PortalRow } from '../directory/portals/portal-row.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { portalKey, WORK, type WorkRow } from '../outbox/work-row.js';
import { RETENTION, type Retention } from '../status/retention.js';
import { STATUSES } from '../status/status-row.js';
import { readBackWorkKey, statusWorkKey } from '../status/status-work.js';
import { PORTAL_GRACE, placeGrace } from './portal-grace.js';

/** Rows of a kind that go at once. */
const AT_ONCE = 100;
/** Between two slices, ms: what is delivered meanwhile goes first. */
const PAUSE_MS = 25;

/**
 * The app has not been installed again within the time of grace: all that is kept of the portal goes, a few rows at a time. Its
 * accounts are purged like any other; its row stays without tokens, so that it is known why nothing of it works.
 */
@injectable()
export class PortalPurgeReducer implements Reducer {
  readonly kinds = [`due.${PORTAL_GRACE}`];

  constructor(@inject(RETENTION) private readonly retention: Retention) {}

  reduce({ app, portal, body }: FoldEvent, tx: Tx): void {
    const row = tx.get(PORTALS, portalKey(app, portal));
    const endsAtMs = (row?.trouble?.sinceMs ?? 0) + this.retention.disconnectedMs;
    if (row?.state === 'disconnected' && endsAtMs > tx.nowMs) return placeGrace(tx, row, endsAtMs);
    if (row?.state === 'disconnected') tx.put(PORTALS, purged(row, tx.nowMs));
    else if (row?.state !== 'purged') return tx.remove(WORK, (body as WorkRow).key);
    if (removeSome(row, tx)) placeGrace(tx, row, tx.nowMs + PAUSE_MS);
    else tx.remove(WORK, (body as WorkRow).key);
  }
}

function purged({ app, portal, seed, tokens }: PortalRow, nowMs: number): PortalRow {
  return {
    app,
    portal,
    state: 'purged',
    tokens: { version: tokens.version + 1 },
    ...(seed === undefined ? {} : { seed }),
    trouble: {
      sinceMs: nowMs,
      detail: 'the app was not installed again in time: all that was kept of the portal is gone',
    },
  };
}

/** Answers whether there was anything. */
function removeSome({ app, portal }: PortalRow, tx: Tx): boolean {
  const ofApp = { equal: { portal: portalKey(app, portal) }, limit: AT_ONCE };
  const accounts = tx
    .find(ACCOUNTS, { equal: { portal, app }, limit: 10 * AT_ONCE })
    .filter(({ state }) => state !== 'purged');
  const connections = tx.find(CONNECTIONS, { ...ofApp, range: { column: 'created_at' } });
  const statuses = tx.find(STATUSES, { ...ofApp, equal: { ...ofApp.equal, dirty: 1 } });
  const letters = tx.find(DEAD_LETTERS, { equal: { portal, app }, range: { column: 'at' }, limit: AT_ONCE });
  for (const account of accounts) purgeAccount(tx, account, { by: 'hubspot', why: 'the app was not installed again' });
  for (const { key } of connections) tx.remove(CONNECTIONS, key);
  for (const { key } of letters) tx.remove(DEAD_LETTERS, key);
  for (const { key } of statuses) {
    tx.remove(STATUSES, key);
    tx.remove(WORK, statusWorkKey(key));
    tx.remove(WORK, readBackWorkKey(key));
  }
  return accounts.length + connections.length + statuses.length + letters.length > 0;
}
