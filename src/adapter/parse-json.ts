/** Deeper than any provider nests, and far from where recursion over it would overflow the stack. */
const MOST_LEVELS = 100;

/**
 * The value in a body, still unknown; undefined where the body is not JSON (nor does JSON have an `undefined`). What is nested
 * deeper than 100 levels counts as none: `JSON.parse` takes it, and whoever walks through it or writes it out overflows.
 */
export function parseJson(body: Uint8Array | string): unknown {
  try {
    const value: unknown = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
    return isDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeep(value: unknown): boolean {
  let level = [value];
  for (let levels = 0; level.length > 0; levels += 1) {
    if (levels > MOST_LEVELS) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
