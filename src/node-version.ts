import { RUNTIME_ERRORS } from './errors/runtime-errors.js';

/** The oldest Node.js that has all we use: `engines` of package.json says the same, and a test compares them. */
export const OLDEST_NODE = '22.19';

/**
 * The one line to say where this Node.js is too old; `undefined` where it is not. This module and what it imports must load
 * on any Node.js that knows ES modules, so that the line can be said at all.
 */
export function nodeTooOld(version = process.versions.node): string | undefined {
  if (compare(version, OLDEST_NODE) >= 0) return undefined;
  const { message, remedy } = RUNTIME_ERRORS.CW_NODE_TOO_OLD;
  return `${message} (${version}). ${remedy}`;
}

function compare(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}
