import type { ResealedPage } from '../outbox/resealing.js';

/** A row and the id of the key it is sealed with. */
export type SealedRow = [id: string | number, keyId: string];

/** Rows that are opened and sealed at once: bodies may be large. */
const MOST_AT_ONCE = 50;

/** What a look at some rows comes to, before anything is sealed anew. */
export function lookedAt(rows: readonly SealedRow[], limit: number): ResealedPage {
  const found: Record<string, number> = {};
  for (const [, keyId] of rows) found[keyId] = (found[keyId] ?? 0) + 1;
  const last = rows.at(-1);
  return { found, resealed: 0, ...(last !== undefined && rows.length === limit ? { next: last[0] } : {}) };
}

/** Those that are to be sealed anew, and can be, a few at a time. */
export function* groupsToReseal(rows: readonly SealedRow[], keyIds: readonly string[]): Generator<(string | number)[]> {
  const due = rows.filter(([, keyId]) => keyId !== keyIds[0] && keyIds.includes(keyId)).map(([id]) => id);
  for (let at = 0; at < due.length; at += MOST_AT_ONCE) yield due.slice(at, at + MOST_AT_ONCE);
}
