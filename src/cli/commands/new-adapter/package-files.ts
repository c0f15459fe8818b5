import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AdapterNames, renamed } from './adapter-names.js';

/** A file of the new package. */
export interface PackageFile {
  /** Inside the package. */
  path: string;
  text: string;
}

/** From `dist/src/cli/commands/new-adapter`. What is there ships as it is; the compiler of this repository checks it. */
const OURS = new URL('../../../../../', import.meta.url);
const TEMPLATE = fileURLToPath(new URL('templates/adapter/', OURS));

/** Files that would mean something to npm, git or an editor if the template had them by their own names. */
const REAL_NAMES: Record<string, string> = {
  'package.template.json': 'package.json',
  'tsconfig.template.json': 'tsconfig.json',
  gitignore: '.gitignore',
};

/** The whole package of a new adapter, in the order of its paths. */
export function packageFiles(names: AdapterNames): PackageFile[] {
  return readdirSync(TEMPLATE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(TEMPLATE, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
    .map((path) => {
      const text = renamed(readFileSync(join(TEMPLATE, path), 'utf8'), names);
      const file = REAL_NAMES[path] ?? renamed(path, names);
      return { path: file, text: file === 'package.json' ? withVersions(text) : text };
    });
}

interface Manifest {
  version: string;
  peerDependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** Every `*` becomes the version that this package is made for and tested with. */
function withVersions(text: string): string {
  const ours = JSON.parse(readFileSync(new URL('package.json', OURS), 'utf8')) as Manifest;
  const known: Record<string, string> = {
    ...ours.devDependencies,
    ...ours.peerDependencies,
    channelwright: `^${ours.version}`,
  };
  return text.replace(/"([^"]+)": "\*"/g, (_, name: string) => `"${name}": "${known[name] ?? '*'}"`);
}
