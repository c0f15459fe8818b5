import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ConnectorConfig } from '../../config/connector-config.js';
import type { Health } from '../../observability/health.js';
import type { Metrics } from '../../observability/metrics.js';
import { FRAMEWORK_VERSION } from '../../policy/framework-version.js';

/** What is known of this process itself. Call what it returns to end that. */
export function showProcess(
  metrics: Metrics,
  health: Health,
  { store }: Pick<ConnectorConfig, 'store'>,
  nowMs: number,
): () => void {
  metrics.set('buildInfo', { version: FRAMEWORK_VERSION, node: process.versions.node }, 1);
  metrics.set('startedAt', {}, nowMs / 1_000);
  metrics.set('storeWritable', {}, 1);
  return metrics.collect(async () => {
    const { checks } = (await health.ready()).detail;
    for (const [check, state] of Object.entries(checks)) metrics.set('ready', { check }, state === 'ok' ? 1 : 0);
    if (store.kind === 'sqlite')
      metrics.set('storeDiskFree', { store: 'sqlite' }, await freeShare(dirname(store.path)));
  });
}

/** Of what may be written without being root, 0 to 1. */
async function freeShare(folder: string): Promise<number> {
  const { bavail, blocks } = await statfs(folder);
  return blocks === 0 ? 1 : bavail / blocks;
}
