import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, OUR_NUMBER, type RunningHere } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

interface Finding {
  check: string;
  of: string;
  state: string;
  detail: string;
  remedy?: string;
}

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

async function doctor(deployment: Deployment): Promise<Finding[]> {
  const { findings } = await deployment.json<{ findings: Finding[] }>('doctor');
  return findings;
}

/** What needs somebody, as `check: detail`. */
async function ills(deployment: Deployment): Promise<string[]> {
  const findings = await doctor(deployment);
  return findings.filter(({ state }) => state !== 'ok').map(({ check, detail }) => `${check}: ${detail}`);
}

async function said(deployment: Deployment): Promise<string> {
  return (await ills(deployment)).join('\n');
}

describe('channelwright doctor', () => {
  let deployment: Deployment;
  let engine: RunningHere;

  beforeAll(async () => {
    deployment = await Deployment.open();
    engine = await deployment.engine();
    await deployment.call('channels', 'sync');
  });

  afterAll(async () => {
    await engine.stop();
    await deployment[Symbol.asyncDispose]();
  });

  it('finds nothing wrong with a connector that works, and changes nothing', async () => {
    const asked = deployment.emulator.control.requests().length;
    const { code, stdout } = await deployment.call('doctor');
    expect(stdout).toContain('All is well.');
    expect(code).toBe(0);
    const methods = deployment.emulator.control.requests().slice(asked);
    expect(methods.filter(({ method, operation }) => method !== 'GET' && operation !== 'oauth.introspect')).toEqual([]);
    expect(await doctor(deployment)).toContainEqual(
      expect.objectContaining({ check: 'public URL', state: 'ok', detail: expect.stringContaining('this connector') }),
    );
  });

  it('finds a client secret that HubSpot does not know, and says what else it breaks', async () => {
    await deployment.configure({ apps: { main: app(deployment, { clientSecrets: ['wrong'] }) } });
    expect(await ills(deployment)).toEqual([expect.stringMatching(/client secret: .*webhooks that HubSpot signs/)]);
    await deployment.configure({ apps: { main: app(deployment, { clientSecrets: [secret(deployment), 'old'] }) } });
    expect(await ills(deployment)).toEqual([]);
    await deployment.configure();
  });

  it('finds an account that is switched off, whether the connector has heard of it or not', async () => {
    const { control } = deployment.emulator;
    const id = deployment.env['CHANNEL_ACCOUNT_ID']!;
    const { id: fault } = control.addFault({ effect: { kind: 'drop-webhook' } });
    control.changeAccount(id, { authorized: false });
    expect(await ills(deployment)).toEqual(['channel account: it is switched off at HubSpot']);
    control.removeFault(fault);
    control.changeAccount(id, { authorized: false });
    await until('the connector has heard of it', async () =>
      /switched off at HubSpot \d+\w ago/.test(await said(deployment)),
    );
    control.changeAccount(id, { authorized: true });
    await until('the connector has heard of it', async () => (await ills(deployment)).length === 0);
  });

  it('finds webhooks that are refused for their signature', async () => {
    const told = await fetch(`${deployment.door.url}/hubspot/webhooks/main`, { method: 'POST', body: '{}' });
    expect(told.status).toBe(401);
    expect(await ills(deployment)).toEqual([expect.stringMatching(/^signature: .+CW_SIGNATURE_MISSING/)]);
    await engine.stop();
    engine = await deployment.engine();
    expect(await ills(deployment)).toEqual([]);
  });

  it('finds capabilities that HubSpot has otherwise', async () => {
    const { control } = deployment.emulator;
    const id = deployment.env['CHANNEL_ID']!;
    control.seed({ channels: [{ id, capabilities: { allowConversationStart: false } }] });
    expect(await ills(deployment)).toEqual(['channel: HubSpot has other capabilities']);
    await deployment.call('channels', 'sync');
    expect(await ills(deployment)).toEqual([]);
  });

  it('finds a token that HubSpot does not take', async () => {
    const { control } = deployment.emulator;
    control.addFault({ effect: { kind: 'token-expired' }, operations: ['inbox.inboxes'] });
    expect(await ills(deployment)).toContainEqual(expect.stringMatching(/^token: /));
    control.clearFaults();
    expect(await ills(deployment)).toEqual([]);
  });

  it('finds credentials that the provider refuses', async () => {
    const settings = { url: deployment.provider.urls.url, signingSecret: `whsec_${OTHER_KEY}` };
    await deployment.configure({}, { settings });
    expect(await ills(deployment)).toEqual([expect.stringMatching(/^account: /)]);
    await deployment.configure();
  });

  it('does not blame the settings where the provider does not answer', async () => {
    const settings = { url: 'http://127.0.0.1:9', signingSecret: `whsec_${OTHER_KEY}` };
    await deployment.configure({}, { settings });
    expect(await doctor(deployment)).toContainEqual(
      expect.objectContaining({
        check: 'account',
        state: 'warning',
        detail: expect.stringContaining('the provider did not answer'),
      }),
    );
    await deployment.configure();
  });

  it('finds what is paused, and says how it goes on', async () => {
    await deployment.call('pause', '--account', 'main-line');
    expect(await doctor(deployment)).toContainEqual({
      check: 'gate',
      of: 'account:main-line',
      state: 'warning',
      detail: expect.stringMatching(/^nothing is sent: paused by an operator \d+\w+ ago/),
      remedy: 'Run `channelwright resume --account main-line` when it is to send again',
    });
    await deployment.call('resume', '--account', 'main-line');
    expect(await ills(deployment)).toEqual([]);
  });

  it('finds another app’s id in the configuration', async () => {
    const { appId } = deployment.seeded.apps[0]!;
    await deployment.configure({ apps: { main: app(deployment, { appId: Number(appId) + 1 }) } });
    expect(await doctor(deployment)).toContainEqual(
      expect.objectContaining({ check: 'app id', state: 'failed', remedy: `Write \`appId: ${appId}\`` }),
    );
    await deployment.configure();
  });

  it('finds a channel whose webhooks go elsewhere', async () => {
    await using other = await stranger();
    await deployment.configure({ publicUrl: other.url });
    expect(await ills(deployment)).toEqual([
      'public URL: reached, but somebody else answers (200)',
      'channel: HubSpot calls another address for its webhooks',
    ]);
    await deployment.configure();
  });

  it.each([
    ['https://no-such-name.invalid', /its name is not known|cannot be reached/],
    ['http://127.0.0.1:9', /nothing listens there/],
  ])('finds an address that leads nowhere: %s', async (publicUrl, said) => {
    await deployment.configure({ publicUrl });
    expect(await ills(deployment)).toContainEqual(expect.stringMatching(said));
    await deployment.configure();
  });

  it('finds an address without a certificate', async () => {
    await deployment.configure({ publicUrl: deployment.door.url.replace('http:', 'https:') });
    expect(await ills(deployment)).toContainEqual(expect.stringMatching(/its certificate is not accepted|cannot be/));
    await deployment.configure();
  });
});

