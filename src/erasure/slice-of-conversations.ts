import { CONVERSATIONS } from '../directory/people/conversation-row.js';
import type { Find, WorkStore } from '../outbox/work-store.js';
import { PUBLICATIONS } from '../publication/publication-row.js';
import { MESSAGES } from '../status/message-row.js';
import { NOTHING, type Slice } from './erase-slice.js';

/** Conversations looked at in one round trip. */
export const SLICE_CONVERSATIONS = 10;

type Readable = Pick<WorkStore, 'read'>;

export async function sliceOfConversation(store: Readable, key: string, rows: number): Promise<Slice> {
  const [found = []] = await store.read([{ table: CONVERSATIONS.name, keys: [key] }]);
  if (found.length === 0) return { ...NOTHING, last: true };
  const slice = await sliceOfConversations(store, [key], rows);
  return { ...slice, last: slice.conversations.every(({ whole }) => whole) };
}

/**
 * What comes first of these conversations, in both directions. Whatever was erased is not found again.
 *
 * @param rows that go at once, at most; one of each conversation at least
 */
export async function sliceOfConversations(store: Readable, keys: readonly string[], rows: number): Promise<Slice> {
  const room = Math.max(1, Math.floor(rows / keys.length));
  const reads = keys.flatMap((key) => [firstOf(PUBLICATIONS.name, key, room), firstOf(MESSAGES.name, key, room)]);
  const answers = await store.read(reads);
  const found = keys.map((key, index) => {
    const publications = answers[2 * index] ?? [];
    const messages = answers[2 * index + 1] ?? [];
    const whole = publications.length + messages.length < room;
    const left = room - publications.length;
    return {
      conversation: { key, whole },
      publications: publications.map((row) => row.key),
      messages: messages.slice(0, left).map((row) => row.key),
    };
  });
  return {
    ...NOTHING,
    conversations: found.map(({ conversation }) => conversation),
    publications: found.flatMap(({ publications }) => publications),
    messages: found.flatMap(({ messages }) => messages),
    last: false,
  };
}

function firstOf(table: string, conversation: string, limit: number): Find {
  return { table, equal: { conversation }, range: { column: 'created_at' }, limit };
}
