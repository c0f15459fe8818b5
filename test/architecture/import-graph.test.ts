import { describe, expect, it } from '@jest/globals';
import { exists, textOf } from './repository.js';
import { sources } from './source-file.js';

const files = new Map(sources('src', 'adapters', 'examples').map((file) => [file.path, file]));
const importsOf = (path: string) => (files.get(path)?.imports ?? []).filter((to) => files.has(to));

/** Every way round that a depth-first walk closes, as the places on it. */
function cycles(places: Iterable<string>, next: (place: string) => Iterable<string>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (place: string, way: readonly string[]): void => {
    const start = way.indexOf(place);
    if (start >= 0) found.push([...way.slice(start), place].join(' -> '));
    if (start >= 0 || done.has(place)) return;
    for (const to of next(place)) walk(to, [...way, place]);
    done.add(place);
  };
  for (const place of places) walk(place, []);
  return found;
}

/** What folders so deep (3: `src/delivery/gates`) import of each other. A file that lies higher stands for itself. */
function foldersAt(depth: number): Map<string, Set<string>> {
  const folderOf = (path: string) => path.split('/').slice(0, depth).join('/');
  const graph = new Map<string, Set<string>>();
  for (const path of files.keys()) {
    const from = folderOf(path);
    const others = importsOf(path)
      .map(folderOf)
      .filter((to) => to !== from);
    graph.set(from, new Set([...(graph.get(from) ?? []), ...others]));
  }
  return graph;
}

/** Everything a walk along the imports comes to, from where someone outside comes in. */
function reachable(entryPoints: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...entryPoints];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...importsOf(path));
  }
  return seen;
}

/** The exports and the command of the package, and what `npm run` starts. */
function namedInPackageJson(): string[] {
  const compiled = textOf('package.json').matchAll(/\bdist\/((?:src|adapters|examples)\/[\w/.-]+)\.js\b/g);
  return [...compiled].map(([, path]) => `${path}.ts`);
}

const paths = [...files.keys()];
const inDoubles = /^adapters\/[^/]+\/double\//;
const inTests = /^adapters\/[^/]+\/test\//;

describe('the imports', () => {
  it('name files that are there', () => {
    const lost = [...files.values()].flatMap(({ path, imports }) =>
      imports.filter((to) => !exists(to)).map((to) => `${path} imports ${to}`),
    );
    expect(lost).toEqual([]);
  });

  it('never come round in a circle', () => {
    expect(cycles(files.keys(), importsOf)).toEqual([]);
  });

  it.each([3, 4])('never come round in a circle of folders, %i names deep', (depth) => {
    const graph = foldersAt(depth);
    expect(cycles(graph.keys(), (place) => graph.get(place) ?? [])).toEqual([]);
  });

  it('reach every file that ships', () => {
    const adapters = paths.filter((path) => /^adapters\/[^/]+\/index\.ts$/.test(path));
    const examples = paths.filter((path) => path.startsWith('examples/'));
    const reached = reachable([...namedInPackageJson(), ...adapters, ...examples]);
    expect(paths.filter((path) => !reached.has(path) && !inDoubles.test(path) && !inTests.test(path))).toEqual([]);
  });

  it('reach every file of a double, from the tests of its adapter, from its own process or from those of users', () => {
    const users = paths.filter((path) => inTests.test(path) || /\/double\/main\.ts$/.test(path));
    const reached = reachable([...users, 'src/testing/provider-doubles.ts']);
    expect(paths.filter((path) => inDoubles.test(path) && !reached.has(path))).toEqual([]);
  });
});