describe('channelwright doctor, with no engine running', () => {
  it('says that nobody answers, and the rest as it is', async () => {
    await using deployment = await Deployment.open();
    const engine = await deployment.engine();
    await deployment.call('channels', 'sync');
    await engine.stop();
    const { code, stdout } = await deployment.call('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/public URL .+a proxy answers 50\d: there is nothing behind it\. Start the connector/);
    expect(stdout).toContain('1 of ');
  });

  it('finds consent that was taken back, without spoiling a token', async () => {
    await using deployment = await Deployment.open();
    const { refreshToken = '' } = deployment.seeded.installs[0]!;
    await deployment.configure({ portals: [{ portalId: deployment.env['PORTAL_ID'], refreshToken }] });
    await (await deployment.engine()).stop();
    const refreshed = () => deployment.emulator.control.requests({ operation: 'oauth.token' }).length;
    const before = refreshed();
    expect(await ills(deployment)).not.toContainEqual(expect.stringMatching(/^token/));
    deployment.emulator.control.revokeRefreshTokens();
    expect(await ills(deployment)).toContainEqual('token: HubSpot does not know the refresh token any more');
    expect(refreshed()).toBe(before);
  });

  it('finds scopes that were not granted, and what each is needed for', async () => {
    await using deployment = await Deployment.open();
    const { control } = deployment.emulator;
    const [{ appId } = { appId: '' }] = deployment.seeded.apps;
    const scopes = ['oauth', 'conversations.custom_channels.read', 'conversations.custom_channels.write', 'files'];
    const { installs } = control.seed({
      portals: [{ portalId: '777' }],
      installs: [{ appId, portalId: '777', scopes }],
    });
    const portals = [{ portalId: '777', refreshToken: installs[0]!.refreshToken }];
    await deployment.configure({ portals }, { accounts: [] });
    await (await deployment.engine()).stop();
    const missing = (await ills(deployment)).find((each) => each.startsWith('scopes'));
    expect(missing).toMatch(/not granted: conversations\.read, needed to .+; crm\.objects\.contacts\.write, needed to/);
  });

  it('says what it has not looked at where the tables are of an earlier version, and how they come up', async () => {
    await using deployment = await Deployment.open();
    const earlier = gunzipSync(await readFile('test/fixtures/stores/sqlite-schema-1.gz'));
    await writeFile(join(deployment.folder, 'channelwright.db'), earlier);
    const findings = await doctor(deployment);
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'store',
        state: 'ok',
        detail: expect.stringContaining('of an earlier version'),
      }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: expect.stringContaining('accounts'),
        state: 'warning',
        remedy: 'Start this version, or run `channelwright migrate`, then run it again',
      }),
    );
    const against = await deployment.call('check', '--against-store');
    expect(against.stdout).toMatch(/stored account +line-1 +failed +channel "sms" is not configured/);
    expect((await deployment.call('migrate', '--check')).stdout).toContain('the schema is at version 1');
    expect((await deployment.call('migrate')).code).toBe(0);
    expect((await doctor(deployment)).find(({ check }) => check === 'stored accounts')).toBeDefined();
  });

  it('has a portal swept that an operator names', async () => {
    await using deployment = await Deployment.open();
    await using engine = await deployment.engine();
    expect(engine).toBeDefined();
    const sweeps = () => deployment.emulator.control.requests({ operation: 'inbox.threads' }).length;
    const { code, stdout } = await deployment.call('sweep', '--portal', deployment.env['PORTAL_ID']!);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Carried out by the running engine') });
    await until('the portal is swept', () => sweeps() > 0);
    expect((await deployment.call('sweep', '--portal', '404')).code).toBe(1);
  });

  it('names every account that a new version of an adapter would break', async () => {
    await using deployment = await Deployment.open();
    const configure = async (version: number, declared: string, accounts: object[] = []) => {
      const name = `pigeon-${version}.mjs`;
      await writeFile(join(deployment.folder, name), pigeon(declared));
      await deployment.configure({ adapters: [`./${name}`] }, { adapter: 'pigeon', settings: {}, accounts });
    };
    await configure(1, 'accountSettings: z.strictObject({ loft: z.string() })', [
      account(deployment, { loft: 'north' }),
    ]);
    await (await deployment.engine()).stop();

    const wanted = 'accountSettings: z.strictObject({ loft: z.string(), perch: z.string() })';
    await configure(2, wanted);
    const { code, stdout } = await deployment.call('check', '--against-store');
    expect(code).toBe(1);
    expect(stdout).toMatch(/stored account +north +failed +perch: .+version 1 of the settings, adapter pigeon/);

    const migrate = 'settingsVersion: 2, migrateSettings: (stored) => ({ ...stored, perch: "low" })';
    await configure(3, `${wanted}, ${migrate}`);
    expect(await deployment.call('check', '--against-store')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 of 1 can be used by this version'),
    });
  });
});

