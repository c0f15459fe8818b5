import { open } from 'node:fs/promises';
import type { ConversationRow } from '../../directory/conversation-row.js';
import type { JournalEntry } from '../../outbox/journal-entry.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { PUBLICATIONS, type PublicationRow } from '../../publication/publication-row.js';
import { CONTENTS, type ContentRow } from '../../status/content-row.js';
import type { MessageRow } from '../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../status/status-row.js';
import type { CommandContext } from '../command.js';
import { messagePages } from '../message-pages.js';
import { findPerson, type PersonOptions } from '../person.js';
import { readConfig } from '../read-config.js';
import { pagesByKey, readRows } from '../read-rows.js';
import type { Report } from '../report.js';
import { ticker } from '../ticker.js';
import { withStore } from '../with-store.js';

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
  await using sink = out === undefined ? toOutput(context) : await toFile(out);
  let count = 0;
  await withStore(config, async (store) => {
    for await (const line of linesOf(person, config.encryptionKeys, store)) {
      await sink.write(`${JSON.stringify(line)}\n`);
      count += 1;
      tell(() => `${count} lines`);
    }
  });
  if (out === undefined) return { text: '' };
  return { json: { command: 'privacy.export', lines: count, out }, text: `${count} lines in ${out}.` };
}

async function* linesOf(person: PersonOptions, keys: readonly Uint8Array[], store: WorkStore): AsyncGenerator<Line> {
  const { conversations, tombstones } = await findPerson(person, keys, store);
  for (const { kind: why, app, portal, account, atMs } of tombstones) {
    yield { kind: 'suppression', why, app, portal, account, atMs };
  }
  for (const conversation of conversations) {
    yield { kind: 'conversation', ...conversation };
    yield* sentAndShown(conversation, store);
    yield* received(conversation, store);
  }
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

async function* received({ key: conversation }: ConversationRow, store: WorkStore): AsyncGenerator<Line> {
  const pages = pagesByKey<PublicationRow>(store, { table: PUBLICATIONS.name, equal: { conversation } });
  for await (const publications of pages) {
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
  const file = await open(path, 'wx', 0o600);
  return { write: (text) => file.write(text), [Symbol.asyncDispose]: () => file.close() };
}
