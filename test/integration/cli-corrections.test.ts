import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment } from '../fixtures/deployment.js';
import { freshDatabase } from '../fixtures/postgres.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

interface Corrected {
  id: string;
  matched: number;
  correctable: number;
  corrected: number;
  carriedOut: string;
  groups: { account: string; class: string; count: number; sample: string[] }[];
  refused: Record<string, number>;
}

interface Shown {
  messages: { message: { parts: { attempts: unknown[] }[] }; journal: { type: string; data: unknown }[] }[];
}

const WHY = ['--yes', '--reason', 'release 1.2.0 read the answers wrongly'];

async function failed(deployment: Deployment, ...texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    deployment.provider.behave({ kind: 'answer', status: 400 });
    const id = deployment.agentWrites(text);
    ids.push(id);
    await until('the agent reads that it failed', () => deployment.told(id).includes('FAILED'));
  }
  return ids;
}

const correct = (deployment: Deployment, ...args: string[]) =>
  deployment.json<Corrected>('messages', 'correct', ...args);

describe('messages correct', () => {
  it('counts first; then HubSpot is told SENT by the running engine, and the journal knows who, what and why', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    const ids = await failed(deployment, 'One', 'Two');
    const id = ids[0]!;
    const where = ['--where', 'account=main-line state=failed since=1h', '--to', 'sent'];

    const looked = await correct(deployment, ...where);
    expect(looked).toMatchObject({ matched: 2, correctable: 2, groups: [{ account: 'main-line', count: 2 }] });
    expect(deployment.told(id)).toEqual(['FAILED']);

    const done = await correct(deployment, ...where, ...WHY);
    expect(done).toMatchObject({ matched: 2, corrected: 2, carriedOut: 'engine' });
    for (const each of ids) await until('HubSpot knows', () => deployment.told(each).at(-1) === 'SENT');
    const { messages } = await deployment.json<Shown>('messages', 'show', id);
    expect(messages[0]?.journal.find(({ type }) => type === 'command.messages.correct')?.data).toMatchObject({
      key: done.id,
      to: 'sent',
      reason: 'release 1.2.0 read the answers wrongly',
      parts: [1],
    });
    const text = await deployment.call('messages', 'show', id);
    expect(text.stdout).toMatch(/^corrected +to sent, at .+, by correction /m);

    expect(await correct(deployment, ...where, ...WHY)).toMatchObject({ matched: 0, corrected: 0 });
  });

  it('sends again what was refused, once, where no engine runs by the next one', async () => {
    await using deployment = await Deployment.open();
    await using first = await deployment.engine();
    const [id = ''] = await failed(deployment, 'Once more');
    await first.stop();
    const where = ['--where', `message=${id}`, '--to', 'retry'];
    const done = await correct(deployment, ...where, ...WHY);
    expect(done).toMatchObject({ corrected: 1, carriedOut: 'here' });
    expect(await correct(deployment, ...where, ...WHY, '--id', done.id)).toMatchObject({ matched: 0, corrected: 0 });
    expect(deployment.provider.got('Once more')).toEqual([]);

    await using _second = await deployment.engine();
    await until('the customer has it', () => deployment.provider.got('Once more').length === 1);
    await until('HubSpot knows', () => deployment.told(id).at(-1) === 'SENT');
    const { messages } = await deployment.json<Shown>('messages', 'show', id);
    expect(messages[0]?.message.parts[0]?.attempts).toHaveLength(2);
  });

  it('says what it cannot do, and refuses what is not asked for as it must be', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    const [id = ''] = await failed(deployment, 'Not this one');
    await connector.stop();
    const call = (...args: string[]) => deployment.call('messages', 'correct', ...args);
    const where = ['--where', `message=${id}`];
    for (const [args, said] of [
      [[...where, '--to', 'send'], '--to send: write one of sent, retry, uncertain'],
      [[...where, '--to', 'sent', '--yes'], '--reason: say why, in a few words'],
      [
        [...where, '--to', 'sent', '--yes', '--reason', 'x'.repeat(201)],
        '--reason: one line of at most 200 characters',
      ],
      [[...where, '--to', 'sent', '--yes', '--dry-run'], '--dry-run does nothing, and --yes does it'],
      [[...where, '--to', 'sent', '--even-if-sent-twice'], '--even-if-sent-twice belongs to --to retry'],
      [['--where', 'acount=main-line', '--to', 'sent'], 'did you mean "account"?'],
    ] as const) {
      const { code, stderr } = await call(...args);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) });
    }
    await deployment.call('messages', 'correct', ...where, '--to', 'sent', ...WHY);
    const { stdout } = await call('--where', `message=${id}`, '--to', 'retry');
    expect(stdout).toContain('1 not: nothing in it has failed or is uncertain.');
  });
});

