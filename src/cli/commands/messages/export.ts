import type { WorkStore } from '../../../outbox/work-store.js';
import { PUBLICATIONS, type PublicationRow } from '../../../publication/publication-row.js';
import { CONTENTS, type ContentRow } from '../../../status/content-row.js';
import type { MessageRow } from '../../../status/message-row.js';
import type { CommandContext } from '../../command.js';
import { meantMessages } from '../../options/meant-messages.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { ticker } from '../../output/ticker.js';
import { writeWhole } from '../../output/whole-file.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { withWhatBelongs } from './listed-message.js';
import { type FilterOptions, filterOf, policiesOf } from './message-options.js';

export interface ExportOptions extends FilterOptions {
  out: string;
  content?: boolean;
}

/** Messages whose contents are in memory at once: each may be large. */
const AT_ONCE = 50;

/** Writes messages into a file, a line of JSON each, oldest first. */
export async function messagesExport(context: CommandContext, options: ExportOptions): Promise<Report> {
  const { out, content = false } = options;
  const filter = filterOf(options, context.scheduler.now());
  const config = await readConfig(context);
  const tick = ticker(context);
  let count = 0;
  await withStore(config, async (store) => {
    await mustBeKnown(options, config, store);
    const lines = async function* (): AsyncGenerator<string> {
      for await (const { rows } of meantMessages(store, filter, policiesOf(config))) {
        for (let at = 0; at < rows.length; at += AT_ONCE) {
          const some = rows.slice(at, at + AT_ONCE);
          yield (await exported(some, content, store)).map((line) => `${JSON.stringify(line)}\n`).join('');
          count += some.length;
        }
        tick(() => `${count} messages written`);
      }
    };
    await writeWhole(out, context.random.uuid(), lines());
  });
  return { json: { command: 'messages.export', file: out, messages: count }, text: `${count} messages are in ${out}.` };
}

async function exported(rows: readonly MessageRow[], withContent: boolean, store: WorkStore): Promise<object[]> {
  const listed = await withWhatBelongs(rows, store);
  const contents = withContent ? await contentsOf(rows, store) : undefined;
  return rows.map((row, at) => {
    const { direction, peer, status } = listed[at]!;
    const items = contents ? { content: contents.get(row.key) ?? null } : {};
    return { ...row, direction, peer, status, ...items };
  });
}

/** A customer's message is kept under the key of its publication. Without an entry: it is no longer kept. */
async function contentsOf(rows: readonly MessageRow[], store: WorkStore): Promise<Map<string, ContentRow['items']>> {
  const published = rows.filter(({ origin }) => origin === 'published').map(({ key }) => key);
  const sources = new Map<string, string>();
  for (const message of published) {
    const [publication] = await readRows<PublicationRow>(store, { table: PUBLICATIONS.name, equal: { message } });
    if (publication) sources.set(publication.key, message);
  }
  const agents = rows.filter(({ origin }) => origin === 'agent').map(({ key }) => key);
  const contents = await readRows<ContentRow>(store, { table: CONTENTS.name, keys: [...agents, ...sources.keys()] });
  return new Map(contents.map(({ key, items }) => [sources.get(key) ?? key, items]));
}
