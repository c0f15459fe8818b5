import { figure, type Report } from '../measure/report.js';
import { median } from '../measure/statistics.js';
import { Child } from '../processes/child.js';
import { FILE_WAYS } from '../traffic/file-ways.js';
import { PouringServer } from '../traffic/pouring-server.js';
import type { Effort } from './section.js';

const MEGABYTE = 1_000_000;

/** How fast a large file goes through a connector, and what it costs in memory. */
export async function mediaRelay({ quick }: Effort): Promise<Report> {
  const bytes = (quick ? 10 : 100) * MEGABYTE;
  await using far = await PouringServer.start();
  const rows: (string | number)[][] = [];
  for (const [name, go] of Object.entries(FILE_WAYS)) {
    await using child = Child.start('media');
    await child.ask('start', { farSide: far.url });
    await go(child, MEGABYTE, far);
    const before = await child.ask<number>('peak');
    const seconds: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const begin = performance.now();
      await go(child, bytes, far);
      seconds.push((performance.now() - begin) / 1000);
    }
    const growth = (await child.ask<number>('peak')) - before;
    rows.push([name, figure(bytes / MEGABYTE / median(seconds)), figure(growth / MEGABYTE)]);
  }
  return {
    title: 'Files',
    columns: [`A file of ${bytes / MEGABYTE} MB`, 'MB/s', 'peak memory above that of 1 MB, MB'],
    rows,
    notes: ['The far side, in another process, pours files out and swallows them; medians of rounds, on loopback.'],
  };
}
