import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import { TEST_KEY } from '../fixtures/temp-store.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const SAID_OUT = 'canary of the agent';
const SAID_IN = 'canary of the customer';
const SECRET = Buffer.alloc(32, 5).toString('base64');
const DAY = 86_400_000;

/** To the line’s own URL, since it has a secret of its own. */
async function customerWrites(world: World): Promise<void> {
  const { provider } = world;
  const id = `m${world.emulator.control.requests().length}`;
  const event = provider.event('message', { id, from: PEER, text: SAID_IN }, OUR_NUMBER.value);
  await provider.emit([event], `${world.publicUrl}/providers/chat/main-line`);
}

describe('the store', () => {
  it('holds neither texts nor credentials in the clear, in no file of it', async () => {
    await using world = await World.open({ consent: 'refresh', account: { signingSecret: [`whsec_${SECRET}`] } });
    const id = world.agentWrites(SAID_OUT);
    await until('HubSpot was told', () => world.told(id).length > 0);
    await customerWrites(world);
    await until('it was published', () => world.published().length > 0);
    world.emulator.control.addFault({ effect: { kind: 'error', status: 503 } });
    await customerWrites(world);
    await world.quiet();
    const bytes = await Promise.all(['', '-wal'].map((file) => readFile(world.storePath + file, 'latin1')));
    const [app, install] = [world.seeded.apps[0]!, world.seeded.installs[0]!];
    const canaries = [SAID_OUT, SAID_IN, SECRET, install.refreshToken, app.clientSecret, app.developerApiKey];
    expect(canaries.filter((canary) => bytes.some((file) => file.includes(canary)))).toEqual([]);
    expect(bytes.some((file) => file.includes(id))).toBe(true);
  });

  it('keeps no text in its journal, and forgets texts long before it forgets what became of them', async () => {
    await using world = await World.open({ channel: { status: { receiptDeadline: '30d' } } });
    const id = world.agentWrites(SAID_OUT);
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.quiet();
    expect(JSON.stringify(await world.connector.journal.read(0))).not.toContain('canary');
    const contents = () => world.connector.running.store.count({ table: 'contents' });
    expect(await contents()).toBe(1);
    await world.stop(1_000);
    await world.scheduler.advance(15 * DAY);
    await world.restart();
    await world.later(10 * 60_000);
    await until('the text is forgotten', async () => (await contents()) === 0);
    await world.provider.report(world.provider.got(SAID_OUT)[0]!, { states: ['read'] });
    await world.untilShown(id, 'READ');
  });
});

describe('an event of the inbox that cannot be opened', () => {
  const LOST_KEY = new Uint8Array(32).fill(9);

  /** Something arrives while no engine runs, and is sealed with another key than the engine will have. */
  async function sealedWithAnother(world: World): Promise<void> {
    await world.connector.stop();
    const store = await openSqliteStore({ path: world.storePath, keys: [LOST_KEY, TEST_KEY], mode: 'client' });
    const at = { app: 'main', portal: world.seeded.installs[0]!.portalId, account: 'main-line' };
    const said = { id: 'm1', atMs: world.scheduler.now(), conversation: PEER, from: PEER };
    const content = [{ kind: 'text', text: SAID_IN }];
    const event = { kind: 'message', account: OUR_NUMBER.value, dedupeKey: 'm1', ...said, content };
    const body = { channel: 'chat', event };
    await store.append([{ kind: 'provider.event', slot: 0, ...at, receivedAtMs: world.scheduler.now(), body }]);
    await store.close();
    await world.restart();
    await world.quiet();
  }

  it('is a dead letter, and what comes after it goes on', async () => {
    await using world = await World.open();
    await sealedWithAnother(world);
    const id = world.agentWrites('after it');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(await world.deadLetters()).toMatchObject([
      { kind: 'inbox.reopen', cause: { code: 'CW_STORE_KEY_MISSING' }, account: 'main-line' },
    ]);
    expect(world.published()).toEqual([]);
  });

  it('is read by a replay once its key is back, and stays a dead letter until then', async () => {
    await using world = await World.open();
    await sealedWithAnother(world);
    const [letter] = await world.deadLetters();
    await world.replay(letter!);
    expect(await world.deadLetters()).toMatchObject([{ key: letter!.key }]);
    expect(world.published()).toEqual([]);
    const encryptionKeys = [TEST_KEY, LOST_KEY].map((key) => Buffer.from(key).toString('base64'));
    await world.restart({ encryptionKeys });
    await world.replay(letter!);
    await until('it was published', () => world.published().length > 0);
    expect(world.published()).toMatchObject([{ text: SAID_IN }]);
  });

  it('is given up after thirty days', async () => {
    await using world = await World.open();
    await sealedWithAnother(world);
    await world.connector.stop();
    await world.scheduler.advance(30 * DAY);
    await world.restart();
    await world.quiet();
    const { store } = world.connector.running;
    expect(await store.overdueParked(world.scheduler.now() + 100 * DAY, 10)).toEqual([]);
    expect(await world.deadLetters()).toHaveLength(1);
  });
});
