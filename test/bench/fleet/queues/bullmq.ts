import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { Job, Open } from './contestant.js';

const NAME = 'events';
const CONCURRENCY = 32;

export const bullmq: Open = async ({ url }) => {
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue<Job>(NAME, { connection: connection as never });
  await queue.waitUntilReady();
  return {
    add: (jobs) => queue.addBulk(jobs.map((data) => ({ name: 'event', data, opts: { removeOnComplete: true } }))),
    async work(onRun) {
      const worker = new Worker<Job>(NAME, async ({ data }) => onRun(data.number), {
        connection: connection as never,
        concurrency: CONCURRENCY,
      });
      await worker.waitUntilReady();
      return () => worker.close();
    },
    async recorded() {
      const counts = await queue.getJobCounts('waiting', 'active', 'prioritized', 'delayed');
      return Object.values(counts).every((count) => count === 0);
    },
    async close() {
      await queue.close();
      connection.disconnect();
    },
  };
};
