import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { Job, Open } from './contestant.js';

const QUEUE = 'events';

/** Woken by NOTIFY, batches fetched one after the other while they are full, each completed at once. */
const WORK = { batchSize: 100, localConcurrency: 2, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };

export const pgBoss: Open = async ({ url }) => {
  const boss = new PgBoss({ connectionString: url, max: 14, useListenNotify: true });
  boss.on('error', (error) => {
    throw error;
  });
  await boss.start();
  await boss.createQueue(QUEUE, { notify: true });
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  return {
    add: (jobs) =>
      boss.insert(
        QUEUE,
        jobs.map((data) => ({ data })),
      ),
    async work(onRun) {
      await boss.work<Job>(QUEUE, WORK, async (jobs) => {
        for (const { data } of jobs) onRun(data.number);
      });
      return () => boss.offWork(QUEUE);
    },
    async recorded() {
      const { rows } = await pool.query("SELECT 1 FROM pgboss.job WHERE name = $1 AND state < 'completed' LIMIT 1", [
        QUEUE,
      ]);
      return rows.length === 0;
    },
    async close() {
      await boss.stop({ graceful: false });
      await pool.end();
    },
  };
};
