import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { unparsableEvent } from '../../src/ingress/webhooks/unparsable-event.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment, PEER } from '../fixtures/deployment.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

interface Gates {
  gates: { key: string; kind: string; waiting: number }[];
}
interface Letters {
  deadLetters: { key: string; kind: string; cause: { code: string } }[];
}

const letters = async (deployment: Deployment) => (await deployment.json<Letters>('dead-letters', 'list')).deadLetters;
const gates = async (deployment: Deployment) => (await deployment.json<Gates>('gates', 'list')).gates;

describe('pause and resume', () => {
  it('hold a channel of the running engine, and let it go', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.connector();
    const paused = await deployment.run('pause', '--channel', 'chat');
    expect(paused).toMatchObject({ code: 0, stdout: 'channel:chat is paused. Carried out by the running engine.\n' });

    deployment.agentWrites('Wait for it');
    await until('it waits at the gate', async () => (await gates(deployment))[0]?.waiting === 1);
    expect(deployment.provider.requests).toEqual([]);

    expect(await deployment.run('resume', '--channel', 'chat')).toMatchObject({ code: 0 });
    await until('the customer has it', () => deployment.provider.got('Wait for it').length === 1);
    expect(await gates(deployment)).toEqual([]);
  });

  it('hold an account or a portal where no engine runs, for the next one', async () => {
    await using deployment = await Deployment.open();
    await using first = await deployment.engine();
    await first.stop();
    const { PORTAL_ID: portal = '' } = deployment.env;
    expect(await deployment.json('pause', '--account', 'main-line')).toEqual({
      command: 'pause',
      gate: 'account:main-line',
      carriedOut: 'here',
    });
    expect(await deployment.json('pause', '--account', 'main-line')).toMatchObject({ unchanged: true });
    expect(await deployment.json('pause', '--portal', portal)).toMatchObject({ gate: `portal:main/${portal}` });
    await using _second = await deployment.engine();
    deployment.agentWrites('Held');
    await until('it waits at the widest gate', async () =>
      (await gates(deployment)).some(({ waiting }) => waiting > 0),
    );
    expect(await gates(deployment)).toMatchObject([
      { key: 'account:main-line', kind: 'paused', waiting: 0 },
      { key: `portal:main/${portal}`, kind: 'paused', waiting: 1 },
    ]);
    expect(deployment.provider.requests).toEqual([]);
  });

  it('refuse what is not there, and find a resume of what is not paused as it should be', async () => {
    await using deployment = await Deployment.open();
    await using connector = await deployment.engine();
    await connector.stop();
    expect(await deployment.call('pause', '--channel', 'post')).toMatchObject({ code: 1 });
    expect(await deployment.call('pause')).toMatchObject({ code: 2 });
    expect(await deployment.call('pause', '--channel', 'chat', '--account', 'main-line')).toMatchObject({ code: 2 });
    expect(await deployment.call('resume', '--channel', 'chat')).toMatchObject({
      code: 0,
      stdout: 'channel:chat is not paused. Nothing was changed.\n',
    });
  });
});

describe('gates', () => {
  it('that a provider closed are listed with their reason, and opened before their time', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    deployment.provider.behave({ kind: 'answer', status: 401 });
    deployment.agentWrites('Let me in');
    await until('the gate is closed', async () => (await gates(deployment))[0]?.waiting === 1);
    const { stdout } = await deployment.call('gates', 'list');
    expect(stdout).toMatch(/account:main-line +blocked .+credentials-invalid/);
    const resumed = await deployment.call('resume', '--account', 'main-line');
    expect(resumed).toMatchObject({ code: 2, stderr: expect.stringContaining('gates open account:main-line') });

    expect(await deployment.run('gates', 'open', 'account:main-line')).toMatchObject({ code: 0 });
    await until('the customer has it', () => deployment.provider.got('Let me in').length === 1);
    expect(await deployment.json('gates', 'open', 'account:main-line')).toEqual({
      command: 'gates.open',
      gate: 'account:main-line',
      unchanged: true,
    });
    for (const gate of ['account:main-lin', 'portal:main/1', 'channel:post', 'gate:main-line', 'chat']) {
      expect(await deployment.call('gates', 'open', gate)).toMatchObject({ code: 1 });
    }
  });
});

