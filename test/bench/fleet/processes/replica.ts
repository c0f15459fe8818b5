import { createServer } from 'node:http';
import webhookAdapter from '../../../../adapters/webhook/index.js';
import type { Connector } from '../../../../src/connector/connector.js';
import { createConnector } from '../../../../src/connector/create-connector.js';
import type { Between } from '../../../../src/connector/run-parts.js';
import type { AdapterDefinition } from '../../../../src/contract/adapter-definition.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { answerParent } from '../../processes/answer-parent.js';
import { listen } from '../../processes/listen.js';
import { type ConnectorSettings, configuration } from '../../traffic/configuration.js';
import { NoLog } from '../../traffic/no-log.js';

let connector: Connector;
let calls = 0;
let callMillis = 0;

/** What calls to HubSpot take, as the engine sees it. */
const timed: Between = {
  http: (http) => ({
    async request(given) {
      const begin = performance.now();
      const answer = await http.request(given);
      calls += 1;
      callMillis += performance.now() - begin;
      return answer;
    },
    close: () => http.close(),
  }),
};

/** One of several: the connector as its users run it, on PostgreSQL. */
answerParent({
  async start(settings: ConnectorSettings) {
    connector = await createConnector(configuration(settings), {
      adapters: [webhookAdapter as unknown as AdapterDefinition],
      log: new NoLog(),
      between: timed,
    });
    await connector.start();
    return listen(createServer(connector.nodeHandler));
  },
  /** Work was written behind the engine's back: of each portal one row, by which it hears of the others. */
  async look({ work }: { work: WorkRow[] }) {
    const { store, engine } = connector.running;
    await store.commit(
      work.map((row) => ({
        op: 'put',
        table: WORK.name,
        key: row.key,
        columns: WORK.columns(row),
        doc: JSON.stringify(row),
      })),
    );
    engine.dueWork.lookAgain();
  },
  /** Of the calls since this was asked the last time: how many, and how long one took on average, ms. */
  calls() {
    const answer = { calls, meanMs: callMillis / Math.max(1, calls) };
    [calls, callMillis] = [0, 0];
    return answer;
  },
  async stop() {
    await connector.stop();
  },
});
