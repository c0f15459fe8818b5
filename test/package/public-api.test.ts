import { describe, expect, it } from '@jest/globals';
import { textOf } from '../architecture/repository.js';
import { withoutComments } from '../architecture/source-file.js';
import { PUBLIC_API } from './public-api.js';

/** The names in the braces of explicit re-exports: `type A`, `b`, `C as D`. */
function exportedNames(path: string): string[] {
  const lists = withoutComments(textOf(path)).matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  return [...lists]
    .flatMap(([, list]) => list!.split(','))
    .map((entry) =>
      entry
        .trim()
        .replace(/^type /, '')
        .replace(/^\w+ as /, ''),
    )
    .filter((name) => name !== '')
    .sort();
}

describe('the public names', () => {
  it.each(Object.entries(PUBLIC_API))('of %s are those that were decided on', (path, names) => {
    expect(exportedNames(path)).toEqual(names);
  });

  it.each(Object.keys(PUBLIC_API))('of %s are exported one by one', (path) => {
    const own = withoutComments(textOf(path)).replace("export * from '../contract/index.js';", '');
    expect(own).not.toMatch(/export \*|export (const|function|class|interface|type \w+ =)/);
  });
});
