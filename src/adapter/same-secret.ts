import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a secret that came with a request is the one we know. Takes as long for a near miss as for any other, and does not
 * show how long the known one is. An empty secret is never right.
 */
export function sameSecret(given: string, known: string): boolean {
  return timingSafeEqual(digest(given), digest(known)) && known !== '';
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
