import { hash } from 'node:crypto';
import type { Json } from '../contract/json.js';
import type { FoldEvent } from './reducer.js';
import type { Table } from './table.js';

/** The kind of a letter whose raw body is gone: that there was one, and why, is all that is left. */
export const EMPTIED = 'unparsable.emptied';

/** What stays of a letter when its content has to go. */
export type LetterRest = {
  /** {@link EMPTIED}, or the kind of an event that a replay can still append. */
  kind: string;
  /** Without any content. */
  body: Json;
  /** Nobody knows how many people its content is of: for one of them the content goes, and not the letter. */
  shared?: true;
};

/** Work whose end nobody could be told, kept with its cause; can be replayed. */
export interface DeadLetterRow {
  key: string;
  /** The kind of the event to append again on replay, or `unparsable` for a raw body. */
  kind: string;
  atMs: number;
  app: string;
  portal: string;
  channel?: string;
  account?: string;
  cause: { code: string; detail: string };
  /** What is appended again on replay. */
  body: Json;
  /** Absent: it goes as a whole. */
  rest?: LetterRest;
}

export const DEAD_LETTERS: Table<DeadLetterRow> = {
  name: 'dead_letters',
  key: (row) => row.key,
  columns: (row) => ({
    kind: row.kind,
    app: row.app,
    portal: row.portal,
    channel: row.channel ?? null,
    account: row.account ?? null,
    at: row.atMs,
  }),
};

/** An event that could not be folded. The same one gives the same letter. */
export function unfoldable(event: FoldEvent, detail: string, nowMs: number): DeadLetterRow {
  const { kind, app, portal, account, body, inbox } = event;
  const name = inbox?.seq ?? `${kind}:${hash('sha256', JSON.stringify([app, portal, body]), 'base64url')}`;
  return {
    key: `fold:${name}`,
    kind,
    atMs: nowMs,
    app,
    portal,
    ...(account === undefined ? {} : { account }),
    cause: { code: 'CW_FOLD_FAILED', detail },
    body: body as Json,
  };
}
