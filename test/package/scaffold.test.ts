import { mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../architecture/repository.js';
import { output, run } from './run.js';

const PREPARE_MS = 120_000;
const OURS = join(ROOT, 'node_modules');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelwright-scaffold-'));
  await installOffline(folder);
}, PREPARE_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an adapter made by the installed package', () => {
  it(
    'builds, and passes its tests as it was generated',
    async () => {
      const bin = join(folder, 'node_modules/channelwright/dist/src/cli/bin.js');
      const made = await run(process.execPath, [bin, 'new-adapter', '@acme/post-box'], folder);
      expect(made).toMatchObject({ code: 0, stderr: '' });
      const tested = await run('npm', ['test', '--offline'], join(folder, 'post-box'));
      expect(tested.code === 0 ? '' : tested.stdout + tested.stderr).toBe('');
      expect(Number(/^. tests (\d+)$/m.exec(tested.stdout)?.[1])).toBeGreaterThan(50);
      expect(tested.stdout).toMatch(/^. fail 0$/m);
      expect(tested.stdout).toMatch(/^. skipped 0$/m);
    },
    PREPARE_MS,
  );
});

/** The tarball as it would be published, beside what this repository has installed. No registry is asked. */
async function installOffline(into: string): Promise<void> {
  const modules = join(into, 'node_modules');
  const home = join(modules, 'channelwright');
  await mkdir(home, { recursive: true });
  const packed = await output(
    'npm',
    ['pack', '--offline', '--ignore-scripts', '--json', '--pack-destination', into],
    ROOT,
  );
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  await output('tar', ['-xzf', join(into, filename), '--strip-components=1', '-C', home], into);
  for (const name of await readdir(OURS)) await symlink(join(OURS, name), join(modules, name));
}
