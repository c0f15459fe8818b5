import { latencyOf } from '../../measure/statistics.js';
import { answerParent } from '../../processes/answer-parent.js';
import { agentMessage } from '../../traffic/webhooks.js';
import { bullmq } from '../queues/bullmq.js';
import { channelwright } from '../queues/channelwright.js';
import type { Contestant, Job, Open, Place } from '../queues/contestant.js';
import { graphileWorker } from '../queues/graphile-worker.js';
import { pgBoss } from '../queues/pg-boss.js';

const CONTESTANTS = { channelwright, 'graphile-worker': graphileWorker, 'pg-boss': pgBoss, bullmq } satisfies Record<
  string,
  Open
>;
export type ContestantName = keyof typeof CONTESTANTS;

/** As many as one group of ours holds at most when webhooks come faster than they can be written. */
const GROUP = 100;
/** Who accepts at the same time. */
const CALLERS = 2;
/** How often it is asked whether everything is recorded, once all has been run, ms. */
const LOOK_MS = 2;

let contestant: Contestant;
let rest: () => Promise<unknown> = async () => undefined;
let prepared: Job[] = [];
let accepted = 0;
let ran = 0;
let twice = 0;
const seen = new Set<number>();
const ranAt = new Map<number, number>();
let allRan = Promise.withResolvers<void>();

/** One queue, or ourselves: accepts, runs and records in this process. */
answerParent({
  async open({ name, url }: { name: ContestantName } & Place) {
    contestant = await CONTESTANTS[name]({ url });
  },
  /** What will be accepted next, made beforehand. */
  prepare({ count }: { count: number }) {
    prepared = Array.from({ length: count }, (_, index) => ({
      number: accepted + index,
      webhook: JSON.parse(agentMessage(accepted + index).body),
    }));
  },
  async accept() {
    await acceptAll(CALLERS);
  },
  async work() {
    rest = await contestant.work(onRun);
  },
  async rest() {
    await rest();
  },
  /** Everything accepted was run, once, and that is recorded. */
  async done() {
    await allRan.promise;
    while (!(await contestant.recorded())) await pause(LOOK_MS);
    if (twice > 0) throw new Error(`${twice} were run twice`);
  },
  /** One after the other, every so often: from when each was handed over until it was run, ms. */
  async latency({ everyMs }: { everyMs: number }) {
    const begun = new Map<number, number>();
    allRan = Promise.withResolvers();
    const adding: Promise<unknown>[] = [];
    accepted += prepared.length;
    for (const job of prepared) {
      begun.set(job.number, performance.now());
      adding.push(contestant.add([job]));
      await pause(everyMs);
    }
    await Promise.all([...adding, allRan.promise]);
    return latencyOf([...begun].map(([number, at]) => ranAt.get(number)! - at));
  },
  async close() {
    await contestant.close();
  },
});

async function acceptAll(callers: number): Promise<void> {
  allRan = Promise.withResolvers();
  accepted += prepared.length;
  let next = 0;
  const accept = async () => {
    for (let from = next; from < prepared.length; from = next) {
      next += GROUP;
      await contestant.add(prepared.slice(from, from + GROUP));
    }
  };
  await Promise.all(Array.from({ length: callers }, accept));
}

function onRun(number: number): void {
  if (seen.has(number)) twice += 1;
  seen.add(number);
  ranAt.set(number, performance.now());
  ran += 1;
  if (ran === accepted) allRan.resolve();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
