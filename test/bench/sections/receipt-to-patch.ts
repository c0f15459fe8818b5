import { figure, type Report } from '../measure/report.js';
import { type Latency, medians } from '../measure/statistics.js';
import { type Effort, withConnector } from './section.js';

const PER_SECOND = 20;

/** Receipt → PATCH, at low load. */
export async function receiptToPatch({ quick }: Effort): Promise<Report> {
  const [rounds, count] = quick ? [1, 60] : [5, 200];
  const { p50, p99 } = await withConnector(async ({ connector, farSide }) => {
    const measured: (Latency & Record<string, number>)[] = [];
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const batch = { from: round * count, count };
      await farSide.ask('write', { ...batch, perSecond: 100 });
      await farSide.ask('told', { ...batch, status: 'SENT', withinMs: 30_000 });
      await connector.ask('quiet', { withinMs: 10_000 });
      await farSide.ask('report', { ...batch, state: 'read', perSecond: PER_SECOND });
      const latency = await farSide.ask<Latency>('told', { ...batch, status: 'READ', withinMs: 10_000 });
      if (round > 0) measured.push({ ...latency });
    }
    return medians(measured);
  });
  return {
    title: 'Receipt → PATCH',
    columns: ['Load', 'p50, ms', 'p99, ms'],
    rows: [[`${PER_SECOND} receipts/s`, figure(p50!), figure(p99!)]],
    notes: [
      'From the moment the provider sends the receipt to the moment HubSpot has the whole PATCH. Two commits to disk lie between: the inbox’s and the fold’s.',
      `Medians of ${rounds} rounds of ${count} receipts.`,
    ],
    aims: [
      { what: 'receipt → PATCH, p50 at low load', aim: '≤ 10 ms', measured: `${figure(p50!)} ms`, met: p50! <= 10 },
    ],
  };
}
