import { readFileSync } from 'node:fs';

export interface DocumentedSetting {
  path: string;
  meaning: string;
  /** As it is written; absent where there is none. */
  default?: string;
}

const ROW = /^\| `(?<path>[^`]+)` \| (?<meaning>.+?) \| (?<fallback>.+?) \|$/gm;

/** The rows of the tables of settings in docs/reference/configuration.md. */
export function documentedSettings(): DocumentedSetting[] {
  const text = readFileSync('docs/reference/configuration.md', 'utf8');
  const tables = text.split('\n\n').filter((block) => block.startsWith('| Setting |'));
  return [...tables.join('\n').matchAll(ROW)].map(({ groups }) => {
    const written = /^`(.*)`$/.exec(groups!['fallback']!)?.[1];
    const row = { path: groups!['path']!, meaning: groups!['meaning']! };
    return written === undefined ? row : { ...row, default: written };
  });
}
