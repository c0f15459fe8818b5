import type { Json } from '../contract/json.js';
import type { ColumnValue } from './table.js';

/** One line of what happened to a message. Append-only; holds no message text and no secret. */
export interface JournalEntry {
  type: string;
  atMs: number;
  app: string;
  portal: string;
  channel?: string;
  account?: string;
  conversation?: string;
  /** Key of the message row. */
  message?: string;
  data?: Json;
}

/**
 * What log lines call `correlation`: HubSpot's id of the message, or the key of a customer's message as long as HubSpot has none. It is
 * a part of what the entry says anyway.
 */
export function correlationOf({ message, data }: JournalEntry): string | undefined {
  const { publication } = (data ?? {}) as { publication?: unknown };
  if (typeof publication === 'string') return publication;
  return message?.slice(message.lastIndexOf('/') + 1);
}

export function journalColumns(entry: JournalEntry): Record<string, ColumnValue> {
  return {
    message: entry.message ?? null,
    app: entry.app,
    portal: entry.portal,
    channel: entry.channel ?? null,
    account: entry.account ?? null,
    conversation: entry.conversation ?? null,
    type: entry.type,
    at: entry.atMs,
  };
}
