import { percent, type Report } from '../measure/report.js';
import { type Effort, withConnector } from './section.js';

/** Per second: about what is left to the statuses of five busy portals. */
const QUOTA = 50;
const STATES = ['sent', 'delivered', 'read'] as const;

/** PATCHes saved while HubSpot's quota holds back what has piled up. */
export async function coalescing({ quick }: Effort): Promise<Report> {
  const count = quick ? 150 : 500;
  const patches = await withConnector(
    async ({ farSide }) => {
      await farSide.ask('forget');
      await farSide.ask('write', { from: 0, count, perSecond: 250 });
      for (const state of STATES) await farSide.ask('report', { from: 0, count, state, perSecond: 500 });
      await farSide.ask('told', { from: 0, count, status: 'READ', withinMs: 55_000 });
      return (await farSide.ask<{ patches: number }>('patches')).patches;
    },
    { quota: { requests: QUOTA, per: '1s' } },
  );
  const facts = count * (STATES.length + 1);
  return {
    title: 'PATCHes saved by coalescing',
    columns: ['Messages', 'facts', 'PATCHes', 'saved next to one PATCH per fact', 'saved next to one per status'],
    rows: [[count, facts, patches, percent(1 - patches / facts), percent(1 - patches / (count * 2))]],
    notes: [
      `${count} messages at 250/s, then their receipts (${STATES.join(', ')}) at 500/s, with a quota of ${QUOTA} PATCHes/s. A fact is what the provider said: accepted, then each receipt. Statuses are SENT and READ.`,
      'All messages ended as READ.',
    ],
  };
}
