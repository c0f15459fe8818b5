import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Child } from '../fixtures/child.js';
import { Deployment } from '../fixtures/deployment.js';

const BIN = 'dist/src/cli/bin.js';

describe('channelwright emulator', () => {
  it('is HubSpot until it is asked to end, with what the seed says', async () => {
    await using deployment = await Deployment.open();
    const seed = join(deployment.folder, 'seed.yaml');
    await writeFile(seed, 'apps: [{ appId: 4711, developerApiKey: the-key }]\nportals: [{ portalId: 62515 }]\n');
    await using emulator = new Child([BIN, 'emulator', '--port', '0', '--seed', seed, '--json']);
    const [line] = await emulator.says(/^.+\n/);
    const { listening, seeded } = JSON.parse(line) as { listening: string; seeded: { apps: unknown[] } };
    expect(seeded).toMatchObject({ apps: [{ appId: '4711' }], portals: [{ portalId: '62515' }] });
    const answer = await fetch(`${listening}/conversations/v3/custom-channels?appId=4711&hapikey=the-key`);
    expect(answer.status).toBe(200);
    await answer.body?.cancel();
    emulator.signal('SIGTERM');
    expect(await emulator.ended()).toMatchObject({ code: 0 });
  });

  it('prints what a configuration needs', async () => {
    await using emulator = new Child([BIN, 'emulator', '--port', '0']);
    await emulator.says(
      /listens on http:\/\/\S+: write it as `apiBaseUrl` and `appBaseUrl`\. Its inboxes: http\S+\/inbox\n/,
    );
    await emulator.says(/\napp \d+: clientId \S+, clientSecret/);
    await emulator.says(/portal \d+ of app \d+: accessToken \S+, or refreshToken \S+\n/);
    emulator.signal('SIGINT');
    expect(await emulator.ended()).toMatchObject({ code: 0, stderr: '' });
  });

  it('says which port is taken', async () => {
    await using first = new Child([BIN, 'emulator', '--port', '0']);
    const [, port = ''] = await first.says(/127\.0\.0\.1:(\d+)/);
    await using second = new Child([BIN, 'emulator', '--port', port]);
    const { code, stderr } = await second.ended();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^The server cannot listen: 127\.0\.0\.1:\d+ \(EADDRINUSE\)\. .+`--port`.+CW_LISTEN_FAILED/);
    first.signal('SIGINT');
    await first.ended();
  });

  it('names every place of a seed that does not fit', async () => {
    await using deployment = await Deployment.open();
    const seed = join(deployment.folder, 'seed.json');
    await writeFile(seed, JSON.stringify({ portal: [], channels: [{ webhookUrl: 'nowhere' }] }));
    await using emulator = new Child([BIN, 'emulator', '--port', '0', '--seed', seed]);
    const { code, stdout, stderr } = await emulator.ended();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('channels[0].webhookUrl does not fit: ');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
