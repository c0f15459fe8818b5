import { clip } from './clip.js';

const LONGEST = 200;

/**
 * A provider's own sentence, fit for `FailureReason.detail`: providers quote what they were sent, so what is quoted, every
 * number of five digits and more (with what a colon joins to it: tokens are written so), and every run of 20 characters and more
 * (tokens, ids, URLs) becomes `…`.
 */
export function providerWords(sentence: string, maxUtf16 = LONGEST): string {
  return clip(
    sentence.slice(0, 10 * maxUtf16).replace(/"[^"]*"|(?<!\w)'[^']*'|[-+]?\d{5,}(:\S+)?|\S{20,}/g, '…'),
    maxUtf16,
  );
}
