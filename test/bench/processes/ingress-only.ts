import { createServer } from 'node:http';
import { createIngress } from '../../../src/ingress/create-ingress.js';
import { nodeHandler } from '../../../src/ingress/node-handler.js';
import { Metrics } from '../../../src/observability/metrics.js';
import { webhookCounters } from '../../../src/observability/webhook-counters.js';
import type { Append } from '../../../src/outbox/append.js';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.js';
import { NoLog } from '../traffic/no-log.js';
import { CLIENT_SECRET, PUBLIC_URL, STORE_KEY } from '../traffic/the-account.js';
import { answerParent } from './answer-parent.js';
import { listen } from './listen.js';

/** `none`: everything but the store. `group`: as it is. `single`: one event, one commit. */
export type Storing = 'none' | 'group' | 'single';

/** The connector's HTTP server, and nothing behind its inbox. */
answerParent({
  async start({ storing, path }: { storing: Storing; path: string }) {
    const append = await appendFor(storing, path);
    const none = { lookup: () => ({ byKey: () => undefined, byIdentity: () => [], all: () => [] }) };
    const ingress = createIngress({
      publicUrl: PUBLIC_URL,
      apps: { clientSecrets: () => [CLIENT_SECRET] },
      channels: { byName: () => undefined, byHubSpotId: () => undefined, all: () => [] },
      accounts: none,
      media: { answer: async () => ({ status: 404, headers: {}, body: '' }) },
      append,
      counters: webhookCounters(new Metrics()),
      probes: {
        live: () => ({ ok: true }),
        ready: async () => ({ ok: true }),
        metrics: async () => ({ contentType: 'text/plain', body: '' }),
      },
      scheduler: systemScheduler,
      log: new NoLog(),
    });
    return listen(createServer(nodeHandler(ingress, { scheduler: systemScheduler })));
  },
});

async function appendFor(storing: Storing, path: string): Promise<Append> {
  if (storing === 'none') return async (events) => events.map(() => 'appended');
  const store = await openSqliteStore({ path, keys: [STORE_KEY], mode: 'engine' });
  if (storing === 'group') return (events) => store.append(events);
  let last: Promise<unknown> = Promise.resolve();
  return (events) => {
    const appended = last.then(() => store.append(events));
    last = appended.catch(() => undefined);
    return appended;
  };
}
