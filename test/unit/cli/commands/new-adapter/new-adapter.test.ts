import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { adapterNames } from '../../../../../src/cli/commands/new-adapter/adapter-names.js';
import { packageFiles } from '../../../../../src/cli/commands/new-adapter/package-files.js';
import { EXIT } from '../../../../../src/cli/exit-code.js';
import { main } from '../../../../../src/cli/main.js';
import { FRAMEWORK_VERSION } from '../../../../../src/policy/framework-version.js';
import { CommandIo } from '../../../../fixtures/command-io.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'new-adapter-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function call(...argv: string[]) {
  const io = new CommandIo();
  const code = await main(['new-adapter', ...argv], { io });
  return { code, out: io.stdout, err: io.stderr };
}

const textOf = (name: string, path: string) =>
  packageFiles(adapterNames(name)).find((file) => file.path === path)?.text ?? '';

describe('a new adapter', () => {
  it('is a whole package, in a folder that was not there', async () => {
    const dir = join(folder, 'deep', 'post');
    const { code, out, err } = await call('post-box', '--dir', dir);
    expect({ code, err }).toEqual({ code: EXIT.ok, err: '' });
    expect(out).toContain(`cd ${dir} && npm install && npm test`);
    expect((await readdir(dir)).sort()).toEqual([
      '.gitignore',
      'README.md',
      'package.json',
      'samples',
      'src',
      'test',
      'tsconfig.json',
    ]);
    expect(await readFile(join(dir, 'src/post-box-adapter.ts'), 'utf8')).toContain('export function postBoxAdapter(');
  });

  it('lists for a program what was made', async () => {
    const dir = join(folder, 'post');
    const { code, out } = await call('@acme/post', '--dir', dir, '--json');
    expect(code).toBe(EXIT.ok);
    const { files, ...rest } = JSON.parse(out) as { files: string[] };
    expect(rest).toEqual({ package: '@acme/post', adapter: 'post', folder: dir });
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((path) => !existsSync(join(dir, path)))).toEqual([]);
  });

  it('may begin in a repository that holds nothing yet', async () => {
    await mkdir(join(folder, '.git'));
    expect(await call('post', '--dir', folder)).toMatchObject({ code: EXIT.ok });
  });

  it('has its own name in every spelling, and the template’s nowhere', () => {
    for (const { path, text } of packageFiles(adapterNames('@post/box-24'))) {
      expect({ path, acme: /acme/i.exec(path + text)?.[0] }).toEqual({ path, acme: undefined });
    }
    expect(textOf('@post/box-24', 'README.md')).toMatch(/^# Box 24 for Channelwright/);
    expect(textOf('@post/box-24', 'README.md')).toContain('adapters: ["@post/box-24"]');
    expect(textOf('@post/box-24', 'README.md')).toContain('BOX_24_TOKEN');
    expect(textOf('@post/box-24', 'src/index.ts')).toContain("name: 'box-24'");
  });

  it('asks for the versions that this package was made with', () => {
    const { name, peerDependencies, devDependencies } = JSON.parse(textOf('@post/box', 'package.json'));
    expect(name).toBe('@post/box');
    expect(peerDependencies).toEqual({ channelwright: `^${FRAMEWORK_VERSION}`, zod: expect.stringMatching(/^\^4/) });
    expect(Object.values<string>(devDependencies).filter((version) => !/\d/.test(version))).toEqual([]);
  });
});

describe('a mistake', () => {
  it.each(['Post', 'post box', '-post', '@acme/', '@acme/-post', '../post', 'post.js', '2post', 'fs', 'channelwright'])(
    'is the name %j',
    async (name) => {
      const { code, out, err } = await call('--dir', join(folder, 'post'), '--', name);
      expect({ code, out }).toEqual({ code: EXIT.usage, out: '' });
      expect(err).toMatch(/CW_PACKAGE_NAME_INVALID/);
      expect(err).toContain('`@acme/chat`');
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('is a name longer than npm takes', async () => {
    expect(await call('a'.repeat(215), '--dir', folder)).toMatchObject({ code: EXIT.usage });
  });

  it('is a folder that holds something: it stays as it is', async () => {
    await writeFile(join(folder, 'mine.txt'), 'mine');
    const { code, err } = await call('post', '--dir', folder);
    expect(code).toBe(EXIT.usage);
    expect(err).toMatch(/is not empty\. .*`--dir`.*\(CW_FOLDER_UNUSABLE\)/);
    expect(await readdir(folder)).toEqual(['mine.txt']);
  });

  it('is a file in place of a folder', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, err } = await call('post', '--dir', join(folder, 'file'));
    expect({ code, err }).toEqual({ code: EXIT.usage, err: expect.stringContaining('EEXIST') });
  });

  it.each([
    [['post', '--directory', 'x'], "unknown option '--directory'"],
    [[], "missing required argument 'name'"],
  ])('is %j', async (argv, said) => {
    const { code, err } = await call(...argv);
    expect({ code, err }).toEqual({ code: EXIT.usage, err: expect.stringContaining(said) });
  });
});
