import { describe, expect, it } from '@jest/globals';
import { exists, textOf } from './repository.js';
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
    expect(cycles()).toEqual([]);
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
