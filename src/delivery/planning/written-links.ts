import type { Link, Run } from './run.js';

/** Marks the links whose label is their URL. This is seen from the whole label alone: a piece of it is not the URL. */
export function writtenLinks(runs: readonly Run[]): Run[] {
  const labels = new Map<Link, string>();
  for (const { text, style } of runs) {
    if (style.link) labels.set(style.link, (labels.get(style.link) ?? '') + text);
  }
  const written = new Map<Link, Link>();
  for (const [link, label] of labels) {
    if (bare(label) === bare(link.url)) written.set(link, { ...link, isWritten: true });
  }
  return runs.map(({ text, style }) => {
    const link = style.link && written.get(style.link);
    return { text, style: link ? { ...style, link } : style };
  });
}

/** A URL as people write it. */
function bare(url: string): string {
  return url
    .trim()
    .replace(/^(?:https?:\/\/|mailto:|tel:)/i, '')
    .replace(/\/$/, '')
    .toLowerCase();
}
