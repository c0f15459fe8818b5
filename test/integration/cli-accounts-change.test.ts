import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { WebhookDouble } from '../../adapters/webhook/double/webhook-double.js';
import type { Json } from '../../src/contract/json.js';
import { ACCOUNTS, type AccountRow } from '../../src/directory/accounts/account-row.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { Deployment, OUR_NUMBER, PEER } from '../fixtures/deployment.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';

const NEW_NUMBER = { type: 'HS_PHONE_NUMBER', value: '+15550122' } as const;
const OLD = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const FRESH = `whsec_${Buffer.alloc(32, 6).toString('base64')}`;

interface Listed {
  accounts: { key: string; state: string }[];
}

const storeOf = (deployment: Deployment, mode: 'engine' | 'client') =>
  openSqliteStore({ path: join(deployment.folder, 'channelwright.db'), keys: [TEST_KEY], mode });

/** A second account, as somebody has connected it in HubSpot: the configuration does not name it. */
async function connected(deployment: Deployment, settings: Json): Promise<string> {
  const { id } = deployment.seeded.channels[0]!;
  const { channels } = deployment.emulator.control.seed({ channels: [{ id, accounts: [{ address: NEW_NUMBER }] }] });
  const channelAccountId = channels.find((channel) => channel.id === id)!.accounts[0]!.id;
  const whose = { app: 'main', portal: deployment.env['PORTAL_ID']!, channel: 'chat', channelAccountId };
  const row: AccountRow = {
    key: 'new-line',
    ...whose,
    address: NEW_NUMBER,
    settings,
    settingsVersion: 1,
    state: 'active',
  };
  const store = await storeOf(deployment, 'engine');
  const [table, key, columns] = [ACCOUNTS.name, row.key, ACCOUNTS.columns(row)];
  await store.commit([{ op: 'put', table, key, columns, doc: JSON.stringify(row) }]);
  await store.close();
  return channelAccountId;
}

async function secretsOf(deployment: Deployment): Promise<Json> {
  const store = await storeOf(deployment, 'client');
  const [rows = []] = await store.read([{ table: ACCOUNTS.name, keys: ['new-line'] }]);
  await store.close();
  return (JSON.parse(rows[0]!.doc) as AccountRow).settings;
}

describe('accounts rotate-secret, beside a running engine', () => {
  it('signs with the new secret from then on, once the provider takes it, and drops the old one when told to', async () => {
    await using deployment = await Deployment.open();
    const provider = await WebhookDouble.start({ signingSecret: FRESH });
    try {
      const { url } = provider.urls;
      const accountId = await connected(deployment, { url, signingSecret: [OLD] });
      await using _engine = await deployment.engine();
      const rotate = (typed: string, ...more: string[]) =>
        deployment.typed(typed, 'accounts', 'rotate-secret', 'new-line', ...more);
      const wrong = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
      const refused = await rotate(wrong);
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('the provider does not take it') });
      expect(refused.stderr).not.toContain(wrong);

      expect(await rotate(`${FRESH}\n`)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('the old one is kept until `--drop-old`. Carried out by the running engine.'),
      });
      expect(await secretsOf(deployment)).toEqual({ url, signingSecret: [FRESH, OLD] });
      deployment.emulator.control.agentSend({ accountId, to: [PEER], text: 'signed anew' });
      await until('the provider has verified it', () => provider.got('signed anew').length === 1);
      const said = { id: 'm1', from: PEER, text: 'signed as before' };
      const { door, emulator } = deployment;
      const event = deployment.provider.event('message', said, NEW_NUMBER.value);
      await deployment.provider.emit([event], `${door.url}/providers/chat/new-line`);
      await until('it was published', () => emulator.control.messages({ origin: 'published' }).length === 1);

      expect(await rotate('', '--drop-old')).toMatchObject({ code: 0 });
      expect(await secretsOf(deployment)).toEqual({ url, signingSecret: [FRESH] });
    } finally {
      await provider.stop();
    }
  });
});

describe('accounts replace, beside a running engine', () => {
  it('has agents write by the successor, to nobody who has opted out of the old one', async () => {
    await using deployment = await Deployment.open();
    const accountId = await connected(deployment, {});
    await using _engine = await deployment.engine();
    const { provider, emulator } = deployment;
    await provider.emit([provider.event('optOut', { peer: PEER }, OUR_NUMBER.value)]);
    const optedOut = async (account: string) =>
      (await deployment.json<{ suppressions: object[] }>('suppressions', 'list', '--account', account)).suppressions;
    await until('it is known', async () => (await optedOut('main-line')).length === 1);

    expect(await deployment.call('accounts', 'replace', 'main-line', 'new-line')).toMatchObject({
      code: 0,
      stdout: 'new-line has taken the place of main-line. Carried out by the running engine.\n',
    });
    const { accounts } = await deployment.json<Listed>('accounts', 'list');
    expect(accounts.map(({ key, state }) => [key, state]).sort()).toEqual([
      ['main-line', 'replaced'],
      ['new-line', 'active'],
    ]);
    const send = (value: string, text: string) =>
      emulator.control.agentSend({ accountId, to: [{ ...PEER, value }], text }).id;
    const unwanted = send(PEER.value, 'to one who wants nothing');
    send('+15550133', 'to another');
    await until('the other has it', () => provider.got('to another').length === 1);
    await until('the agent reads why', () => deployment.told(unwanted).at(-1) === 'FAILED');
    expect(emulator.control.message(unwanted).status.errorMessage).toContain('opted out');
    const late = deployment.agentWrites('by the old number');
    await until('the agent reads why', () => deployment.told(late).at(-1) === 'FAILED');
    expect(provider.delivered.map(({ text }) => text)).toEqual(['to another']);
  });
});
