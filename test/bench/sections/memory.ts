import { figure, type Report } from '../measure/report.js';
import { type Effort, type Pair, sqliteIn, withConnectorOn, withFolder } from './section.js';

interface Memory {
  rss: number;
  heap: number;
  peak: number;
}

/** Memory with many open messages: each accepted by the provider, its receipts still to come. */
export async function memory({ quick }: Effort): Promise<Report> {
  const [count, receipts] = quick ? [10_000, 1_000] : [100_000, 10_000];
  const seen = await withFolder(async (folder) => {
    const store = sqliteIn(folder);
    const empty = await withConnectorOn(store, beforehand);
    await withConnectorOn(store, ({ connector }) => connector.ask('multiply', { count }, { withinMs: 180_000 }));
    return withConnectorOn(store, async (pair) => {
      const open = await look(pair);
      return { empty, open, used: await afterReceipts(pair, receipts) };
    });
  });
  const row = (name: string, { rss, heap, peak }: Memory) => [name, figure(rss), figure(heap), figure(peak)];
  return {
    title: 'Memory with open messages',
    columns: ['Connector', 'resident, MiB', 'JavaScript heap, MiB', 'peak, MiB'],
    rows: [
      row('one message', seen.empty),
      row(`${count.toLocaleString('en')} open messages, after a start`, seen.open),
      row(`${receipts.toLocaleString('en')} of them read`, seen.used),
    ],
    notes: [
      'Open messages live in the store. In memory are at most 64 MiB of its pages and some 20,000 rows of the last messages worked on.',
    ],
  };
}

/** One whole message: the pattern of all others. */
async function beforehand(pair: Pair): Promise<Memory> {
  await pair.farSide.ask('write', { from: 0, count: 1, perSecond: 1 });
  await pair.farSide.ask('told', { from: 0, count: 1, status: 'SENT', withinMs: 10_000 });
  return look(pair);
}

async function afterReceipts(pair: Pair, count: number): Promise<Memory> {
  await pair.farSide.ask('report', { from: 1, count, state: 'read', perSecond: 250 });
  await pair.farSide.ask('told', { from: 1, count, status: 'READ', withinMs: 55_000 });
  return look(pair);
}

async function look({ connector }: Pair): Promise<Memory> {
  await connector.ask('quiet', { withinMs: 30_000 });
  return connector.ask('memory');
}
