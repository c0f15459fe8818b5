import type { CommandContext } from '../command.js';
import type { Report } from '../report.js';
import { type Cell, table } from './table.js';

/** How a list is shown. */
export interface ListForm<Item> {
  /** What it is called in the document of `--json`. */
  name: string;
  headings: readonly string[];
  cells(item: Item): readonly Cell[];
  /** What is said where there is nothing. */
  none: string;
}

/** Writes a list page by page as it is found, so that nothing of it is held: one document with `--json`, else tables. */
export class ListWriter<Item> {
  #count = 0;

  constructor(
    private readonly context: Pick<CommandContext, 'json' | 'io'>,
    private readonly form: ListForm<Item>,
  ) {}

  write(items: readonly Item[]): void {
    if (items.length === 0) return;
    const { json, io } = this.context;
    if (json) io.out(items.map((item, at) => `${this.#lead(at)}${JSON.stringify(item)}`).join(''));
    else io.out(`${table(this.form.headings, items.map(this.form.cells), '')}\n`);
    this.#count += items.length;
  }

  /** @param facts what else the document says @param also what else people are told */
  end(facts: Record<string, number> = {}, also = ''): Report {
    if (!this.context.json) {
      const none = this.#count === 0 ? [this.form.none] : [];
      return { text: [...none, also].filter((line) => line !== '').join('\n') };
    }
    const more = Object.entries(facts).map(([name, fact]) => `, "${name}": ${fact}`);
    this.context.io.out(`${this.#count === 0 ? this.#lead(0) : '\n'}]${more.join('')} }\n`);
    return { text: '' };
  }

  #lead(at: number): string {
    return this.#count + at === 0 ? `{ "${this.form.name}": [\n` : ',\n';
  }
}
