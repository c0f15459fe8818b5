import { figure, percent, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import { Child } from '../processes/child.js';
import { type Effort, withConnector } from './section.js';

/** The same as the synchroniser's and the transport's own limits. */
const CONCURRENCY = 64;
const CONNECTIONS = 50;

interface Figures extends Record<string, number> {
  perSecond: number;
  cpuMicros: number;
}

/** The synchroniser next to a raw loop that sends the same PATCHes to the same server. */
export async function synchroniser({ quick }: Effort): Promise<Report> {
  const [rounds, count] = quick ? [1, 3_000] : [5, 6_000];
  const figures = await withConnector(async ({ connector, farSide, hubspot }) => {
    await using raw = Child.start('raw-patches');
    const measure = (process: Child, work: () => Promise<unknown>) => async (): Promise<Figures> => {
      await farSide.ask('forget');
      const before = await process.cpuMicros();
      await work();
      const cpu = (await process.cpuMicros()) - before;
      const { perSecond, patches } = await farSide.ask<{ perSecond: number; patches: number }>('patches');
      return { perSecond, cpuMicros: cpu / patches };
    };
    const ours = measure(connector, async () => {
      await connector.ask('work');
      await connector.ask('quiet', { withinMs: 60_000 });
    });
    const given = { hubspot, count, concurrency: CONCURRENCY, connections: CONNECTIONS };
    const loop = measure(raw, () => raw.ask('run', given));
    const afterSeeding = async () => {
      await connector.ask('dirty', { count });
      return ours();
    };
    return await alternate(rounds, { loop, ours: afterSeeding });
  });
  return report(figures as Record<'loop' | 'ours', Figures>, rounds, count);
}

function report({ loop, ours }: Record<'loop' | 'ours', Figures>, rounds: number, count: number): Report {
  const row = (name: string, { perSecond, cpuMicros }: Figures) => [
    name,
    figure(perSecond),
    percent(perSecond / loop.perSecond),
    figure(cpuMicros),
  ];
  return {
    title: 'Synchroniser next to a raw loop',
    columns: ['Sender', 'PATCH/s', 'of the raw loop', 'CPU µs per PATCH'],
    rows: [row('undici Pool in a loop', loop), row('synchroniser', ours)],
    notes: [
      `The same ${count} PATCHes to the same server, ${CONCURRENCY} at a time over ${CONNECTIONS} connections; medians of ${rounds} rounds. The quota is set so high that it never holds.`,
      'Of each PATCH the synchroniser finds the work, reads the row afresh, commits what HubSpot answered, writes the journal and emits an event. Its CPU is that of all threads.',
    ],
    aims: [
      {
        what: 'synchroniser next to the raw loop',
        aim: '≥ 60 %',
        measured: percent(ours.perSecond / loop.perSecond),
        met: ours.perSecond >= 0.6 * loop.perSecond,
      },
    ],
  };
}