describe('dead letters', () => {
  it('of statuses are replayed by the running engine, and the journal knows who asked', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    const refusal = { effect: { kind: 'error', status: 400 }, operations: ['messages.updateStatus'] } as const;
    const fault = deployment.emulator.control.addFault({ ...refusal, operations: [...refusal.operations] });
    const id = deployment.agentWrites('Hello');
    await until('there is a dead letter', async () => (await letters(deployment)).length === 1);
    deployment.emulator.control.removeFault(fault.id);
    const before = deployment.told(id).length;

    const [letter] = await letters(deployment);
    expect(letter).toMatchObject({ kind: 'status', cause: { code: 'CW_STATUS_REFUSED' } });
    const { code, stdout } = await deployment.run('dead-letters', 'replay', letter?.key ?? '');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/replayed\nCarried out by the running/),
    });
    await until('HubSpot was told again', () => deployment.told(id).length > before);
    expect(await letters(deployment)).toEqual([]);
    const shown = await deployment.call('messages', 'show', id);
    expect(shown.stdout).toContain('command.dead-letters.replay');
  });

  it('of webhooks that can be read by now are read again; the others are kept', async () => {
    await using deployment = await Deployment.open();
    await using first = await deployment.engine();
    const id = deployment.agentWrites('Read me again');
    await until('it was delivered', () => deployment.provider.got('Read me again').length === 1);
    const [webhook] = deployment.emulator.control.webhooks();
    await first.stop();
    await keep(
      deployment,
      'readable',
      JSON.stringify({ ...JSON.parse(webhook?.body ?? ''), message: again(webhook?.body ?? '') }),
    );
    await keep(deployment, 'not readable', 'This is not JSON');
    await deployment.call('pause', '--channel', 'chat');

    expect((await letters(deployment)).map(({ kind }) => kind)).toEqual(['unparsable', 'unparsable']);
    const { code, stdout } = await deployment.run('dead-letters', 'replay', '--all');
    expect(code).toBe(1);
    expect(stdout).toMatch(/ replayed\n/);
    expect(stdout).toMatch(/ kept: it still cannot be read\n/);
    const { messages } = await deployment.json<{ messages: { id: string }[] }>(
      'messages',
      'find',
      '--peer',
      PEER.value,
    );
    expect(messages.map((message) => message.id).sort()).toEqual([id, `${id}1`].sort());

    // Folded here, and left to the next engine: a command calls nobody.
    expect(deployment.provider.requests).toHaveLength(1);

    const [left] = await letters(deployment);
    expect(await deployment.run('dead-letters', 'discard', left?.key ?? '')).toMatchObject({ code: 0 });
    expect(await letters(deployment)).toEqual([]);
    expect(await deployment.call('dead-letters', 'discard', left?.key ?? '')).toMatchObject({ code: 1 });
  });
});

describe('messages', () => {
  it('are found, and shown with all that happened; their content only when it is asked for', async () => {
    await using deployment = await Deployment.open();
    await using _connector = await deployment.engine();
    const id = deployment.agentWrites('A secret of two');
    await until('it was delivered', async () => {
      const { stdout } = await deployment.call('messages', 'show', id);
      return /1 +delivered +1 .+ accepted .+ delivered/.test(stdout) && stdout.includes('status.synced');
    });
    const shown = await deployment.call('messages', 'show', id);
    expect(shown.stdout).toMatch(/^status +SENT$/m);
    expect(shown.stdout).not.toContain('A secret of two');
    expect((await deployment.call('messages', 'show', id, '--content')).stdout).toContain('A secret of two');

    const { PORTAL_ID: portal = '' } = deployment.env;
    const found = async (...filter: string[]) =>
      (await deployment.json<{ messages: { id: string }[] }>('messages', 'find', ...filter)).messages.map(
        (one) => one.id,
      );
    expect(await found('--portal', portal, '--peer', PEER.value, '--since', '1h')).toEqual([id]);
    expect(await found('--peer', '+15550123')).toEqual([]);
    expect(await found('--since', '2999-01-01')).toEqual([]);
    expect(await deployment.call('messages', 'show', '404')).toMatchObject({ code: 1 });
  });
});

describe('portals', () => {
  it('are listed, and shown with what waits for them, without their tokens', async () => {
    await using deployment = await Deployment.open();
    await using _engine = await deployment.engine();
    const { portalId, accessToken } = deployment.seeded.installs[0]!;
    const list = await deployment.call('portals', 'list');
    expect(list).toMatchObject({ code: 0, stdout: expect.stringContaining('connected') });
    const shown = await deployment.call('portals', 'show', portalId, '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({
      portal: { portal: portalId, state: 'connected' },
      accounts: [{ key: 'main-line' }],
      waiting: { sends: 0, statuses: 0, publications: 0 },
    });
    expect(list.stdout + shown.stdout).not.toContain(accessToken);
    expect(await deployment.call('portals', 'show', '1')).toMatchObject({ code: 1 });
  });
});

describe('accounts', () => {
  it('are listed without their secrets', async () => {
    await using deployment = await Deployment.open();
    expect(await deployment.call('accounts', 'list')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('CW_STORE_ABSENT'),
    });
    await using connector = await deployment.engine();
    await connector.stop();
    const { stdout } = await deployment.call('accounts', 'list', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ accounts: [{ key: 'main-line', channel: 'chat', state: 'active' }] });
    expect(stdout).not.toContain('whsec');
  });
});

/** The same webhook for another message. */
function again(body: string): object {
  const { message } = JSON.parse(body) as { message: { id: string } };
  return { ...message, id: `${message.id}1` };
}

/** A webhook of HubSpot that could not be read when it came. */
async function keep({ folder }: Deployment, detail: string, body: string): Promise<void> {
  const store = await openSqliteStore({ path: join(folder, 'channelwright.db'), keys: [TEST_KEY], mode: 'client' });
  const base64 = Buffer.from(body).toString('base64');
  const origin = { app: 'main', receivedAtMs: Date.now() };
  await store.append([unparsableEvent(origin, { source: 'hubspot', name: 'main', detail, base64 })]);
  await store.close();
}
