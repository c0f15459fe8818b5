import { describe, expect, it } from '@jest/globals';
import { exists } from './repository.js';
import { sources } from './source-file.js';

const files = new Map(sources('src', 'adapters', 'examples').map((file) => [file.path, file]));
const importsOf = (path: string) => (files.get(path)?.imports ?? []).filter((to) => files.has(to));

/** Every way round that a depth-first walk closes, as the files on it. */
function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) found.push([...way.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const next of importsOf(path)) walk(next, [...way, path]);
    done.add(path);
  };
  for (const path of files.keys()) walk(path, []);
  return found;
}

describe('the imports', () => {
  it('name files that are there', () => {
    const lost = [...files.values()].flatMap(({ path, imports }) =>
      imports.filter((to) => !exists(to)).map((to) => `${path} imports ${to}`),
    );
    expect(lost).toEqual([]);
  });

  it('never come round in a circle', () => {
    expect(cycles()).toEqual([]);
  });
});
