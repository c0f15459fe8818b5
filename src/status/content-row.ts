import type { ContentItem, PartItem } from '../contract/content-item.js';
import type { Json } from '../contract/json.js';
import type { Table } from '../outbox/table.js';

/** The texts and files of a message: sealed, and gone long before its states are. */
export interface ContentRow {
  /** The key of the message. */
  key: string;
  /** As HubSpot sent it. */
  items: ContentItem[];
  /** As planned: one entry per part. Absent until planned. */
  parts?: { items: PartItem[]; data?: Json }[];
  /** HubSpot cut the text, or hides images in `richText`: to be completed while preparing. */
  incomplete?: boolean;
  expiresAtMs: number;
}

export const CONTENTS: Table<ContentRow> = {
  name: 'contents',
  key: (row) => row.key,
  columns: (row) => ({ expires_at: row.expiresAtMs }),
};
