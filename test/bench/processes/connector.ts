import { createServer } from 'node:http';
import webhookAdapter from '../../../adapters/webhook/index.js';
import type { Connector } from '../../../src/connector/connector.js';
import { createConnector } from '../../../src/connector/create-connector.js';
import type { AdapterDefinition } from '../../../src/contract/adapter-definition.js';
import { privacyErase } from '../../../src/directory/erasing/privacy-erase.js';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import { type ConnectorSettings, configuration } from '../traffic/configuration.js';
import { NoLog } from '../traffic/no-log.js';
import { PORTAL, peer } from '../traffic/the-account.js';
import { answerParent } from './answer-parent.js';
import { failedMessages } from './failed-messages.js';
import { listen } from './listen.js';
import { messagesOfOne, openMessages, untoldStatuses } from './seed-rows.js';

let connector: Connector;
let untold: WorkRow[] = [];

/** The connector as its users run it: `createConnector` behind `node:http`. */
answerParent({
  async start(settings: ConnectorSettings) {
    connector = await createConnector(configuration(settings), {
      adapters: [webhookAdapter as unknown as AdapterDefinition],
      log: new NoLog(),
    });
    await connector.start();
    return listen(createServer(connector.nodeHandler));
  },
  /** So many messages have a status that HubSpot has not been told … */
  async dirty({ count }: { count: number }) {
    const { store, engine } = connector.running;
    untold = await untoldStatuses(store, count);
    // They were written behind the fold's back.
    engine.fold.forget();
  },
  /** … and now work on them begins. */
  work() {
    connector.running.engine.dueWork.committed(untold.map((row) => ({ key: row.key, row })));
  },
  /** Copies the one message in the store so many times. */
  async multiply({ count }: { count: number }) {
    await openMessages(connector.running.store, count);
  },
  /** So many messages that a deployment has marked FAILED, and HubSpot shows as such. */
  async spoil({ count, portals }: { count: number; portals?: readonly string[] }) {
    await failedMessages(connector.running.store, count, portals);
  },
  /** Copies a message so many times, for the same peer … */
  async multiplyForOne({ number, count }: { number: number; count: number }) {
    await messagesOfOne(connector.running.store, number, count);
  },
  /** … who is to be forgotten. */
  async erase({ number }: { number: number }) {
    const request = { peers: [peer(number).value], by: 'bench' };
    const { engine, store } = connector.running;
    await engine.append([privacyErase({ app: 'main', portal: PORTAL }, request, Date.now())]);
    while ((await store.inbox(0, 1)).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  },
  /** Something is left to do in a queue whose work bears its name. */
  async isWorking({ queue }: { queue: string }) {
    const range = { column: 'key', from: `${queue}:`, until: `${queue};` };
    const [rows = []] = await connector.running.store.read([{ table: WORK.name, range, limit: 1 }]);
    return rows.length > 0;
  },
  /** Nothing is left to fold or to do now. */
  async quiet({ withinMs }: { withinMs: number }) {
    const giveUpAt = performance.now() + withinMs;
    for (let still = 0; still < 3; still++) {
      if (performance.now() > giveUpAt) throw new Error('did not come to rest');
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (await isBusy()) still = 0;
    }
  },
  /** MiB, after a collection. */
  memory() {
    globalThis.gc?.();
    const { rss, heapUsed } = process.memoryUsage();
    return { rss: rss / 2 ** 20, heap: heapUsed / 2 ** 20, peak: process.resourceUsage().maxRSS / 2 ** 10 };
  },
  async stop() {
    await connector.stop();
  },
});

async function isBusy(): Promise<boolean> {
  const { store, engine } = connector.running;
  const working = Object.values(engine.dueWork.underWay()).some((count) => count > 0);
  return working || (await store.inbox(0, 1)).length > 0;
}
