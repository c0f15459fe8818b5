import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment, PEER } from '../fixtures/deployment.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

const OLD = Buffer.from(TEST_KEY).toString('base64');
const NEW = randomBytes(32).toString('base64');

/** Somebody wants nothing more, and to be forgotten. */
async function suppressAndErase(deployment: Deployment): Promise<void> {
  await using _engine = await deployment.engine();
  const add = ['suppressions', 'add', PEER.value, '--account', 'main-line'];
  expect(await deployment.call(...add)).toMatchObject({ code: 0 });
  expect(await deployment.call('privacy', 'erase', '--peer', PEER.value, '--yes')).toMatchObject({ code: 0 });
}

describe('channelwright secrets reencrypt', () => {
  it('beside a running engine: nothing is left under the old key, and it can be dropped', async () => {
    await using deployment = await Deployment.open();
    await (await deployment.engine()).stop();
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    {
      await using _engine = await deployment.engine();
      const before = await deployment.call('secrets', 'reencrypt', '--check');
      expect(before.code).toBe(1);
      expect(before.stdout).toMatch(/portals +[0-9a-f]{16} +1\n/);

      const done = await deployment.json<{ resealed: number; left: unknown[] }>('secrets', 'reencrypt');
      expect(done).toMatchObject({ resealed: expect.any(Number), left: [] });
      expect(done.resealed).toBeGreaterThanOrEqual(2);
      expect(await deployment.call('secrets', 'reencrypt')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('0 rows were sealed anew'),
      });
    }
    await deployment.configure({ encryptionKeys: [NEW] });
    await using _engine = await deployment.engine();
    const id = deployment.agentWrites('under the new key');
    expect(await deployment.call('secrets', 'reencrypt', '--check')).toMatchObject({ code: 0 });
    expect(id).not.toBe('');
  });

  it('keeps the opt-out of somebody who was erased when the old key is dropped', async () => {
    await using deployment = await Deployment.open();
    await suppressAndErase(deployment);
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    expect(await deployment.call('secrets', 'reencrypt')).toMatchObject({ code: 0 });
    await deployment.configure({ encryptionKeys: [NEW] });
    await using _engine = await deployment.engine();
    const id = deployment.agentWrites('are you there?');
    await until('the message is refused', () => deployment.emulator.control.message(id).status.statusType === 'FAILED');
    expect(deployment.provider.requests).toEqual([]);
  });

  it('killed before it has kept what an opt-out needs, leaves rows under the old key: nobody is told to take that out', async () => {
    await using deployment = await Deployment.open();
    await suppressAndErase(deployment);
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    await using child = deployment.start(
      'test/fixtures/reencrypt-killed.js',
      join(deployment.folder, 'channelwright.json'),
    );
    expect(await child.ended()).toMatchObject({ code: null });
    expect(await deployment.call('secrets', 'reencrypt', '--check')).toMatchObject({ code: 1 });
  });

  it('is not over where every row is under the new key already, but the opt-outs of the erased are not', async () => {
    await using deployment = await Deployment.open();
    await (await deployment.engine()).stop();
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    expect(await deployment.call('secrets', 'reencrypt')).toMatchObject({ code: 0 });
    const OLDER = randomBytes(32).toString('base64');
    await deployment.configure({ encryptionKeys: [NEW, OLDER] });
    const { code, stdout } = await deployment.call('secrets', 'reencrypt', '--check');
    expect(code).toBe(1);
    expect(stdout).toContain('Opt-outs of people who were erased need the others');
  });

  it('is refused while an engine seals with another key, or does not have the new one', async () => {
    await using deployment = await Deployment.open();
    await using _engine = await deployment.engine();
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    const { code, stderr } = await deployment.call('secrets', 'reencrypt');
    expect(code).toBe(1);
    expect(stderr).toContain('CW_KEYS_IN_USE');
    await deployment.configure();
    expect(await deployment.call('secrets', 'reencrypt', '--check')).toMatchObject({ code: 0 });
  });

  it('is in the journal, with the id of the key and who asked', async () => {
    await using deployment = await Deployment.open();
    await (await deployment.engine()).stop();
    await deployment.configure({ encryptionKeys: [NEW, OLD] });
    const { stdout } = await deployment.call('secrets', 'reencrypt', '--json');
    const { key } = JSON.parse(stdout) as { key: string };
    const path = join(deployment.folder, 'channelwright.db');
    const store = await openSqliteStore({ path, keys: [Buffer.from(NEW, 'base64')], mode: 'client' });
    const told = await store.journal(0, 10, { type: 'command.secrets.reencrypt' });
    await store.close();
    expect(told.map(({ doc }) => JSON.parse(doc).data)).toEqual([{ key, by: expect.any(String) }]);
  });
});
