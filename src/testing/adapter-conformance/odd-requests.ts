import { ODD_BODIES } from './answers.js';

/** How many places of a body are made odd. */
const PLACES = 40;

const ODD_VALUES: readonly unknown[] = [
  undefined,
  null,
  7,
  -1,
  1e308,
  true,
  '',
  'x',
  '\u0000\ud800',
  [],
  [null],
  {},
  { nested: { nested: null } },
  'x'.repeat(100_000),
];

/** Bodies near to a genuine one, and some that are far from it. */
export function* oddBodies(genuine: string): Generator<[what: string, body: string | Uint8Array]> {
  for (const [what, body] of ODD_BODIES) yield [what, body];
  yield ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0x00, 0xc3, 0x28])];
  yield ['lists in lists, 5,000 deep', '['.repeat(5_000) + ']'.repeat(5_000)];
  yield ['half of a genuine body', genuine.slice(0, genuine.length / 2)];
  const json = parsed(genuine);
  yield* json === undefined ? oddForms(genuine) : oddJson(json);
}

/** Pieces that do not belong into a list of genuine ones. */
export const POISON: readonly unknown[] = [
  null,
  7,
  'x',
  true,
  [],
  {},
  { id: {} },
  [[]],
  { type: 'x', id: null, data: null },
];

/** Every list of a JSON text that has at least `length` members, with a poison piece put among them. */
export function* poisoned(text: string, length: number, poison: unknown): Generator<[path: string, body: string]> {
  const json = parsed(text);
  for (const path of paths(json)) {
    const list = at(json, path);
    if (!Array.isArray(list) || list.length < length) continue;
    yield [path.join('.'), JSON.stringify(put(json, path, [list[0], poison, ...list.slice(1)]))];
  }
}

export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function* oddJson(json: unknown): Generator<[what: string, body: string]> {
  const all = [...paths(json)];
  const step = Math.max(1, Math.ceil(all.length / PLACES));
  for (let index = 0; index < all.length; index += step) {
    const path = all[index]!;
    for (const value of ODD_VALUES) {
      yield [`\`${path.join('.')}\` as ${shown(value)}`, JSON.stringify(put(json, path, value)) ?? ''];
    }
  }
}

function* oddForms(genuine: string): Generator<[what: string, body: string]> {
  for (const name of new URLSearchParams(genuine).keys()) {
    for (const value of ['', 'x', '-1', '1e308', '%', '\u0000', 'x'.repeat(100_000)]) {
      const form = new URLSearchParams(genuine);
      form.set(name, value);
      yield [`\`${name}\` as ${shown(value)}`, form.toString()];
    }
    const form = new URLSearchParams(genuine);
    form.delete(name);
    yield [`no \`${name}\``, form.toString()];
    form.append(name, 'x');
    form.append(name, 'y');
    yield [`\`${name}\` twice`, form.toString()];
  }
}

function* paths(json: unknown, path: string[] = []): Generator<string[]> {
  yield path;
  if (typeof json !== 'object' || json === null) return;
  for (const [key, member] of Object.entries(json)) yield* paths(member, [...path, key]);
}

function at(json: unknown, path: string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], json);
}

/** A copy with something else at a path. `undefined`: it is left out. */
function put(json: unknown, [key, ...rest]: string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = Array.isArray(json) ? [...json] : { ...(json as object) };
  (copy as Record<string, unknown>)[key] = put((json as Record<string, unknown>)[key], rest, value);
  return copy;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing at all';
  return text.length > 40 ? `${text.slice(0, 20)}… (${text.length} characters)` : text;
}
