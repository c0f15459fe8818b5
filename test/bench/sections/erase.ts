import { figure, type Report } from '../measure/report.js';
import { residentDuring } from '../measure/resident.js';
import type { Child } from '../processes/child.js';
import { type Effort, sqliteIn, withConnectorOn, withFolder } from './section.js';

const HALF_AN_HOUR_MS = 1_800_000;
const LOOK_EVERY_MS = 100;

/** One person with very many messages is erased, by an engine that delivers nothing: how quick it is, and what it takes in memory. */
export async function erase({ quick, size }: Effort): Promise<Report> {
  const count = size ?? (quick ? 2_000 : 20_000);
  const { seconds, resident } = await withFolder(async (folder) => {
    const store = sqliteIn(folder);
    await withConnectorOn(store, async ({ connector, farSide }) => {
      await farSide.ask('write', { from: 0, count: 1, perSecond: 1 });
      await farSide.ask('told', { from: 0, count: 1, status: 'SENT', withinMs: 30_000 });
      await connector.ask('quiet', { withinMs: 30_000 });
      await connector.ask('multiplyForOne', { number: 0, count }, { withinMs: HALF_AN_HOUR_MS });
    });
    return withConnectorOn(store, async ({ connector }) => {
      const startedAt = performance.now();
      await connector.ask('erase', { number: 0 });
      const { resident } = await residentDuring(connector.pid, untilErased(connector));
      return { resident, seconds: (performance.now() - startedAt) / 1_000 };
    });
  });
  return {
    title: `${count.toLocaleString('en')} messages of one person erased`,
    columns: ['s', 'messages/s', 'resident memory of the engine in the first fifth, MiB', 'most, MiB'],
    rows: [[figure(seconds), figure(count / seconds), figure(resident.early), figure(resident.most)]],
  };
}

/** Resolves when nothing is being erased any more. */
async function untilErased(connector: Child): Promise<void> {
  while (await connector.ask<boolean>('isWorking', { queue: 'erase' })) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
