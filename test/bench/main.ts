import { Command } from 'commander';
import { environment, loadLine } from './measure/environment.js';
import { type Aim, aimsTable, markdown } from './measure/report.js';
import { acknowledge } from './sections/acknowledge.js';
import { coalescing } from './sections/coalescing.js';
import { dueWork } from './sections/due-work.js';
import { mediaRelay } from './sections/media-relay.js';
import { memory } from './sections/memory.js';
import { planning } from './sections/planning.js';
import { receiptToPatch } from './sections/receipt-to-patch.js';
import type { Section } from './sections/section.js';
import { sendCost } from './sections/send-cost.js';
import { synchroniser } from './sections/synchroniser.js';
import { verifyAndParse } from './sections/verify-and-parse.js';

const SECTIONS: readonly { letter: string; name: string; measure: Section }[] = [
  { letter: 'a', name: 'acknowledge', measure: acknowledge },
  { letter: 'b', name: 'receipt-to-patch', measure: receiptToPatch },
  { letter: 'c', name: 'synchroniser', measure: synchroniser },
  { letter: 'd', name: 'coalescing', measure: coalescing },
  { letter: 'e', name: 'due-work', measure: dueWork },
  { letter: 'f', name: 'memory', measure: memory },
  { letter: 'g', name: 'verify-and-parse', measure: verifyAndParse },
  { letter: 'h', name: 'planning', measure: planning },
  { letter: 'i', name: 'send-cost', measure: sendCost },
  { letter: 'j', name: 'media-relay', measure: mediaRelay },
];
const LETTERS = SECTIONS.map(({ letter }) => letter).join();

const { only, quick } = new Command('bench')
  .description('Measures the connector. Prints Markdown; docs/explain/performance.md says what it means.')
  .option('--only <sections>', 'by letter or name, e.g. a,due-work', LETTERS)
  .option('--quick', 'less of everything: to see that it works, not to be quoted', false)
  .parse()
  .opts<{ only: string; quick: boolean }>();

for (const line of environment()) say(`- ${line}`);
const aims: Aim[] = [];
for (const wanted of only.split(',')) {
  const section = SECTIONS.find(({ letter, name }) => letter === wanted || name === wanted);
  if (!section) throw new Error(`no section ${wanted}: ${SECTIONS.map(({ name }) => name).join(', ')}`);
  const begin = performance.now();
  const report = await section.measure({ quick });
  aims.push(...(report.aims ?? []));
  const seconds = Math.round((performance.now() - begin) / 1_000);
  say(`\n${markdown(report)}\n\n(${section.name}: ${seconds} s; ${loadLine()})`);
}
if (aims.length > 0) say(`\n${aimsTable(aims)}`);

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
