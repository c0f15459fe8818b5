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
    for (const kind of ['blocked', 'paused'] as const) {
      metrics.set('gatesClosed', { kind }, engine.gates.all().filter((gate) => gate.kind === kind).length);
    }
  });
}
