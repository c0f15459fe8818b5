import { figure, type Report } from '../measure/report.js';
import { type Effort, type Pair, withConnector } from './section.js';

interface Memory {
  rss: number;
  heap: number;
  peak: number;
}

/** Memory with many open messages: each accepted by the provider, its receipts still to come. */
export async function memory({ quick }: Effort): Promise<Report> {
  const [count, receipts] = quick ? [10_000, 1_000] : [100_000, 10_000];
  const seen = await withConnector((pair) => measure(pair, count, receipts), { node: ['--expose-gc'] });
  const perMessage = ((seen.open.heap - seen.empty.heap) * 2 ** 20) / count;
  const row = (name: string, { rss, heap }: Memory) => [name, figure(rss), figure(heap)];
  return {
    title: 'Memory with open messages',
    columns: ['Connector', 'resident, MiB', 'JavaScript heap, MiB'],
    rows: [
      row('no messages', seen.empty),
      row(`${count.toLocaleString('en')} open messages, at rest`, seen.open),
      row(`after ${receipts.toLocaleString('en')} of them were read`, seen.used),
    ],
    notes: [
      `${figure(perMessage)} bytes of heap for each open message at rest; peak of the process ${figure(seen.used.peak)} MiB. Open messages live in the store: up to 64 MiB of its pages are cached, and up to 20,000 rows of the last ones worked on.`,
    ],
  };
}

async function measure({ connector, farSide }: Pair, count: number, receipts: number) {
  const look = async () => {
    await connector.ask('quiet', { withinMs: 30_000 });
    return connector.ask<Memory>('memory');
  };
  await farSide.ask('write', { from: 0, count: 1, perSecond: 1 });
  await farSide.ask('told', { from: 0, count: 1, status: 'SENT', withinMs: 10_000 });
  const empty = await look();
  await connector.ask('multiply', { count }, { withinMs: 180_000 });
  const open = await look();
  const batch = { from: 1, count: receipts };
  await farSide.ask('report', { ...batch, state: 'read', perSecond: 250 });
  await farSide.ask('told', { ...batch, status: 'READ', withinMs: 55_000 });
  return { empty, open, used: await look() };
}
