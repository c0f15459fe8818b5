import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';

interface Findings {
  findings: { check: string; of: string; state: string; detail: string }[];
}

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

/** A module whose adapter is made by `create`. It stands where no package can be found, so it names its imports whole. */
function pigeon(create: string): string {
  const whole = (path: string) => JSON.stringify(pathToFileURL(join(process.cwd(), path)).href);
  return `import { CONTRACT_VERSION, defineAdapter } from ${whole('dist/src/contract/index.js')};
    import { z } from ${whole('node_modules/zod/index.js')};
    export default defineAdapter({ name: 'pigeon', version: '1.0.0', contractVersion: CONTRACT_VERSION,
      accountSettings: z.strictObject({}), create: ${create},
      capabilities: { text: { maxUnits: 100 }, idempotency: { kind: 'none' }, hubspot: { deliveryIdentifierTypes: ['HS_PHONE_NUMBER'] } } });`;
}

describe('channelwright check', () => {
  it('finds nothing wrong with a good configuration, and starts and makes nothing', async () => {
    await using deployment = await Deployment.open();
    const { code, stdout } = await deployment.run('check');
    expect(code).toBe(0);
    expect(stdout).toMatch(/configuration +channelwright\.json +ok +adapters: webhook/);
    expect(stdout).toMatch(/store +\S+ +ok +is made by the first start/);
    expect(await deployment.files()).toEqual(['channelwright.json']);
  });

  it('names accounts whose portal has not installed the app, and where to install it', async () => {
    await using deployment = await Deployment.open();
    await deployment.configure({ portals: [] });
    const { findings } = await deployment.json<Findings>('check');
    const { portalId } = deployment.seeded.installs[0]!;
    const [found, ...others] = findings.filter(({ check }) => check === 'portal');
    expect([found, others]).toMatchObject([{ of: `portal ${portalId} of app main`, state: 'warning' }, []]);
    expect(found!.detail).toContain(`/oauth/main/install?portalId=${portalId}`);
  });

  it('says until when HubSpot supports the version, and what to write then', async () => {
    await using deployment = await Deployment.open();
    const { findings } = await deployment.json<Findings>('check');
    expect(findings).toContainEqual({
      check: 'apiVersion',
      of: 'app main',
      state: 'ok',
      detail: 'HubSpot supports v3 until September 2027; then write `apiVersion: 2026-09`',
    });
  });

  it('names every mistake in the file on a line of its own, with its remedy and without a stack', async () => {
    await using deployment = await Deployment.open();
    const [file, missing] = ['channelwright.json', 'NO_SUCH_KEY'];
    await deployment.configure(
      { encryptionKeys: [`\${${missing}}`] },
      { recieptDeadline: '1h', status: { sentWhen: 'read' } },
    );
    const { code, stdout, stderr } = await deployment.run('check');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toEqual([
      'The configuration is not valid (CW_CONFIG_INVALID):',
      `  ${file}: encryptionKeys[0] refers to the environment variable ${missing}, which is not set. Set ${missing}, or correct its name.`,
      expect.stringMatching(
        /^ {2}channelwright\.json: channels\.chat\.status\.sentWhen .+accepted, sent, delivered\.$/,
      ),
      expect.stringMatching(/^ {2}channelwright\.json: channels\.chat\.recieptDeadline .+\.$/),
    ]);
  });

  it('names settings that do not fit their adapter, and never their values', async () => {
    await using deployment = await Deployment.open();
    await deployment.configure({}, { settings: { url: 'nowhere', signingSecret: 'hush-hush', retries: 3 } });
    const { code, stderr } = await deployment.call('check');
    expect(code).toBe(2);
    expect(stderr).toMatch(/channels\.chat\.settings\.url /);
    expect(stderr).toMatch(/channels\.chat\.settings\.signingSecret /);
    expect(stderr).toMatch(/channels\.chat\.settings\.retries /);
    expect(stderr).not.toMatch(/hush|nowhere|^\s+at /m);
  });

  it('names an adapter that is not there, and the one that was probably meant', async () => {
    await using deployment = await Deployment.open();
    await deployment.configure({}, { adapter: 'pigeon', settings: {} });
    const { code, stderr } = await deployment.call('check');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^An adapter cannot be loaded: "pigeon"; known: .+ \(CW_ADAPTER_NOT_FOUND\)\n$/);
    await deployment.configure({}, { adapter: 'Twillio', settings: {} });
    expect((await deployment.call('check')).stderr).toContain('"Twillio" (did you mean "twilio"?); known: ');
  });

  it.each([
    ['is not there', undefined, /^An adapter cannot be loaded: file:.+pigeon\.mjs.+ \(CW_ADAPTER_NOT_FOUND\)\n$/],
    ['throws when it is loaded', 'throw new Error("no feathers");', /no feathers.+ \(CW_ADAPTER_INVALID\)\n$/],
    ['is none', 'export default { name: "pigeon" };', /default export.+ \(CW_ADAPTER_INVALID\)\n$/],
    [
      'cannot be made',
      pigeon('() => { throw new Error("no loft"); }'),
      /"pigeon": no loft.+ \(CW_ADAPTER_INVALID\)\n$/,
    ],
    ['lacks what it must have', pigeon('() => ({})'), /the adapter has no method `send`.+ \(CW_ADAPTER_INVALID\)\n$/],
  ])('tells the author of an adapter in one line that it %s', async (_what, module, said) => {
    await using deployment = await Deployment.open();
    if (module !== undefined) await writeFile(join(deployment.folder, 'pigeon.mjs'), module);
    await deployment.configure({ adapters: ['./pigeon.mjs'] }, { adapter: 'pigeon', settings: {} });
    const { code, stdout, stderr } = await deployment.run('check');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^\s+at |is a bug/m);
  });

  it('names a file that is not there', async () => {
    await using deployment = await Deployment.open();
    const { code, stderr } = await deployment.call('check', '--config', 'other.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain(
      'other.yaml is not there. Check its name and the folder you are in. Another configuration is named by `--config`',
    );
  });

  it('tells programs the same as people', async () => {
    await using deployment = await Deployment.open();
    await deployment.configure({ listen: { port: 'any' } });
    const { code, stdout, stderr } = await deployment.call('check', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'CW_CONFIG_INVALID', problems: [{ file: 'channelwright.json', path: 'listen.port' }] },
    });
  });

  it('finds out a store that the first start could not make, and the start says the same', async () => {
    await using deployment = await Deployment.open();
    await deployment.configure({ store: 'sqlite:/dev/null/x/y.db' });
    const { code, stdout } = await deployment.call('check');
    expect(code).toBe(3);
    expect(stdout).toMatch(/store .+ failed .+CW_STORE_UNAVAILABLE/);
    expect(await deployment.run('run')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('CW_STORE_UNAVAILABLE'),
    });
  });

  it('finds out a store written with another key', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    await connector.stop();
    await deployment.configure({ encryptionKeys: [OTHER_KEY] });
    const { code, stdout } = await deployment.call('check');
    expect(code).toBe(3);
    expect(stdout).toMatch(/store .+ failed .+CW_STORE_KEY_MISSING/);
  });

  it.each([['check'], ['doctor'], ['portals', 'list']])(
    '%s leaves no trace of a key that is tried',
    async (...command) => {
      await using deployment = await Deployment.open();
      await (await deployment.engine()).stop();
      await deployment.configure({ encryptionKeys: [OTHER_KEY, deployment.env['CHANNELWRIGHT_KEY']] });
      await deployment.call(...command);
      await deployment.configure({ encryptionKeys: [OTHER_KEY] });
      const { code, stdout } = await deployment.call('check');
      expect(code).toBe(3);
      expect(stdout).toContain('none of the configured keys was ever used in it');
    },
  );

  it('finds out rows whose key is gone, though the one that is left was used here, too', async () => {
    await using deployment = await Deployment.open();
    await (await deployment.engine()).stop();
    await deployment.configure({ encryptionKeys: [OTHER_KEY, deployment.env['CHANNELWRIGHT_KEY']] });
    expect((await deployment.call('pause', '--channel', 'chat')).code).toBe(0);
    await deployment.configure({ encryptionKeys: [OTHER_KEY] });
    for (const command of [['check'], ['check', '--against-store']]) {
      const { code, stdout } = await deployment.call(...command);
      expect(code).toBe(3);
      expect(stdout).toMatch(/store .+ failed .+rows of accounts.+back into `encryptionKeys`.+CW_STORE_KEY_MISSING/);
    }
    const { code, stdout } = await deployment.call('doctor');
    expect(code).toBe(3);
    expect(stdout).toMatch(/store .+ failed .+CW_STORE_KEY_MISSING/);
    expect(stdout).toMatch(/client secret +app main +ok/);
  });

  it('--online tries the key of the app, the tokens of the portals and the credentials of the accounts', async () => {
    await using deployment = await Deployment.open();
    expect(await results(deployment)).toEqual({ developerApiKey: 'ok', token: 'ok', account: 'ok' });

    deployment.emulator.control.expireTokens();
    const signingSecret = `whsec_${OTHER_KEY}`;
    await deployment.configure({}, { settings: { url: deployment.provider.urls.url, signingSecret } });
    expect(await results(deployment)).toEqual({ developerApiKey: 'ok', token: 'failed', account: 'failed' });
    const { code, stdout } = await deployment.call('check', '--online');
    expect(code).toBe(1);
    expect(stdout).toMatch(/token .+ failed .+\(CW_HUBSPOT_\w+\)/);
    expect(stdout).toMatch(/account .+ failed .+Correct the settings of the account/);
  });

  it('--online does not vouch for a refresh token that the store does not have yet', async () => {
    await using deployment = await Deployment.open();
    const portals = (refreshToken: string) => ({ portals: [{ portalId: deployment.env['PORTAL_ID'], refreshToken }] });
    const { refreshToken = '' } = deployment.seeded.installs[0]!;
    await deployment.configure(portals(refreshToken));
    expect(await results(deployment)).toMatchObject({ token: 'warning' });

    await using connector = await deployment.engine();
    await connector.stop();
    expect(await results(deployment)).toMatchObject({ token: 'ok' });

    await deployment.configure(portals('another'));
    expect(await results(deployment)).toMatchObject({ token: 'warning' });
  });
});

async function results(deployment: Deployment): Promise<Record<string, string>> {
  const { findings } = await deployment.json<Findings>('check', '--online');
  const online = findings.filter(({ check }) => ['developerApiKey', 'token', 'account'].includes(check));
  return Object.fromEntries(online.map(({ check, state }) => [check, state]));
}