async function stranger(): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, [Symbol.asyncDispose]: close };
}

function secret({ env }: Deployment): string {
  return env['HUBSPOT_CLIENT_SECRET']!;
}

/** The app as configured, changed. */
function app({ seeded, env, emulator }: Deployment, changes: object): object {
  const { appId, clientId } = seeded.apps[0]!;
  const developerApiKey = env['HUBSPOT_DEVELOPER_KEY'];
  const clientSecrets = [env['HUBSPOT_CLIENT_SECRET']];
  return { appId: Number(appId), clientId, clientSecrets, developerApiKey, apiBaseUrl: emulator.url, ...changes };
}

function account({ env }: Deployment, settings: object): object {
  const { PORTAL_ID: portalId, CHANNEL_ACCOUNT_ID: channelAccountId } = env;
  return { key: 'north', portalId, channelAccountId, deliveryIdentifier: OUR_NUMBER, settings };
}

/** A module with an adapter that sends nothing. It stands where no package can be found, so it names its imports whole. */
function pigeon(declared: string): string {
  const whole = (path: string) => JSON.stringify(pathToFileURL(join(process.cwd(), path)).href);
  return `import { CONTRACT_VERSION, defineAdapter } from ${whole('dist/src/contract/index.js')};
    import { z } from ${whole('node_modules/zod/index.js')};
    export default defineAdapter({ name: 'pigeon', version: '1.0.0', contractVersion: CONTRACT_VERSION, ${declared},
      create: () => ({ send: async () => ({ kind: 'accepted', ids: [] }) }),
      capabilities: { text: { maxUnits: 100 }, idempotency: { kind: 'none' }, hubspot: { deliveryIdentifierTypes: ['HS_PHONE_NUMBER'] } } });`;
}
