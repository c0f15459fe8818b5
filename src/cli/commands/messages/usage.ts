import type { CommandContext } from '../../command.js';
import { monthOf } from '../../options/times.js';
import { oneOf } from '../../options/words.js';
import { isoTime, table } from '../../output/table.js';
import { ticker } from '../../output/ticker.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { messagePages } from '../../rows/message-pages.js';
import { withStore } from '../../rows/with-store.js';
import { policiesOf } from './message-options.js';
import { USAGE_BY, type UsageLine, UsageTally } from './usage-tally.js';

export interface UsageOptions {
  /** Default: the one that runs. */
  month?: string;
  by: string;
  csv?: boolean;
}

const HEADINGS = ['out', 'in', 'parts', 'failed', 'units', 'unreported', 'price'] as const;

/** How much was sent and received in a month of the calendar, in UTC, by whose it is. */
export async function usage(context: CommandContext, options: UsageOptions): Promise<Report> {
  const by = oneOf('--by', options.by, USAGE_BY);
  const month = options.month ?? new Date(context.scheduler.now()).toISOString().slice(0, 7);
  const { fromMs, untilMs } = monthOf('--month', month);
  const config = await readConfig(context);
  const tick = ticker(context);
  const tally = new UsageTally(by, policiesOf(config));
  const keptFromMs = context.scheduler.now() - config.retention.statesMs;
  let looked = 0;
  await withStore(config, async (store) => {
    for await (const page of messagePages(store, { fromMs, untilMs })) {
      for (const row of page) tally.add(row);
      looked += page.length;
      tick(() => `${looked} messages counted`);
    }
  });
  const { lines } = tally;
  const isWhole = fromMs >= keptFromMs;
  const json = { month, timeZone: 'UTC', by, isWhole, lines };
  if (options.csv) return { json, text: csv(by, lines) };
  const notes = [`${month}, by the calendar of UTC.`];
  if (!isWhole) notes.push(`Messages from before ${isoTime(keptFromMs)} are no longer kept, and not in it.`);
  return {
    json,
    text: [table([by, ...HEADINGS], lines.map(cells), 'Nothing was sent or received.'), ...notes].join('\n'),
  };
}

function cells(line: UsageLine): (string | number)[] {
  const prices = Object.entries(line.prices).map(([currency, amount]) => `${amount} ${currency}`);
  return [line.name, line.out, line.in, line.parts, line.failed, line.units, line.unreported, prices.join(' + ')];
}

function csv(by: string, lines: readonly UsageLine[]): string {
  return [[by, ...HEADINGS], ...lines.map(cells)].map((row) => row.map(csvCell).join(',')).join('\n');
}

function csvCell(cell: string | number): string {
  const text = String(cell);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
