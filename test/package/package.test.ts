import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROOT, textOf } from '../architecture/repository.js';
import { InstalledPackage, nodeOf } from './installed-package.js';
import { output } from './run.js';

const PREPARE_MS = 120_000;
const { version } = JSON.parse(textOf('package.json')) as { version: string };

const SAMPLES: Record<string, string> = {
  CHANNELWRIGHT_KEY: Buffer.alloc(32, 1).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
};

let installed: InstalledPackage;
const node: Record<number, string> = {};
beforeAll(async () => {
  const nodes = [20, 22, 24].map(async (major) => {
    node[major] = await nodeOf(major);
  });
  [installed] = await Promise.all([InstalledPackage.install(), ...nodes]);
}, PREPARE_MS);
afterAll(() => installed?.remove());

describe('the tarball', () => {
  it('holds what is needed and nothing for ourselves', () => {
    expect(installed.files).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'CHANGELOG.md',
        'docs/reference/config.schema.json',
        'dist/src/index.js',
        'dist/src/index.d.ts',
        'dist/adapters/twilio/index.js',
        'dist/adapters/webhook/index.js',
        'templates/adapter/package.template.json',
        'templates/adapter/test/conformance.test.ts',
      ]),
    );
    const needed =
      /^(package\.json|LICENSE|[A-Z]+\.md|docs\/.+\.(md|json|yaml)|dist\/(src|adapters)\/.+\.(js|d\.ts)|templates\/.+)$/;
    const ours = /^dist\/.*\/test\/|^dist\/src\/\w+\/write-/;
    expect(installed.files.filter((path) => !needed.test(path) || ours.test(path))).toEqual([]);
  });

  it('is understood by the TypeScript of its users', async () => {
    const adapter = textOf('test/fixtures/smallest-adapter.ts');
    await writeFile(join(installed.folder, 'adapter.ts'), adapter);
    await writeFile(
      join(installed.folder, 'app.ts'),
      `import { type Connector, createConnector, loadConfig } from 'channelwright';
import twilio from 'channelwright/adapters/twilio';
import { createEmulator } from 'channelwright/testing';
import acme from './adapter.js';
const connector: Connector = await createConnector(await loadConfig('channelwright.yaml'), { adapters: [acme, twilio] });
connector.events.on('message.failed', ({ messageId, reason }) => process.stdout.write(messageId + reason.class));
export const wrong: number = createEmulator;
`,
    );
    const options = { module: 'nodenext', strict: true, noEmit: true, target: 'es2023', types: ['node'] };
    const typeRoots = [join(ROOT, 'node_modules/@types')];
    await writeFile(
      join(installed.folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, typeRoots }, files: ['app.ts'] }),
    );
    const said = await output('node', [join(ROOT, 'node_modules/typescript/bin/tsc')], installed.folder).catch(String);
    expect(said.match(/error TS\d+: .*/g)).toEqual([expect.stringContaining("is not assignable to type 'number'")]);
  });
});

describe.each([22, 24])('on Node %i', (major) => {
  it('every export can be imported', async () => {
    const { code, stdout, stderr } = await installed.run(
      node[major]!,
      'exports.js',
      `const names = ['', '/adapter', '/double', '/testing', '/adapters/twilio', '/adapters/webhook'];
       for (const name of names) {
         const module = await import('channelwright' + name);
         console.log(name, Object.keys(module).length > 0);
       }
       console.log(process.version.split('.')[0]);`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      ' true',
      '/adapter true',
      '/double true',
      '/testing true',
      '/adapters/twilio true',
      '/adapters/webhook true',
      `v${major}`,
      '',
    ]);
  });

  it('an adapter author loads the contract, and no engine or driver', async () => {
    const { code, stdout } = await installed.run(
      node[major]!,
      'adapter.js',
      `import { registerHooks } from 'node:module';
       const loaded = new Set();
       registerHooks({ load(url, context, next) { loaded.add(url); return next(url, context); } });
       const { CONTRACT_VERSION, defineAdapter, secret } = await import('channelwright/adapter');
       const { z } = await import('zod');
       const { name } = defineAdapter({
         name: 'tiny', version: '1.0.0', contractVersion: CONTRACT_VERSION,
         accountSettings: z.strictObject({ token: secret() }),
         capabilities: {
           hubspot: { deliveryIdentifierTypes: ['HS_PHONE_NUMBER'], threadingModel: 'DELIVERY_IDENTIFIER' },
           text: { maxUnits: 160 }, idempotency: { kind: 'none' },
         },
         create: () => ({ send: async () => ({ kind: 'accepted', ids: ['1'] }) }),
       });
       console.log(JSON.stringify({ name, loaded: [...loaded] }));`,
    );
    expect(code).toBe(0);
    const { name, loaded } = JSON.parse(stdout) as { name: string; loaded: string[] };
    expect(name).toBe('tiny');
    const places = loaded.map(
      (url) => /\/node_modules\/(channelwright\/dist\/src\/\w+|@\w+|[\w-]+)\//.exec(url)?.[1] ?? url,
    );
    expect([...new Set(places)].sort()).toEqual([
      '@inversifyjs',
      'channelwright/dist/src/adapter',
      'channelwright/dist/src/contract',
      'inversify',
      'node:crypto',
      'reflect-metadata',
      'zod',
    ]);
  });

  it('the command says its version', async () => {
    expect(await installed.command(node[major]!, ['--version'])).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
  });

  it('the command checks the configuration that the pages begin with', async () => {
    const [, yaml] = /^```yaml\n(.*?)^```/ms.exec(textOf('docs/start/configure.md'))!;
    await writeFile(join(installed.folder, 'channelwright.yaml'), yaml!);
    const variables = [...yaml!.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => [name!, SAMPLES[name!] ?? 'given']);
    const checked = await installed.command(node[major]!, ['check'], Object.fromEntries(variables));
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    expect(checked.stdout).toContain('twilio');
  });

  it('the command names what a configuration lacks, and shows no stack', async () => {
    await writeFile(join(installed.folder, 'bad.json'), '{ "publicUrl": "https://connector.example.com" }');
    const { code, stdout, stderr } = await installed.command(node[major]!, ['check', '--config', 'bad.json']);
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('bad.json: apps'),
    });
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('on Node 20', () => {
  it('the command says in one line that it is too old', async () => {
    const { code, stdout, stderr } = await installed.command(node[20]!, ['run']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^channelwright: This Node\.js is too old \(20\.[\d.]+\)\. Use Node\.js 22\.19 or newer\.\n$/,
    );
  });

  it.each(['channelwright', 'channelwright/testing'])('%s says so before anything else can fail', async (name) => {
    const script = `import('${name}').catch(({ code, message }) => console.log(code, message));`;
    const { stdout } = await installed.run(node[20]!, 'old.js', script);
    expect(stdout).toMatch(/^CW_NODE_TOO_OLD This Node\.js is too old: 20\.[\d.]+, older than 22\.19\n$/);
  });
});
