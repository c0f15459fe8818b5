import { Command } from 'commander';
import { loadLine } from './measure/environment.js';
import { type Aim, aimsTable, markdown } from './measure/report.js';
import type { Section } from './sections/section.js';

export interface NamedSection {
  letter: string;
  name: string;
  measure: Section;
}

export interface Bench {
  name: string;
  description: string;
  sections: readonly NamedSection[];
  /** What the figures depend on, one line each. */
  environment: readonly string[];
}

/** Measures the sections the command line asks for, and writes Markdown to standard output. */
export async function runSections({ name, description, sections, environment }: Bench): Promise<void> {
  const { only, ...effort } = new Command(name)
    .description(description)
    .option('--only <sections>', 'by letter or name, with commas between', sections.map(({ letter }) => letter).join())
    .option('--quick', 'less of everything: to see that it works, not to be quoted', false)
    .option('--size <messages>', 'how many messages great tasks are about: corrections, erase', Number)
    .parse()
    .opts<{ only: string; quick: boolean; size?: number }>();
  const wanted = only.split(',').map((one) => sectionCalled(one, sections));
  for (const line of [...environment, loadLine()]) say(`- ${line}`);
  const aims: Aim[] = [];
  for (const section of wanted) {
    const begin = performance.now();
    const report = await section.measure(effort);
    aims.push(...(report.aims ?? []));
    const seconds = Math.round((performance.now() - begin) / 1_000);
    say(`\n${markdown(report)}\n\n(${section.name}: ${seconds} s; ${loadLine()})`);
  }
  if (aims.length > 0) say(`\n${aimsTable(aims)}`);
}

function sectionCalled(wanted: string, sections: readonly NamedSection[]): NamedSection {
  const section = sections.find(({ letter, name }) => letter === wanted || name === wanted);
  if (!section) throw new Error(`no section ${wanted}: ${sections.map(({ name }) => name).join(', ')}`);
  return section;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
