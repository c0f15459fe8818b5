import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Deployment, PEER } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

const STRANGER = '+15550777';

let deployment: Deployment;
let portal: string;

beforeAll(async () => {
  deployment = await Deployment.open();
  portal = deployment.env['PORTAL_ID']!;
  await using _connector = await deployment.engine();
  const sent = deployment.agentWrites('Hello');
  await until('it is shown as sent', () => deployment.told(sent).includes('SENT'));
});

afterAll(() => deployment[Symbol.asyncDispose]());

describe('a file that cannot be written', () => {
  it('is named, with what to do', async () => {
    const there = join(deployment.folder, 'there.jsonl');
    await writeFile(there, 'mine');
    const exported = (out: string) => deployment.call('privacy', 'export', '--peer', PEER.value, '--out', out);
    const kept = await exported(there);
    expect(kept).toMatchObject({ code: 2, stderr: expect.stringContaining('there.jsonl is there already') });
    expect(kept.stderr).toContain('CW_USAGE');
    expect(await readFile(there, 'utf8')).toBe('mine');
    const nowhere = await exported(join(deployment.folder, 'nowhere', 'x.jsonl'));
    expect(nowhere).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere/x.jsonl cannot be made (ENOENT)'),
    });
    const folder = join(deployment.folder, 'folder');
    await mkdir(folder);
    const replaced = await deployment.call('messages', 'export', '--out', folder);
    expect(replaced).toMatchObject({ code: 2, stderr: expect.stringContaining('folder cannot be replaced (EISDIR)') });
  });
});

describe('a name that nobody has', () => {
  it.each([
    [['suppressions', 'list', '--account', 'main-lime'], 'account "main-lime"; did you mean "main-line"?'],
    [['messages', 'find', '--account', 'main-lime'], 'account "main-lime"; did you mean "main-line"?'],
    [['messages', 'find', '--channel', 'chta'], 'channel "chta"; did you mean "chat"?'],
    [['messages', 'find', '--portal', '5'], 'portal "5"'],
    [['messages', 'find', '--peer', PEER.value, '--account', 'main-lime'], 'account "main-lime"'],
    [['messages', 'export', '--out', '/nowhere/x', '--channel', 'chta'], 'channel "chta"'],
    [['messages', 'correct', '--where', 'account=main-lime', '--to', 'retry'], 'account "main-lime"'],
    [['dead-letters', 'list', '--account', 'main-lime'], 'account "main-lime"'],
    [['privacy', 'export', '--peer', PEER.value, '--portal', '5'], 'portal "5"'],
    [['privacy', 'erase', '--peer', PEER.value, '--portal', '5', '--yes'], 'portal "5"'],
    [['accounts', 'show', 'main-lime'], 'account "main-lime"; did you mean "main-line"?'],
    [['suppressions', 'add', PEER.value, '--channel', 'chta'], 'channel "chta"; did you mean "chat"?'],
    [['portals', 'show', '1'], 'portal "1"'],
  ])('is refused: %j', async (args, said) => {
    const answer = await deployment.call(...args);
    expect(answer).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(said) });
    expect(answer.stderr).toContain('CW_NOT_FOUND');
  });

  it('is none of those that are known', async () => {
    const named = ['--account', 'main-line', '--channel', 'chat', '--portal', portal];
    expect(await deployment.json('messages', 'find', ...named)).toMatchObject({ messages: [{ account: 'main-line' }] });
  });
});

describe('an address that nobody has', () => {
  it('is said of an export, which is no mistake', async () => {
    const out = 'Nobody of that address is known here';
    const printed = await deployment.call('privacy', 'export', '--peer', STRANGER);
    expect(printed).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(out) });
    const file = join(deployment.folder, 'nobody.jsonl');
    const written = await deployment.call('privacy', 'export', '--peer', STRANGER, '--out', file);
    expect(written).toMatchObject({ code: 0, stdout: expect.stringContaining(out) });
    const known = await deployment.call('privacy', 'export', '--peer', PEER.value);
    expect(known.stderr).not.toContain(out);
    expect((await deployment.call('messages', 'find', '--peer', STRANGER)).stdout).toContain(out);
  });

  it('is said of an erasure, before and after', async () => {
    const said = 'Nobody of that address is known here';
    const erase = ['privacy', 'erase', '--peer', STRANGER];
    for (const how of ['--dry-run', '--yes']) {
      expect(await deployment.call(...erase, how)).toMatchObject({ code: 0, stdout: expect.stringContaining(said) });
    }
    expect(await deployment.json(...erase, '--dry-run')).toMatchObject({ known: false });
  });

  it('has no opt-out that could be removed', async () => {
    const on = ['--account', 'main-line'];
    const remove = () => deployment.call('suppressions', 'remove', STRANGER, ...on, '--yes');
    const none = await remove();
    expect(none).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing was to remove') });
    expect(none.stdout).not.toContain('may be written to again');
    await deployment.call('suppressions', 'add', STRANGER, ...on);
    expect((await remove()).stdout).toContain('may be written to again on main-line');
  });
});

describe('what is asked of a command', () => {
  it('needs a word where it cannot be taken back', async () => {
    const unsure = await deployment.call('privacy', 'erase', '--peer', PEER.value);
    expect(unsure).toMatchObject({ code: 2, stderr: expect.stringContaining('CW_NOT_CONFIRMED') });
    expect(unsure.stderr).toContain('1 conversations, 1 messages');
  });

  it('is refused in a sentence with one end', async () => {
    const { stderr } = await deployment.call('messages', 'find', '--limit', '-1');
    expect(stderr).toContain('Write a whole number');
    expect((await deployment.call('messages', 'find', '--limit', '0')).stderr).toContain('from 1 on');
    expect(stderr).not.toContain('..');
    expect((await deployment.call('accounts', 'hold')).stderr).not.toContain('..');
    expect((await deployment.call('usage', '--month', '2026-13')).stderr).not.toContain('..');
  });

  it('counts the lines of a file apart from the addresses in it', async () => {
    await writeFile(join(deployment.folder, 'list.csv'), ['phone', '+15550301', 'nobody', '+15550302'].join('\n'));
    const file = join(deployment.folder, 'list.csv');
    const { stdout } = await deployment.call('suppressions', 'import', file, '--account', 'main-line', '--dry-run');
    expect(stdout).toContain('3 lines: 2 addresses, 1 refused.');
  });

  it('does not open the gate of a hold, which would come back with the account', async () => {
    await deployment.call('accounts', 'hold', 'main-line');
    const opened = await deployment.call('gates', 'open', 'held:main-line');
    expect(opened).toMatchObject({ code: 2, stderr: expect.stringContaining('accounts resume main-line') });
    await deployment.call('accounts', 'resume', 'main-line');
  });
});

describe('a message that waits', () => {
  it('is shown to wait, and as held where a gate holds it', async () => {
    await using _connector = await deployment.engine();
    await deployment.call('pause', '--channel', 'chat');
    const id = deployment.agentWrites('It waits');
    const shown = async () => (await deployment.call('messages', 'find', '--limit', '1')).stdout;
    await until('it is held', async () => new RegExp(`${id}.* held`).test(await shown()));
    await deployment.call('resume', '--channel', 'chat');
    await until('it is sent', async () => new RegExp(`${id}.* SENT`).test(await shown()));
  });
});
