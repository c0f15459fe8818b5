import type { ContentItem } from '../contract/content-item.js';
import type { MessageEvent } from '../contract/provider-event.js';
import type { Tx } from '../outbox/tx.js';
import { CONTENTS } from '../status/content-row.js';
import { filesOf } from './publication-draft.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';

type Fragment = NonNullable<MessageEvent['fragment']>;

/** Adds a piece to the publication that collects it, in its place. A piece that is there already changes nothing. */
export function addPiece(tx: Tx, row: PublicationRow, event: MessageEvent & { fragment: Fragment }): void {
  const content = tx.get(CONTENTS, row.key);
  const { fragments } = row;
  const { index, count } = event.fragment;
  if (!content || !fragments || fragments.pieces.some((piece) => piece.index === index)) return;
  const place = fragments.pieces.filter((piece) => piece.index < index).length;
  const itemsBefore = fragments.pieces.slice(0, place).reduce((sum, piece) => sum + piece.items, 0);
  const filesBefore = countFiles(content.items.slice(0, itemsBefore));
  const total = count ?? fragments.count;
  tx.put(CONTENTS, { ...content, items: content.items.toSpliced(itemsBefore, 0, ...event.content) });
  tx.put(PUBLICATIONS, {
    ...row,
    atMs: Math.min(row.atMs, event.atMs),
    files: row.files.toSpliced(filesBefore, 0, ...filesOf(event.id, event.content)),
    fragments: {
      ...fragments,
      pieces: fragments.pieces.toSpliced(place, 0, { index, items: event.content.length }),
      ...(total === undefined ? {} : { count: total }),
    },
  });
}

/** The first piece: from here on the others are waited for. */
export function firstPiece({ index, count, waitMs }: Fragment, items: number, nowMs: number) {
  return { pieces: [{ index, items }], untilMs: nowMs + waitMs, ...(count === undefined ? {} : { count }) };
}

function countFiles(items: readonly ContentItem[]): number {
  return items.filter((item) => item.kind === 'file').length;
}
