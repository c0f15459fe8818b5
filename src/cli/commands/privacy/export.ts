import type { ConversationRow } from '../../../directory/people/conversation-row.js';
import type { JournalEntry } from '../../../outbox/journal-entry.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { PUBLICATIONS, type PublicationRow } from '../../../publication/publication-row.js';
import { CONTENTS, type ContentRow } from '../../../status/content-row.js';
import type { MessageRow } from '../../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../../status/status-row.js';
import type { CommandContext } from '../../command.js';
import { mustBeKnown } from '../../options/must-be-known.js';
import { findPerson, isKnown, NOBODY, type Person, type PersonOptions } from '../../options/person.js';
import { makeFile } from '../../output/new-file.js';
import { ticker } from '../../output/ticker.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { messagePages } from '../../rows/message-pages.js';
import { pagesByKey, readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';

export interface ExportOptions extends PersonOptions {
  out?: string;
}

/** The journal of one message is short; what is beyond this is not written. */
const JOURNAL_LIMIT = 1_000;

/** One line: what it is, and what is kept of it. */
type Line = { kind: 'conversation' | 'message' | 'received' | 'suppression' } & Record<string, unknown>;

/** Everything of one person, line by line, so that no more than a page is in memory. */
export async function privacyExport(context: CommandContext, { out, ...person }: ExportOptions): Promise<Report> {
  const config = await readConfig(context);
  const tell = ticker(context);
  let count = 0;
  const known = await withStore(config, async (store) => {
    await mustBeKnown(person, config, store);
    const found = await findPerson(person, config.encryptionKeys, store);
    await using sink = out === undefined ? toOutput(context) : await toFile(out);
    for await (const line of linesOf(found, person.peer, store)) {
      await sink.write(`${JSON.stringify(line)}\n`);
      count += 1;
      tell(() => `${count} lines`);
    }
    return isKnown(found);
  });
  if (out === undefined) {
    // What is printed is the person's, line by line: this is for whoever has asked.
    if (!known) context.io.err(`${NOBODY}\n`);
    return { text: '' };
  }
  const said = `${count} lines in ${out}.`;
  return { json: { command: 'privacy.export', known, lines: count, out }, text: known ? said : `${NOBODY} ${said}` };
}

async function* linesOf(
  { conversations, groups, tombstones }: Person,
  peer: string,
  store: WorkStore,
): AsyncGenerator<Line> {
  for (const { kind: why, app, portal, account, atMs } of tombstones) {
    yield { kind: 'suppression', why, app, portal, account, atMs };
  }
  for (const conversation of conversations) {
    yield { kind: 'conversation', ...conversation };
    yield* sentAndShown(conversation, store);
    yield* received(conversation, store);
  }
  const own = new Set([peer, ...conversations.flatMap(({ aliases }) => aliases.map(({ value }) => value))]);
  for (const group of groups) yield* received(group, store, ({ from }) => own.has(from.value));
}

async function* sentAndShown({ key: conversation }: ConversationRow, store: WorkStore): AsyncGenerator<Line> {
  for await (const messages of messagePages(store, { equal: { conversation } })) {
    const keys = messages.map(({ key }) => key);
    const contents = byKey(await readRows<ContentRow>(store, { table: CONTENTS.name, keys }));
    const statuses = byKey(await readRows<StatusRow>(store, { table: STATUSES.name, keys }));
    for (const message of messages) yield await messageLine(message, contents, statuses, store);
  }
}

async function messageLine(
  message: MessageRow,
  contents: ReadonlyMap<string, ContentRow>,
  statuses: ReadonlyMap<string, StatusRow>,
  store: WorkStore,
): Promise<Line> {
  const entries = await store.journal(0, JOURNAL_LIMIT, { message: message.key });
  return {
    kind: 'message',
    ...message,
    content: contents.get(message.key)?.items ?? 'deleted',
    status: statuses.get(message.key)?.synced?.status,
    journal: entries.map(({ doc }) => JSON.parse(doc) as JournalEntry),
  };
}

async function* received(
  { key: conversation }: ConversationRow,
  store: WorkStore,
  isMeant: (row: PublicationRow) => boolean = () => true,
): AsyncGenerator<Line> {
  const pages = pagesByKey<PublicationRow>(store, { table: PUBLICATIONS.name, equal: { conversation } });
  for await (const page of pages) {
    const publications = page.filter(isMeant);
    const keys = publications.map(({ key }) => key);
    const contents = byKey(await readRows<ContentRow>(store, { table: CONTENTS.name, keys }));
    for (const { kind: what, ...publication } of publications) {
      yield { kind: 'received', what, ...publication, content: contents.get(publication.key)?.items ?? 'deleted' };
    }
  }
}

function byKey<Row extends { key: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.key, row]));
}

interface Sink extends AsyncDisposable {
  write(text: string): Promise<unknown>;
}

function toOutput({ io }: CommandContext): Sink {
  return { write: async (text) => io.out(text), [Symbol.asyncDispose]: async () => undefined };
}

/** For nobody else's eyes. Never over a file that is there. */
async function toFile(path: string): Promise<Sink> {
  const file = await makeFile(path);
  return { write: (text) => file.write(text), [Symbol.asyncDispose]: () => file.close() };
}
