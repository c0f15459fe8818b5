import { figure, type Report } from '../measure/report.js';
import { type Resident, residentDuring } from '../measure/resident.js';
import { type Corrected, Correction, HUBSPOT_QUOTA } from '../processes/correct.js';
import { type Effort, sqliteIn, withConnectorOn, withFolder } from './section.js';

const HALF_AN_HOUR_MS = 1_800_000;
/** Also without an engine, up to so many: that takes as long again. */
const MOST_OFFLINE = 100_000;
const NOBODY = 'http://127.0.0.1:9';

interface Run {
  corrected: Corrected;
  resident: Record<string, Resident>;
}

/** `messages correct` beside an engine that delivers nothing, and without one: how quick it is, and what it takes in memory. */
export async function corrections({ quick, size }: Effort): Promise<Report> {
  const count = size ?? (quick ? 2_000 : 20_000);
  const beside = await withFolder(async (folder) => {
    const store = await spoilt(folder, count);
    return withConnectorOn(
      store,
      async ({ connector, hubspot }) => {
        await using correction = new Correction('bench');
        const running = residentDuring(correction.pid, correction.run(folder, store, hubspot));
        const { answer, resident: engine } = await residentDuring(connector.pid, running);
        return { corrected: answer.answer, resident: { 'the command': answer.resident, 'the engine': engine } };
      },
      HUBSPOT_QUOTA,
    );
  });
  const runs: [string, Run][] = [['beside an engine', beside]];
  if (count <= MOST_OFFLINE) runs.push(['without an engine', await withFolder((folder) => offline(folder, count))]);
  return report(count, runs);
}

async function offline(folder: string, count: number): Promise<Run> {
  const store = await spoilt(folder, count);
  await using correction = new Correction('bench');
  const { answer, resident } = await residentDuring(correction.pid, correction.run(folder, store, NOBODY));
  return { corrected: answer, resident: { 'the command': resident } };
}

/** Answers the URL of a store with so many messages to correct, of twenty portals. */
async function spoilt(folder: string, count: number): Promise<string> {
  const store = sqliteIn(folder);
  await withConnectorOn(store, ({ connector }) => connector.ask('spoil', { count }, { withinMs: HALF_AN_HOUR_MS }));
  return store;
}

function report(count: number, runs: readonly [string, Run][]): Report {
  return {
    title: `${count.toLocaleString('en')} messages corrected`,
    columns: ['', 'corrected', 's', 'messages/s', 'resident memory of', 'in the first fifth, MiB', 'most, MiB'],
    rows: runs.flatMap(([name, { corrected, resident }]) =>
      Object.entries(resident).map(([who, { early, most }]) => {
        const { corrected: done, seconds } = corrected;
        return [name, done, figure(seconds), figure(done / seconds), who, figure(early), figure(most)];
      }),
    ),
    notes: ['Corrected statuses of twenty portals are told to HubSpot meanwhile, at its quota: 220 a second.'],
  };
}
