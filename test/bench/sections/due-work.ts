import { join } from 'node:path';
import { figure, type Report } from '../measure/report.js';
import { Child } from '../processes/child.js';
import type { DueCost } from '../processes/due-cost.js';
import { type Effort, withFolder } from './section.js';

/** Writing a million rows takes a while. */
const WITHIN_MS = 240_000;
const LIMIT = 1.5;

/** The cost of selecting due work: few rows and many, before and after as many updates. */
export async function dueWork({ quick }: Effort): Promise<Report> {
  const sizes = quick ? [10_000, 100_000] : [10_000, 1_000_000];
  const updates = quick ? 100_000 : 1_000_000;
  const costs: { name: string; cost: DueCost }[] = [];
  for (const rows of sizes) {
    await withFolder(async (folder) => {
      await using process = Child.start('due-cost');
      const slow = { withinMs: WITHIN_MS };
      await process.ask('open', { path: join(folder, 'due.db'), rows }, slow);
      const name = `${rows.toLocaleString('en')} rows`;
      costs.push({ name, cost: await process.ask('cost') });
      await process.ask('update', { rows, updates }, slow);
      costs.push({ name: `${name}, ${updates.toLocaleString('en')} updates later`, cost: await process.ask('cost') });
    });
  }
  const first = costs[0]!.cost;
  const kinds = ['fair', 'onePortal', 'nothing'] as const;
  const worst = Math.max(...costs.flatMap(({ cost }) => kinds.map((kind) => cost[kind] / first[kind])));
  return {
    title: 'Cost of selecting due work',
    columns: ['Rows of work, all due', '72 rows of 200 portals, µs', '24 rows of one portal, µs', 'nothing due, µs'],
    rows: costs.map(({ name, cost }) => [
      name,
      ...kinds.map((kind) => `${figure(cost[kind])} (${figure(cost[kind] / first[kind])}×)`),
    ]),
    notes: ['Median of 400 calls each, in the database’s own thread, without the way there and back.'],
    aims: [
      {
        what: 'cost of selecting due work, at most',
        aim: `≤ ${LIMIT}×`,
        measured: `${figure(worst)}×`,
        met: worst <= LIMIT,
      },
    ],
  };
}
