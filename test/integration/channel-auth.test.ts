import { describe, expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';

type ChannelAuth = 'developer-key' | 'client-credentials' | 'none';

/** HubSpot demands one credential, the app has another configured, or the same. */
async function opened(demanded: ChannelAuth, configured: ChannelAuth, developerApiKey?: string): Promise<Deployment> {
  const deployment = await Deployment.open({ withoutChannel: true });
  const { emulator, seeded } = deployment;
  emulator.control.turnSwitches({ channelAuth: demanded });
  const { appId, clientId, clientSecret } = seeded.apps[0]!;
  const key = developerApiKey === undefined ? {} : { developerApiKey };
  const app = { appId: Number(appId), clientId, clientSecrets: [clientSecret], apiBaseUrl: emulator.url };
  await deployment.configure({ apps: { main: { ...app, ...key, channelAuth: configured } } });
  return deployment;
}

async function online(deployment: Deployment, tried = 'channelAuth'): Promise<unknown> {
  const { findings } = await deployment.json<{ findings: { check: string; of: string; state: string }[] }>(
    'check',
    '--online',
  );
  return findings.find(({ of, check }) => of === 'app main' && check === tried)?.state;
}

describe('managing channels', () => {
  it.each<ChannelAuth>(['client-credentials', 'none'])('works with %s, without a developer key', async (auth) => {
    await using deployment = await opened(auth, auth);
    expect(await deployment.call('channels', 'sync')).toMatchObject({ code: 0 });
    expect(await online(deployment)).toBe('ok');
    const { channels } = await deployment.json<{ channels: { id?: string }[] }>('channels', 'list');
    expect(channels).toMatchObject([{ channel: 'chat', id: expect.any(String) }]);
    expect(await deployment.call('channels', 'delete', 'chat', '--yes')).toMatchObject({ code: 0 });
    const urls = deployment.emulator.control.requests().map((request) => JSON.stringify(request));
    expect(urls.join()).not.toContain('hapikey');
  });

  it('asks for one token for all calls of a command', async () => {
    await using deployment = await opened('client-credentials', 'client-credentials');
    await deployment.call('channels', 'sync');
    expect(deployment.emulator.control.requests({ operation: 'oauth.token' })).toHaveLength(1);
  });

  it('is refused by HubSpot where the credential is not the right one', async () => {
    await using deployment = await opened('developer-key', 'none');
    expect(await deployment.call('channels', 'list')).toMatchObject({ code: 1 });
    expect(await online(deployment)).toBe('failed');
  });

  it('needs a developer key where that is the credential', async () => {
    await using deployment = await opened('developer-key', 'developer-key');
    const { code, stderr } = await deployment.call('channels', 'list');
    expect(code).not.toBe(0);
    expect(stderr).toContain('CW_DEVELOPER_KEY_MISSING');
    expect(stderr).toContain('channelAuth: client-credentials');
    expect(await online(deployment, 'developerApiKey')).toBe('warning');
  });
});
