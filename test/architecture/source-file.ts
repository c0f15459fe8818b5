import { posix } from 'node:path';
import { filesBelow, textOf } from './repository.js';

export interface SourceFile {
  /** From the root of the repository, e.g. `src/outbox/fold/fold.ts`. */
  path: string;
  text: string;
  /** The text without its comments, line by line as it was. */
  code: string;
  lines: number;
  /** Repository files it imports (types too), starts as a thread, or re-exports. */
  imports: string[];
  /** Packages and built-in modules it imports: `undici`, `node:fs`, `channelwright/adapter`. */
  packages: string[];
}

const STATIC_IMPORT = /^(?:import|export)\s+(?:[\w*{][^'"`;=]*?\sfrom\s+)?'([^']+)'/gm;
const DYNAMIC_IMPORT = /\bimport\(\s*'([^']+)'/g;
const THREAD = /\bnew URL\('(\.[^']+\.js)', import\.meta\.url\)/g;

/** Everything a module names as another module, in its own words. */
export function specifiersIn(code: string): string[] {
  const found = [STATIC_IMPORT, DYNAMIC_IMPORT, THREAD].flatMap((pattern) =>
    [...code.matchAll(pattern)].map(([, specifier]) => specifier!),
  );
  return [...new Set(found)];
}

export function withoutComments(text: string): string {
  return text
    .replace(/(^|\s)\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/(^|\s)\/\/.*$/gm, '$1');
}

export function readSource(path: string): SourceFile {
  const text = textOf(path);
  const code = withoutComments(text);
  const specifiers = specifiersIn(code);
  const relative = specifiers.filter((specifier) => specifier.startsWith('.'));
  return {
    path,
    text,
    code,
    lines: text.split('\n').length - 1,
    imports: relative.map((specifier) => posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts')),
    packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
  };
}

/** All TypeScript below the folders named. */
export function sources(...folders: string[]): SourceFile[] {
  return folders
    .flatMap(filesBelow)
    .filter((path) => path.endsWith('.ts'))
    .map(readSource);
}
