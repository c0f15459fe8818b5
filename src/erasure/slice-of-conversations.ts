import { CONVERSATIONS } from '../directory/conversation-row.js';
import type { Find, WorkStore } from '../outbox/work-store.js';
import { PUBLICATIONS } from '../publication/publication-row.js';
import { MESSAGES } from '../status/message-row.js';
import { NOTHING, type Slice } from './erase-slice.js';

/** Rows that go at once. */
export const SLICE_ROWS = 200;
/** Conversations looked at in one round trip. */
export const SLICE_CONVERSATIONS = 10;

type Readable = Pick<WorkStore, 'read'>;

export async function sliceOfConversation(store: Readable, key: string): Promise<Slice> {
  const [found = []] = await store.read([{ table: CONVERSATIONS.name, keys: [key] }]);
  if (found.length === 0) return { ...NOTHING, last: true };
  const slice = await sliceOfConversations(store, [key]);
  return { ...slice, last: slice.conversations.every(({ whole }) => whole) };
}

/** What comes first of these conversations, in both directions. Whatever was erased is not found again. */
export async function sliceOfConversations(store: Readable, keys: readonly string[]): Promise<Slice> {
  const limit = Math.max(1, Math.floor(SLICE_ROWS / (2 * keys.length)));
  const answers = await store.read(
    keys.flatMap((key) => [firstOf(PUBLICATIONS.name, key, limit), firstOf(MESSAGES.name, key, limit)]),
  );
  const found = keys.map((key, index) => {
    const [publications = [], messages = []] = answers.slice(2 * index, 2 * index + 2);
    const whole = publications.length < limit && messages.length < limit;
    return { key, whole, publications: publications.map((row) => row.key), messages: messages.map((row) => row.key) };
  });
  return {
    ...NOTHING,
    conversations: found.map(({ key, whole }) => ({ key, whole })),
    publications: found.flatMap(({ publications }) => publications),
    messages: found.flatMap(({ messages }) => messages),
    last: false,
  };
}

function firstOf(table: string, conversation: string, limit: number): Find {
  return { table, equal: { conversation }, range: { column: 'created_at' }, limit };
}
