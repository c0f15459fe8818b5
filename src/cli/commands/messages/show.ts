import { ChannelwrightError } from '../../../errors/channelwright-error.js';
import type { JournalEntry } from '../../../outbox/journal-entry.js';
import type { WorkStore } from '../../../outbox/work-store.js';
import { CONTENTS, type ContentRow } from '../../../status/content-row.js';
import { MESSAGES, type MessageRow } from '../../../status/message-row.js';
import { STATUSES, type StatusRow } from '../../../status/status-row.js';
import type { CommandContext } from '../../command.js';
import { messageKeys } from '../../options/meant-messages.js';
import { readConfig } from '../../read-config.js';
import type { Report } from '../../report.js';
import { readRows } from '../../rows/read-rows.js';
import { withStore } from '../../rows/with-store.js';
import { type MessageStory, messageText } from './message-text.js';

export interface ShowOptions {
  content?: boolean;
}

/** The journal of one message is short; what is beyond this is not shown. */
const JOURNAL_LIMIT = 1_000;

/** Everything that is known of a message, by its key or by HubSpot's id of it. */
export async function messagesShow(
  context: CommandContext,
  name: string,
  { content = false }: ShowOptions,
): Promise<Report> {
  const config = await readConfig(context);
  const messages = await withStore(config, async (store) => {
    const rows = await readRows<MessageRow>(store, { table: MESSAGES.name, keys: await messageKeys(name, store) });
    if (rows.length === 0) throw new ChannelwrightError('CW_NOT_FOUND', `message ${name}`);
    return Promise.all(rows.map((message) => storyOf(message, content, store)));
  });
  return { json: { messages }, text: messages.map(messageText).join('\n\n') };
}

async function storyOf(message: MessageRow, content: boolean, store: WorkStore): Promise<MessageStory> {
  const { key } = message;
  const [status] = await readRows<StatusRow>(store, { table: STATUSES.name, keys: [key] });
  const entries = await store.journal(0, JOURNAL_LIMIT, { message: key });
  const journal = entries.map(({ doc }) => JSON.parse(doc) as JournalEntry);
  const [items] = content ? await readRows<ContentRow>(store, { table: CONTENTS.name, keys: [key] }) : [];
  return {
    message,
    journal,
    ...(status === undefined ? {} : { status }),
    ...(content ? { content: items ?? 'deleted' } : {}),
  };
}
