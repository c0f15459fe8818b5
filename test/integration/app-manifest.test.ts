import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NEEDED_SCOPES } from '../../src/hubspot/oauth/scopes.js';
import { Deployment } from '../fixtures/deployment.js';

const NEEDED = NEEDED_SCOPES.map(({ scope }) => scope);

async function configured(): Promise<Deployment> {
  const deployment = await Deployment.open();
  const { appId, clientId, clientSecret } = deployment.seeded.apps[0]!;
  const app = { appId: Number(appId), clientId, clientSecrets: [clientSecret] };
  const scopes = {
    scopes: ['conversations.write', 'files'],
    optionalScopes: ['tickets', 'files'],
    webhooksJournal: true,
  };
  await deployment.configure({ publicUrl: 'https://x.example/cw', apps: { main: { ...app, ...scopes } } });
  return deployment;
}

describe('channelwright app manifest', () => {
  it('shows scopes and URLs, and no secret', async () => {
    await using deployment = await configured();
    const { code, stdout } = await deployment.call('app', 'manifest');
    expect(code).toBe(0);
    for (const scope of NEEDED) expect(stdout).toContain(`  ${scope}: to `);
    expect(stdout).toContain('  https://x.example/cw/oauth/main/callback\n');
    expect(stdout).toContain('  https://x.example/cw/hubspot/webhooks/main\n');
    expect(stdout).toContain('  chat: https://x.example/cw/connect/chat\n');
    expect(stdout).toContain('developer.webhooks_journal.read');
    expect(stdout).not.toContain(deployment.seeded.apps[0]!.clientSecret);
  });

  it('writes a project of the developer platform, and overwrites nothing', async () => {
    await using deployment = await configured();
    const out = join(deployment.folder, 'project');
    expect(await deployment.call('app', 'manifest', '--out', out)).toMatchObject({ code: 0 });
    expect(JSON.parse(await readFile(join(out, 'hsproject.json'), 'utf8'))).toMatchObject({ srcDir: 'src' });
    const written = await readFile(join(out, 'src/app/app-hsmeta.json'), 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      uid: 'channelwright_main',
      type: 'app',
      config: {
        auth: {
          type: 'oauth',
          redirectUrls: ['https://x.example/cw/oauth/main/callback'],
          requiredScopes: [...NEEDED, 'conversations.write'],
          optionalScopes: ['tickets'],
        },
      },
    });
    const again = await deployment.call('app', 'manifest', '--out', out);
    expect(again.code).not.toBe(0);
    expect(again.stderr).toContain('CW_FOLDER_UNUSABLE');
  });

  it('says which redirect URL HubSpot will not take, and which app there is not', async () => {
    await using deployment = await Deployment.open();
    expect((await deployment.call('app', 'manifest')).stdout).toContain('HubSpot wants https here');
    const unknown = await deployment.call('app', 'manifest', '--app', 'other');
    expect(unknown.stderr).toContain('CW_NOT_FOUND');
  });
});
