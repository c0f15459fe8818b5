import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import type { Job, Open } from './contestant.js';

const silent = new Logger(() => () => undefined);

/** As its page on performance advises: jobs are fetched and completed in batches. */
const WORKER = {
  concurrentJobs: 24,
  maxPoolSize: 14,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0,
};

export const graphileWorker: Open = async ({ url }) => {
  const pool = new pg.Pool({ connectionString: url, max: WORKER.maxPoolSize });
  for (const one of ['error', 'connect'] as const) pool.on(one, () => undefined);
  const utils = await makeWorkerUtils({ pgPool: pool, logger: silent });
  await utils.migrate();
  return {
    add: (jobs) => utils.addJobs(jobs.map((payload) => ({ identifier: 'event', payload }))),
    async work(onRun) {
      const task = async (payload: unknown) => onRun((payload as Job).number);
      const runner = await run({
        pgPool: pool,
        logger: silent,
        noHandleSignals: true,
        taskList: { event: task },
        preset: { worker: WORKER },
      });
      return () => runner.stop();
    },
    async recorded() {
      const { rows } = await pool.query('SELECT 1 FROM graphile_worker._private_jobs LIMIT 1');
      return rows.length === 0;
    },
    async close() {
      await utils.release();
      await pool.end();
    },
  };
};
