import { boundedKey } from '../outbox/bounded-key.js';
import type { Table } from '../outbox/table.js';
import type { Fetched } from './ask-hubspot.js';
import { REFUSAL_KEPT_MS, SIGNED_KEPT_MS, type SignedFile } from './signed-file.js';

/** What HubSpot answered the owner of a portal about a file, for the other processes. Sealed, and gone when it is of no use. */
export interface FileAnswerRow {
  key: string;
  answer: Fetched<SignedFile>;
  /** By the owner's clock. */
  answeredAtMs: number;
  expiresAtMs: number;
}

/** Among the contents of messages: they are sealed and expire. */
export const FILE_ANSWERS: Table<FileAnswerRow> = {
  name: 'contents',
  key: (row) => row.key,
  columns: (row) => ({ expires_at: row.expiresAtMs }),
};

export function fileAnswerKey(app: string, portal: string, fileId: string): string {
  return `file:${boundedKey(`${app}/${portal}/${fileId}`)}`;
}

/** How long an answer serves, ms. */
export function answerLifeMs(answer: Fetched<SignedFile>): number {
  if (answer.ok) return SIGNED_KEPT_MS;
  return Math.min(answer.passing ? (answer.reason.afterMs ?? 0) : REFUSAL_KEPT_MS, REFUSAL_KEPT_MS);
}

/** A process that does not own a portal needs a file of it. */
export const FILE_ASKED = 'media.asked';

export interface FileAsked {
  fileId: string;
  /** The answer of that time does not serve. */
  notOfMs?: number;
}

export const FILE_ANSWERED = 'media.answered';

export interface FileAnswered {
  fileId: string;
  answer: Fetched<SignedFile>;
}

export const FILE_QUEUE = 'files';
