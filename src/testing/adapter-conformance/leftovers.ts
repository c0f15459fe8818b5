import { systemScheduler } from '../../policy/system-scheduler.js';
import type { Bench } from './bench.js';
import { deliver, genuine } from './delivery-of-webhooks.js';
import { KeptSink } from './kept-sink.js';
import { type AdapterRule, expect } from './rule.js';
import { handlesLeftBy } from './running-handles.js';
import { settlesSoon, soon } from './soon.js';
import { storm } from './storm.js';

/** A socket that was closed may be gone only after the other side has heard of it. */
const CLOSES_WITHIN_MS = 20;

/** What is over must be over. */
export const leftoverRules: AdapterRule[] = [
  {
    id: 'leftover/nothing-runs-on',
    why: 'What an adapter leaves running keeps the process from ending, and goes on for accounts that are gone.',
    remedy:
      'Start no timer and open no socket outside `connect`; wait with the injected clock; end all that `connect` began.',
    async check(bench) {
      const left = await handlesLeftBy(
        () => everything(bench),
        () => systemScheduler.sleep(CLOSES_WITHIN_MS),
      );
      expect(left.length === 0, 'nothing to be left running', `left: ${left.join(', ')}`);
    },
  },
];

/** A whole life: every member is called once, and the connection closed. */
async function everything(given: Bench): Promise<void> {
  const bench = given.again();
  try {
    await live(bench);
  } finally {
    await bench.close();
  }
}

async function live(bench: Bench): Promise<void> {
  const { adapter, account, subject } = bench;
  await storm(bench);
  if (adapter.parseWebhook && subject.webhooks) await deliver(bench, await genuine(bench));
  if (!adapter.connect || !bench.connects) return;
  const stop = new AbortController();
  const connection = await soon(adapter.connect([account], new KeptSink(), stop.signal));
  connection?.closed.catch(() => undefined);
  stop.abort();
  await settlesSoon(connection?.close().catch(() => undefined) ?? Promise.resolve());
}
