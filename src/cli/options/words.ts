import { closestWord } from '../../config/closest-word.js';
import { ChannelwrightError } from '../../errors/channelwright-error.js';

/** One of some words. @throws ChannelwrightError `CW_USAGE` with the word that was probably meant, or all there are */
export function oneOf<Word extends string>(what: string, given: string, words: readonly Word[]): Word {
  const word = words.find((known) => known === given);
  if (word !== undefined) return word;
  throw new ChannelwrightError('CW_USAGE', `${what}: there is no "${given}"${suggestion(given, words)}`);
}

/** What follows a word that nobody knows. */
export function suggestion(given: string, known: readonly string[]): string {
  const close = closestWord(given, known);
  return close === undefined ? `; there are ${known.join(', ')}` : `; did you mean "${close}"?`;
}
