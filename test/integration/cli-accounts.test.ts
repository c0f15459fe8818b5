import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Deployment, OUR_NUMBER, PEER } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

interface Listed {
  accounts: { key: string; state: string; why?: string; by?: string }[];
}

const listed = async (deployment: Deployment) => (await deployment.json<Listed>('accounts', 'list')).accounts;

describe('accounts', () => {
  it('are held by the running engine, say why, and send again after', async () => {
    await using deployment = await Deployment.open();
    await using _engine = await deployment.engine();
    expect(await deployment.call('accounts', 'hold', 'main-line')).toMatchObject({
      code: 0,
      stdout: 'main-line is held. Carried out by the running engine.\n',
    });
    expect(await listed(deployment)).toMatchObject([{ key: 'main-line', state: 'held', by: 'operator' }]);
    const id = deployment.agentWrites('Wait for it');
    await until('it waits at the gate', async () => {
      const { gates } = await deployment.json<{ gates: { key: string; waiting: number }[] }>('gates', 'list');
      return gates.some(({ key, waiting }) => key === 'held:main-line' && waiting === 1);
    });
    expect(await deployment.call('accounts', 'hold', 'main-line')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^main-line is held since \d{4}-.+: .+\. Nothing was changed\.\n$/),
    });
    expect(await deployment.call('accounts', 'resume', 'main-line')).toMatchObject({ code: 0 });
    await until('HubSpot was told', () => deployment.told(id).length > 0);
    expect(await deployment.json('accounts', 'resume', 'main-line')).toEqual({
      command: 'accounts.resume',
      account: 'main-line',
      unchanged: true,
    });
  });

  it('are shown without what their settings hold; nonsense is refused with what to do', async () => {
    await using deployment = await Deployment.open();
    await using engine = await deployment.engine();
    await engine.stop();
    const { stdout } = await deployment.call('accounts', 'show', 'main-line');
    expect(stdout).toMatch(/state: +active\n(.+\n)*from: +the configuration/);
    expect(await deployment.call('accounts', 'show', 'none')).toMatchObject({ code: 1 });
    const rotated = await deployment.call('accounts', 'rotate-secret', 'main-line');
    expect(rotated).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has its settings in the configuration'),
    });
    const replaced = await deployment.call('accounts', 'replace', 'main-line', 'main-line');
    expect(replaced).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot replace itself') });
  });
});

describe('privacy', () => {
  async function talked(deployment: Deployment): Promise<void> {
    const id = deployment.agentWrites('a word to you');
    await until('HubSpot was told', () => deployment.told(id).length > 0);
    await deployment.provider.customerWrites({ from: PEER, text: 'a word to us', to: OUR_NUMBER.value });
    const stored = async () => (await deployment.json<{ messages: object[] }>('messages', 'find')).messages.length;
    await until('it was published, and that is stored', async () => (await stored()) === 2);
  }

  it('exports everything of a person, and forgets them beside the running engine', async () => {
    await using deployment = await Deployment.open();
    await using _engine = await deployment.engine();
    await talked(deployment);
    const out = join(deployment.folder, 'person.jsonl');
    expect(await deployment.call('privacy', 'export', '--peer', PEER.value, '--out', out)).toMatchObject({ code: 0 });
    const lines = (await readFile(out, 'utf8')).trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind).sort()).toEqual([
      'conversation',
      'message',
      'message',
      'received',
    ]);
    expect(lines.join()).toContain('a word to you');
    expect(lines.join()).toContain('a word to us');
    expect(await deployment.call('privacy', 'export', '--peer', PEER.value, '--out', out)).toMatchObject({ code: 2 });

    expect(await deployment.call('privacy', 'erase', '--peer', PEER.value)).toMatchObject({ code: 2 });
    const counted = await deployment.call('privacy', 'erase', '--peer', PEER.value, '--dry-run');
    expect(counted.stdout).toBe('1 conversations, 2 messages, 1 received would go.\n');
    expect(await deployment.json('privacy', 'erase', '--peer', PEER.value, '--yes')).toMatchObject({
      messages: 2,
      carriedOut: 'engine',
      isOver: true,
    });
    const { stdout } = await deployment.call('privacy', 'export', '--peer', PEER.value);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ kind: 'suppression', why: 'erased' }]);
  });

  it('forgets where no engine runs', async () => {
    await using deployment = await Deployment.open();
    await using engine = await deployment.engine();
    await talked(deployment);
    await engine.stop();
    expect(await deployment.json('privacy', 'erase', '--peer', PEER.value, '--yes')).toMatchObject({
      carriedOut: 'here',
      isOver: true,
    });
    const again = await deployment.call('privacy', 'erase', '--peer', PEER.value, '--dry-run');
    expect(again.stdout).toBe('0 conversations, 0 messages, 0 received would go.\n');
  });
});
