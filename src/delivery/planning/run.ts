import type { TextMark } from '../../contract/capabilities.js';

/** How words look. The same object for all words of one link. */
export interface Style {
  marks: readonly TextMark[];
  link?: Link;
}

/** One link as it was written; two of the same URL are two. */
export interface Link {
  url: string;
  /** The label is the URL itself, as people write it: a text that nothing has to be added to, whole or in pieces. */
  isWritten?: true;
}

/** A stretch of text in one style. */
export interface Run {
  text: string;
  style: Style;
}

export const PLAIN: Style = { marks: [] };
