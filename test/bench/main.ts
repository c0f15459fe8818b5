import { Command } from 'commander';
import { environment, loadLine } from './measure/environment.js';
import { type Aim, aimsTable, markdown } from './measure/report.js';
import { acknowledge } from './sections/acknowledge.js';
import { coalescing } from './sections/coalescing.js';
import { dueWork } from './sections/due-work.js';
import { memory } from './sections/memory.js';
import { receiptToPatch } from './sections/receipt-to-patch.js';
import type { Section } from './sections/section.js';
import { synchroniser } from './sections/synchroniser.js';

const SECTIONS: Readonly<Record<string, Section>> = {
  a: acknowledge,
  b: receiptToPatch,
  c: synchroniser,
  d: coalescing,
  e: dueWork,
  f: memory,
};

const { only, quick } = new Command('bench')
  .description('Measures the connector. Prints Markdown; docs/explain/performance.md says what it means.')
  .option('--only <letters>', 'some of the sections a to f, e.g. a,c', Object.keys(SECTIONS).join())
  .option('--quick', 'less of everything: to see that it works, not to be quoted', false)
  .parse()
  .opts<{ only: string; quick: boolean }>();

for (const line of environment()) say(`- ${line}`);
const aims: Aim[] = [];
for (const letter of only.split(',')) {
  const section = SECTIONS[letter];
  if (!section) throw new Error(`no section ${letter}: ${Object.keys(SECTIONS).join()}`);
  const begin = performance.now();
  const report = await section({ quick });
  aims.push(...(report.aims ?? []));
  const seconds = Math.round((performance.now() - begin) / 1_000);
  say(`\n${markdown(report)}\n\n(${letter}: ${seconds} s; ${loadLine()})`);
}
if (aims.length > 0) say(`\n${aimsTable(aims)}`);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
