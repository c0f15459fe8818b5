import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Deployment, PEER } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

interface Listed {
  suppressions: { account: string; address: string; conversation: string }[];
  erased: number;
}

const list = (deployment: Deployment, ...args: string[]) => deployment.json<Listed>('suppressions', 'list', ...args);
const ON = ['--account', 'main-line'];

describe('suppressions', () => {
  it('keep what waits and what comes from being sent, until they are taken back', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    await deployment.call('pause', '--channel', 'chat');
    const waiting = deployment.agentWrites('It waits');
    await until('it is there', async () => (await deployment.call('messages', 'show', waiting)).code === 0);
    const added = await deployment.json('suppressions', 'add', PEER.value, ...ON, '--reason', 'asked by letter');
    expect(added).toMatchObject({ accounts: [{ account: 'main-line', suppressed: true }], carriedOut: 'engine' });
    await deployment.call('resume', '--channel', 'chat');
    await until('the agent reads why', () => deployment.told(waiting).at(-1) === 'FAILED');
    const next = deployment.agentWrites('And the next');
    await until('the agent reads why', () => deployment.told(next).at(-1) === 'FAILED');
    expect(deployment.provider.requests).toEqual([]);

    const { suppressions } = await list(deployment);
    expect(suppressions).toMatchObject([{ account: 'main-line', address: PEER.value }]);

    const unsure = await deployment.call('suppressions', 'remove', PEER.value, ...ON);
    expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining('if they have agreed to it themselves') });
    const removed = await deployment.call('suppressions', 'remove', PEER.value, ...ON, '--yes');
    expect(removed).toMatchObject({ code: 0, stdout: expect.stringContaining('may be written to again on main-line') });
    expect((await list(deployment)).suppressions).toEqual([]);
    deployment.agentWrites('Welcome back');
    await until('the customer has it', () => deployment.provider.got('Welcome back').length === 1);
  });

  it('come from a file, where no engine runs; lines without an address are named', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    await connector.stop();
    const good = Array.from({ length: 250 }, (_, index) => `+1555020${String(index).padStart(4, '0')}`);
    const file = join(deployment.folder, 'opt-outs.csv');
    await writeFile(file, ['phone,why', ...good.map((number) => `${number},letter`), 'nobody,'].join('\n'));
    const take = (...more: string[]) =>
      deployment.json('suppressions', 'import', file, '--channel', 'chat', ...more) as Promise<Record<string, unknown>>;
    const looked = await take('--dry-run');
    expect(looked).toMatchObject({ lines: 251, added: 250, known: 0, refused: 1, refusedLines: [{ line: 252 }] });
    expect((await list(deployment)).suppressions).toEqual([]);
    expect(await take()).toMatchObject({ added: 250, known: 0, carriedOut: 'here' });
    expect((await list(deployment, ...ON)).suppressions).toHaveLength(250);
    expect(await take()).toMatchObject({ added: 0, known: 250 });
    const { code, stdout } = await deployment.call('suppressions', 'import', file, ...ON);
    expect(code).toBe(1);
    expect(stdout).toMatch(/252 +is neither a phone number with its \+/);
  });

  it('refuse what is not as it must be', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    await connector.stop();
    for (const [args, code, said] of [
      [['add', '5550199', ...ON], 2, 'the address is neither a phone number with its +'],
      [['add', PEER.value], 2, 'name whose it is: --account'],
      [['add', PEER.value, '--account', 'nobody'], 1, 'account "nobody"'],
      [['add', PEER.value, ...ON, '--reason', 'x'.repeat(201)], 2, '--reason: one line of at most 200'],
      [['import', '/nowhere.csv', ...ON], 2, 'the file cannot be read (ENOENT)'],
    ] as const) {
      const answer = await deployment.call('suppressions', ...args);
      expect(answer).toMatchObject({ code, stderr: expect.stringContaining(said) });
      expect(answer.stderr).not.toContain(PEER.value);
    }
  });
});
