/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are what is tested */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { configProblems } from '../../../src/config/config-problem.js';
import { loadConfig } from '../../../src/config/load-config.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

const YAML = `
publicUrl: https://connector.example.com   # a comment
store: sqlite:./data/cw.db
encryptionKeys: ["\${CW_KEY}"]
apps:
  main: { appId: 4711, clientId: "c", clientSecrets: ["\${file:secrets/client}"], quota: { requests: 100, per: 10s } }
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cw-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const reader = (files: Record<string, string>) => (path: string) => {
  const text = files[path];
  if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return text;
};

async function problems(path: string, env = {}, files?: Record<string, string>): Promise<string[]> {
  const loading = files ? loadConfig(path, env, reader(files)) : loadConfig(path, env);
  const error = await loading.then(
    () => undefined,
    (reason) => reason,
  );
  return configProblems(error).map(({ file, path: at, problem }) => `${file}: ${at} ${problem}`);
}

describe('a configuration file', () => {
  const secrets = { '/etc/cw/secrets/client': 'from-file\n' };

  it('may be YAML, with references to variables and to files beside it', async () => {
    const config = await loadConfig(
      '/etc/cw/config.yaml',
      { CW_KEY: KEY },
      reader({ '/etc/cw/config.yaml': YAML, ...secrets }),
    );
    expect(config.encryptionKeys).toEqual([new Uint8Array(32).fill(7)]);
    expect(config.apps['main']?.clientSecrets).toEqual(['from-file']);
    expect(config).toMatchObject({ directory: '/etc/cw', store: { path: '/etc/cw/data/cw.db' } });
    expect(config.secrets).toEqual([KEY, 'from-file']);
  });

  it('may be JSON', async () => {
    const json = {
      publicUrl: 'https://a.example',
      encryptionKeys: [KEY],
      apps: { a: { appId: 1, clientId: 'c', clientSecrets: ['s'] } },
    };
    const config = await loadConfig(file('config.json', JSON.stringify(json)), {});
    expect(config.publicUrl).toBe('https://a.example');
  });

  it('may be a module', async () => {
    const path = file(
      'config.mjs',
      `export default { publicUrl: 'https://a.example', encryptionKeys: ['\${CW_KEY}'],
        apps: { a: { appId: 1, clientId: 'c', clientSecrets: ['s'] } } };`,
    );
    expect((await loadConfig(path, { CW_KEY: KEY })).publicUrl).toBe('https://a.example');
  });
});

describe('a reference', () => {
  const withStore = (store: string) => ({ '/c.json': JSON.stringify({ store }) });
  const storeProblem = async (store: string) =>
    (await problems('/c.json', { SET: 'x' }, withStore(store))).filter((text) => text.includes(': store '));

  it('may stand anywhere in a text, several times', async () => {
    const json = JSON.stringify({
      publicUrl: 'https://${HOST}/${BASE}',
      encryptionKeys: [KEY],
      apps: { a: { appId: 1, clientId: '$${not a reference}', clientSecrets: ['s'] } },
    });
    const config = await loadConfig('/c.json', { HOST: 'a.example', BASE: 'cw' }, reader({ '/c.json': json }));
    expect(config.publicUrl).toBe('https://a.example/cw');
    expect(config.apps['a']?.clientId).toBe('${not a reference}');
  });

  it('to a variable that is not set is named, and nothing else is said of its place', async () => {
    expect(await storeProblem('${UNSET}')).toEqual([
      '/c.json: store refers to the environment variable UNSET, which is not set',
    ]);
  });

  it('to a file that is not there is named', async () => {
    expect(await storeProblem('${file:/run/secrets/x}')).toEqual([
      '/c.json: store refers to the file /run/secrets/x, which cannot be read (ENOENT)',
    ]);
  });

  it.each(['${}', '${a b}', '${file:}'])('that is none is named: %s', async (text) => {
    expect(await storeProblem(`sqlite:${text}`)).toEqual(['/c.json: store holds something that is not a reference']);
  });

  it('is not looked for in what a reference brought', async () => {
    const path = '/c.json';
    const found = await problems(path, { SET: 'sqlite:${UNSET}' }, withStore('${SET}'));
    expect(found.filter((text) => text.includes('store'))).toEqual([]);
  });
});

describe('a file that cannot be used', () => {
  it.each<[string, string, string]>([
    ['c.yaml', 'a: b: s3cret\n', 'c.yaml:  is not YAML at line 1, column 4 (BLOCK_AS_IMPLICIT_KEY)'],
    ['c.yaml', 'apps:\n\tmain: s3cret\n', 'c.yaml:  is not YAML at line 2, column 1 (TAB_AS_INDENT)'],
    ['c.yaml', 'apps: 1\napps: 2\n', 'c.yaml:  is not YAML at line 2, column 1 (DUPLICATE_KEY)'],
    ['c.yaml', 'a: *s3cret\n', 'c.yaml:  has too many or unknown aliases'],
    ['c.json', '{"a": s3cret}', 'c.json:  is not JSON'],
    ['c.toml', '', 'c.toml:  is of no known format'],
    ['c.mjs', 'throw new TypeError("s3cret");', 'c.mjs:  cannot be loaded (TypeError)'],
    ['c.mjs', 'const a = {}; a.a = a; export default { adapters: a };', 'c.mjs: adapters.a contains itself'],
  ])('%s %p', async (name, text, expected) => {
    const found = await problems(file(name, text));
    expect(found[0]).toContain(expected);
    expect(found.join()).not.toContain('s3cret');
  });

  it('because it is not there', async () => {
    expect(await problems(join(folder, 'none.yaml'))).toEqual([expect.stringContaining('is not there')]);
  });
});
