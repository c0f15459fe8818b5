import type { AccountState } from '../../directory/accounts/account-row.js';
import type { PortalRow, PortalState } from '../../directory/portals/portal-row.js';
import type { Metrics } from '../../observability/metrics.js';
import { DEAD_LETTERS } from '../../outbox/dead-letter.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Engine } from '../engine/engine.js';

const PORTAL_STATES = ['connected', 'suspended', 'degraded', 'disconnected', 'purged'] as const satisfies PortalState[];
const ACCOUNT_STATES = ['active', 'held', 'disabled', 'replaced', 'purged'] as const satisfies AccountState[];

/** What of an engine is looked at. */
export type Measured = Pick<Engine, 'gates' | 'portals' | 'accounts' | 'dueWork'> & {
  /** Names of the configuration. */
  apps: readonly string[];
  channels: readonly string[];
  /** Connections to providers, by channel. */
  connections(): ReadonlyMap<string, number>;
};

/** Sets the gauges when somebody looks. What only memory knows is told even where the store does not answer. */
export function collectGauges(metrics: Metrics, measured: Measured, store: WorkStore, now: () => number): () => void {
  return metrics.collect(async () => {
    collectGates(metrics, measured, now());
    collectDirectory(metrics, measured);
    for (const [queue, count] of Object.entries(measured.dueWork.underWay())) {
      metrics.set('workUnderWay', { queue }, count);
    }
    await collectStored(metrics, store, now);
  });
}

async function collectStored(metrics: Metrics, store: WorkStore, now: () => number): Promise<void> {
  const [waiting, parked, letters, [oldest]] = await Promise.all([
    store.count({ table: 'inbox', equal: { park_key: null } }),
    store.count({ table: 'inbox' }),
    store.count({ table: DEAD_LETTERS.name }),
    store.inbox(0, 1),
  ]);
  metrics.set('inboxEvents', {}, waiting);
  metrics.set('parkedEvents', {}, parked - waiting);
  metrics.set('inboxAge', {}, oldest ? Math.max(0, now() - oldest.receivedAtMs) / 1_000 : 0);
  metrics.set('deadLetters', {}, letters);
}

function collectGates(metrics: Metrics, { gates }: Measured, nowMs: number): void {
  for (const kind of ['blocked', 'paused'] as const) {
    const closed = gates.all().filter((gate) => gate.kind === kind);
    const oldestMs = closed.reduce((oldest, { closedAtMs }) => Math.min(oldest, closedAtMs), nowMs);
    metrics.set('gatesClosed', { kind }, closed.length);
    metrics.set('gatesAge', { kind }, (nowMs - oldestMs) / 1_000);
  }
}

function collectDirectory(metrics: Metrics, { portals, accounts, apps, channels, connections }: Measured): void {
  const known = Map.groupBy(portals.all(), ({ app, state }) => `${app} ${state}`);
  for (const app of apps) {
    for (const state of PORTAL_STATES)
      metrics.set('portals', { app, state }, known.get(`${app} ${state}`)?.length ?? 0);
    metrics.set('quotaUsed', { app }, portals.quotaUsed(app));
  }
  collectScopes(metrics, portals.all());
  const lines = Map.groupBy(accounts.all(), ({ row }) => `${row.channel} ${row.state}`);
  const open = connections();
  for (const channel of channels) {
    for (const state of ACCOUNT_STATES) {
      metrics.set('accounts', { channel, state }, lines.get(`${channel} ${state}`)?.length ?? 0);
    }
    metrics.set('connections', { channel }, open.get(channel) ?? 0);
  }
}

/** A scope that no portal lacks any more is gone, not what it was. */
function collectScopes(metrics: Metrics, portals: readonly PortalRow[]): void {
  metrics.clear('portalsLackingScope');
  for (const [app, of] of Map.groupBy(portals, (row) => row.app)) {
    const lacking = of.flatMap(({ trouble }) => trouble?.missingScopes ?? []);
    for (const [scope, { length }] of Map.groupBy(lacking, (one) => one)) {
      metrics.set('portalsLackingScope', { app, scope }, length);
    }
  }
}
