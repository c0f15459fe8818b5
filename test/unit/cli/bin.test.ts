import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Child } from '../../fixtures/child.js';

const BIN = 'dist/src/cli/bin.js';
/** Makes this Node.js say that it is an old one. */
const PRETEND_OLD = `data:text/javascript,${encodeURIComponent(
  `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })`,
)}`;

/** What a compiled module loads before its first line runs, and what that loads. */
function loadedFirst(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, to = ''] of readFileSync(path, 'utf8').matchAll(/^import .*'(.+)';$/gm))
    loadedFirst(join(dirname(path), to), seen);
  return seen;
}

describe('the bin', () => {
  it('loads nothing that an old Node.js may not know before it has looked at the version', () => {
    expect([...loadedFirst(BIN)].sort()).toEqual(
      ['cli/bin', 'cli/exit-code', 'errors/runtime-errors', 'node-version'].map((name) => `dist/src/${name}.js`),
    );
  });

  it('says in one line that this Node.js is too old', async () => {
    await using child = new Child(['--import', PRETEND_OLD, BIN, 'run']);
    expect(await child.ended()).toEqual({
      code: 2,
      stdout: '',
      stderr: 'channelwright: This Node.js is too old (20.20.2). Use Node.js 22.19 or newer.\n',
    });
  });

  it('answers with the exit code of the command', async () => {
    await using good = new Child([BIN, '--version']);
    await using bad = new Child([BIN, 'check', '--config', 'no-such-file.yaml']);
    expect(await good.ended()).toMatchObject({ code: 0, stderr: '' });
    expect(await bad.ended()).toMatchObject({ code: 2, stdout: '' });
  });
});