describe('messages correct, on PostgreSQL', () => {
  it('is carried out by the replica that has the portal, and HubSpot is told', async () => {
    await using deployment = await Deployment.open();
    const database = await freshDatabase();
    try {
      await deployment.configure({ store: { url: database.url, pool: 2 } });
      await using _replica = await deployment.engine();
      const [id = ''] = await failed(deployment, 'In a database');
      const where = ['--where', 'account=main-line state=failed since=1h', '--to', 'sent'];
      expect(await correct(deployment, ...where)).toMatchObject({ matched: 1, correctable: 1 });
      expect(await correct(deployment, ...where, ...WHY)).toMatchObject({ corrected: 1, carriedOut: 'engine' });
      await until('HubSpot knows', () => deployment.told(id).at(-1) === 'SENT');
      expect(await correct(deployment, ...where, ...WHY)).toMatchObject({ matched: 0, corrected: 0 });
    } finally {
      await database.drop();
    }
  });
});

describe('messages correct, where the engine that has the store does not go on', () => {
  it('says so, waits, and gives up after long; what it has sent stays', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    const [id = ''] = await failed(deployment, 'Stands still');
    await connector.stop();
    const path = join(deployment.folder, 'channelwright.db');
    const stuck = await openSqliteStore({ path, keys: [TEST_KEY], mode: 'engine' });
    deployment.hurry = true;
    const { code, stdout, stderr } = await deployment.call(
      'messages',
      'correct',
      '--where',
      `message=${id}`,
      '--to',
      'sent',
      ...WHY,
    );
    await stuck.close();
    expect({ code, stdout }).toEqual({
      code: 4,
      stdout: expect.stringContaining('0 are corrected. The command is stored'),
    });
    expect(stdout).toContain('the engine is very slow, or stands still');
    expect(stderr.match(/Nothing has moved for \d+ s/g)!.length).toBeGreaterThan(5);
    deployment.hurry = false;
    await using _next = await deployment.engine();
    await until('HubSpot knows', () => deployment.told(id).at(-1) === 'SENT');
  });
});

describe('messages find', () => {
  it('narrows by state, class, account and version; and shows what a customer wrote as theirs', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    const [id = ''] = await failed(deployment, 'Fails');
    const well = deployment.agentWrites('Arrives');
    await until('it was told', () => deployment.told(well).length > 0 || deployment.provider.got('Arrives').length > 0);
    const found = async (...filter: string[]) =>
      (await deployment.json<{ messages: { id: string }[] }>('messages', 'find', ...filter)).messages.map(
        (one) => one.id,
      );
    expect(await found('--state', 'failed')).toEqual([id]);
    expect(await found('--account', 'main-line', '--channel', 'chat', '--limit', '1')).toEqual([well]);
    expect(await found('--state', 'read')).toEqual([]);
    expect(await found('--adapter-version', '0.0.9')).toEqual([]);
    expect(await found('--until', '1h')).toEqual([]);
    const wrong = await deployment.call('messages', 'find', '--state', 'faild');
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--state: there is no "faild"; did you mean "failed"?'),
    });
  });
});

describe('messages export and usage', () => {
  it('write what was sent and received, whole or not at all', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    const id = deployment.agentWrites('Keep this');
    await until('the customer has it', () => deployment.provider.got('Keep this').length === 1);
    const shown = async () => (await deployment.call('messages', 'show', id)).stdout;
    await until('it was delivered', async () => / delivered /.test(await shown()));
    const out = join(deployment.folder, 'messages.jsonl');
    const written = async (...more: string[]) => {
      expect(await deployment.call('messages', 'export', '--out', out, ...more)).toMatchObject({ code: 0 });
      const text = await readFile(out, 'utf8');
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const exported = await written('--since', '1h');
    expect(exported).toMatchObject([{ id, direction: 'out', peer: '+15550199' }]);
    expect(await readFile(out, 'utf8')).not.toContain('Keep this');
    expect(await written('--content')).toMatchObject([{ id, content: [{ kind: 'text', text: 'Keep this' }] }]);
    expect(await written('--since', '2999-01-01')).toEqual([]);
    expect(await deployment.files()).not.toContainEqual(expect.stringContaining('.part'));
    const nowhere = await deployment.call('messages', 'export', '--out', join(deployment.folder, 'no', 'file'));
    expect(nowhere).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--out: \S*no\/file cannot be made \(ENOENT\)/),
    });

    const month = new Date(exported[0]?.['createdAtMs'] as number).toISOString().slice(0, 7);
    const used = await deployment.json('usage', '--month', month, '--by', 'channel');
    expect(used).toMatchObject({ timeZone: 'UTC', isWhole: true, lines: [{ name: 'chat', out: 1, in: 0, parts: 1 }] });
    const csv = await deployment.call('usage', '--month', month, '--csv');
    expect(csv.stdout).toMatch(/^account,out,in,parts,failed,units,unreported,price\nmain-line,1,0,1,0,/);
    const old = await deployment.call('usage', '--month', '2020-01');
    expect(old.stdout).toMatch(
      /^Nothing was sent or received\.\n2020-01, by the calendar of UTC\.\nMessages from before .+ are no longer kept/,
    );
    expect(await deployment.call('usage', '--month', 'May')).toMatchObject({ code: 2 });
    const wrong = await deployment.call('usage', '--month', month, '--by', 'chanel');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "channel"?') });
  });
});
