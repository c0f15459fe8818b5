import { describe, expect, it } from '@jest/globals';
import { specifiersIn, withoutComments } from './source-file.js';

describe('reading a source file', () => {
  it.each([
    ["import { a } from './a.js';", './a.js'],
    ["import type { A } from './a.js';", './a.js'],
    ["import {\n  a,\n  type B,\n} from './a.js';", './a.js'],
    ["import * as a from './a.js';", './a.js'],
    ["import a, { b } from './a.js';", './a.js'],
    ["import './a.js';", './a.js'],
    ["export { a } from './a.js';", './a.js'],
    ["export type { A } from './a.js';", './a.js'],
    ["export * from './a.js';", './a.js'],
    ["const a = await import('./a.js');", './a.js'],
    ["type A = import('./a.js').A;", './a.js'],
    ["new Worker(new URL('./a.js', import.meta.url));", './a.js'],
  ])('sees what %j names', (code, specifier) => {
    expect(specifiersIn(code)).toEqual([specifier]);
  });

  it.each(["export const a = 'b';", "export type A = 'b' | 'c';", "  log('import from here', 'there');"])(
    'sees nothing in %j',
    (code) => {
      expect(specifiersIn(code)).toEqual([]);
    },
  );

  it('leaves comments out, not what looks like one', () => {
    expect(withoutComments("/** any */\nconst a = 'https://x'; // any\nconst b = '*/*';")).toBe(
      "\nconst a = 'https://x'; \nconst b = '*/*';",
    );
  });
});
