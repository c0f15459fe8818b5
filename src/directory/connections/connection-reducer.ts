import { injectable } from 'inversify';
import type { ChannelAccountEvent } from '../../hubspot/schemas/webhook.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey, WORK } from '../../outbox/work-row.js';
import { HUBSPOT_ACCOUNT } from './account-event-reducer.js';
import { connectAccount } from './connection-account.js';
import { CONNECTION_ASKED, CONNECTION_TRIED, type ConnectionAsked, type ConnectionTried } from './connection-events.js';
import { CONNECTIONS, type ConnectionProblem, type ConnectionRow } from './connection-row.js';
import { CONNECTION_LIFE_MS, connectionWork, connectionWorkKey, nextLookAtMs } from './connection-work.js';

/** Connections of a portal that are looked through for the one that a webhook is about. */
const MOST_OPEN = 200;

/** Brings a channel account from the connect page into the directory. HubSpot's word decides: of us it needs no more than time. */
@injectable()
export class ConnectionReducer implements Reducer {
  readonly kinds = [CONNECTION_ASKED, CONNECTION_TRIED, HUBSPOT_ACCOUNT];

  reduce(event: FoldEvent, tx: Tx): void {
    if (event.kind === CONNECTION_ASKED) asked(event, event.body as ConnectionAsked, tx);
    else if (event.kind === CONNECTION_TRIED) tried(event.body as ConnectionTried, tx);
    else told(event, event.body as ChannelAccountEvent, tx);
  }
}

/** A form may be sent twice, and again after it was refused. */
function asked({ app, portal }: FoldEvent, body: ConnectionAsked, tx: Tx): void {
  const known = tx.get(CONNECTIONS, body.key);
  if (known?.state === 'staged' || known?.state === 'connected') return;
  const row: ConnectionRow = { ...body, app, portal, state: 'asked', createdAtMs: tx.nowMs };
  tx.put(CONNECTIONS, row);
  tx.put(WORK, connectionWork(row, tx.nowMs));
  if (known?.state !== 'asked') journal(row, 'asked', tx);
}

function tried({ key, askedAtMs, outcome }: ConnectionTried, tx: Tx): void {
  const row = tx.get(CONNECTIONS, key);
  if (!row) return tx.remove(WORK, connectionWorkKey(key));
  // A form that came meanwhile has made the work due again.
  if (row.askedAtMs !== askedAtMs) return;
  if (row.state === 'asked') afterStaging(row, outcome, tx);
  else if (row.state === 'staged') afterLook(row, outcome, tx);
}

function afterStaging(row: ConnectionRow, outcome: ConnectionTried['outcome'], tx: Tx): void {
  if (outcome.kind === 'staged') {
    const { problem: _, ...rest } = row;
    const staged: ConnectionRow = { ...rest, state: 'staged', stagedAtMs: tx.nowMs, looks: 0 };
    tx.put(CONNECTIONS, staged);
    tx.put(WORK, connectionWork(staged, nextLookAtMs(staged)));
    journal(staged, 'staged', tx);
  } else if (outcome.kind === 'refused') {
    refuse(row, outcome.problem, tx);
  } else if (outcome.kind === 'later') {
    const untilMs = tx.nowMs + outcome.afterMs;
    if (untilMs > row.createdAtMs + CONNECTION_LIFE_MS) return refuse(row, outcome.problem, tx);
    tx.put(CONNECTIONS, { ...row, problem: outcome.problem });
    tx.put(WORK, connectionWork(row, untilMs));
  }
}

function afterLook(row: ConnectionRow, outcome: ConnectionTried['outcome'], tx: Tx): void {
  if (outcome.kind === 'found' && connectAccount(row, outcome.channelAccountId, 'listed', tx)) return;
  if (outcome.kind !== 'missing' && outcome.kind !== 'found') return;
  const looked: ConnectionRow = { ...row, looks: (row.looks ?? 0) + 1 };
  const atMs = Math.max(nextLookAtMs(looked), tx.nowMs);
  if (atMs > row.createdAtMs + CONNECTION_LIFE_MS) return refuse(row, { code: 'unconfirmed', detail: '' }, tx);
  tx.put(CONNECTIONS, looked);
  tx.put(WORK, connectionWork(looked, atMs));
}

function refuse(row: ConnectionRow, problem: ConnectionProblem, tx: Tx): void {
  tx.put(CONNECTIONS, { ...row, state: 'refused', settings: {}, problem });
  tx.remove(WORK, connectionWorkKey(row.key));
  journal(row, 'refused', tx, problem.code);
}

/** HubSpot has made a channel account. Where it does not say of which address, it is asked at once. */
function told({ app, portal }: FoldEvent, event: ChannelAccountEvent, tx: Tx): void {
  if (event.type !== 'CHANNEL_ACCOUNT_CREATED') return;
  const recent = { column: 'created_at', from: tx.nowMs - CONNECTION_LIFE_MS };
  const rows = tx
    .find(CONNECTIONS, {
      equal: { portal: portalKey(app, portal) },
      range: recent,
      order: 'descending',
      limit: MOST_OPEN,
    })
    .filter((row) => row.hubspotChannelId === event.channelId && isProven(row))
    .sort((one, other) => other.createdAtMs - one.createdAtMs);
  const value = event.channelAccountDeliveryIdentifier?.value;
  if (value === undefined) {
    for (const row of rows) if (row.state === 'staged') tx.put(WORK, connectionWork(row, tx.nowMs));
    return;
  }
  const meant = rows.find((row) => row.address.value === value);
  if (!meant || connectAccount(meant, event.channelAccountId, 'told', tx)) return;
  if (meant.state === 'staged') tx.put(WORK, connectionWork(meant, tx.nowMs));
}

/** HubSpot has taken its staging token with the portal's own credentials. Until then anybody may have asked for it. */
function isProven({ state }: ConnectionRow): boolean {
  return state === 'staged' || state === 'connected';
}

function journal(row: ConnectionRow, what: string, tx: Tx, code?: string): void {
  const { app, portal, channel, key: connection } = row;
  const data = { connection, ...(code === undefined ? {} : { code }) };
  tx.journal({ type: `connection.${what}`, atMs: tx.nowMs, app, portal, channel, data });
}
