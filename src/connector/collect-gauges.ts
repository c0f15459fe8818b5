import type { PortalState } from '../directory/portal-row.js';
import type { Metrics } from '../observability/metrics.js';
import { DEAD_LETTERS } from '../outbox/dead-letter.js';
import type { WorkStore } from '../outbox/work-store.js';
import type { Engine } from './engine.js';

/** Sets the gauges when somebody looks. */
export function collectGauges(metrics: Metrics, engine: Engine, store: WorkStore, now: () => number): () => void {
  return metrics.collect(async () => {
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
    countPortals(metrics, engine);
    for (const kind of ['blocked', 'paused'] as const) {
      metrics.set('gatesClosed', { kind }, engine.gates.all().filter((gate) => gate.kind === kind).length);
    }
  });
}

const STATES: readonly PortalState[] = ['connected', 'suspended', 'degraded', 'disconnected', 'purged'];

/** A state that no portal is in any more is none, not what it was. */
function countPortals(metrics: Metrics, { portals }: Engine): void {
  const all = portals.all();
  metrics.clear('portalsLackingScope');
  for (const [app, of] of Map.groupBy(all, (row) => row.app)) {
    for (const state of STATES) metrics.set('portals', { app, state }, of.filter((row) => row.state === state).length);
    const lacking = of.flatMap(({ trouble }) => trouble?.missingScopes ?? []);
    for (const [scope, { length }] of Map.groupBy(lacking, (one) => one)) {
      metrics.set('portalsLackingScope', { app, scope }, length);
    }
  }
}
