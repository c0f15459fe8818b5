import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

describe('channelwright run', () => {
  it('serves: a message goes round; asked to end, it ends well', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.connector();
    const id = deployment.agentWrites('Hello');
    await until('HubSpot was told', () => deployment.told(id).length > 0);
    expect(deployment.told(id)).toEqual(['SENT']);
    expect(deployment.provider.got('Hello')).toHaveLength(1);

    connector.signal('SIGTERM');
    const { code, stdout, stderr } = await connector.ended();
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^Channelwright listens on \S+ and is called at \S+\n$/),
    });
    expect(stderr).toContain('Stopped.');
  });

  it('waits for a call under way when it is asked to end, and does not when it is asked again', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.connector();
    deployment.provider.behave({ kind: 'accept', delayMs: 60_000 });
    deployment.agentWrites('Slow');
    await until('the call is under way', () => deployment.provider.got('Slow').length > 0);
    connector.signal('SIGINT');
    await until('it is stopping', () => connector.stderr.includes('Stopping'));
    connector.signal('SIGINT');
    expect(await connector.ended()).toMatchObject({ code: 1, stderr: expect.not.stringContaining('Stopped.') });
  });

  it('refuses a store that another engine runs on, in one line', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.connector();
    const { code, stdout, stderr } = await deployment.run('run');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^Another engine is running on this store: .+\. Stop .+ \(CW_STORE_LOCKED\)\n$/);
  });

  it('refuses a port that is taken, and leaves the store as it was', async () => {
    await using deployment = await Deployment.open();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    await deployment.configure({ listen: { port } });
    const { code, stderr } = await deployment.run('run');
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(`The server cannot listen: 127.0.0.1:${port} (EADDRINUSE)`);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stderr).not.toMatch(/Stopp/);
  });

  it('ends when it has lost the store', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.connector();
    const database = new DatabaseSync(join(deployment.folder, 'channelwright.db'), { timeout: 10_000 });
    database.exec('UPDATE engine SET epoch = epoch + 1');
    database.close();
    deployment.agentWrites('Too late');
    const { code, stderr } = await connector.ended();
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/\(CW_STORE_FENCED\)\n$/) });
  });

  it('says where it listens in JSON, for programs', async () => {
    await using deployment = await Deployment.open();
    await using connector = deployment.command('run', '--json');
    const [line] = await connector.says(/^.+\n/);
    expect(JSON.parse(line)).toEqual({
      listening: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      publicUrl: deployment.door.url,
    });
  });
});
