import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, type AccountRow } from '../../src/directory/accounts/account-row.js';
import { privacyErase } from '../../src/directory/erasing/privacy-erase.js';
import { CONVERSATIONS } from '../../src/directory/people/conversation-row.js';
import { TOMBSTONES, type TombstoneRow } from '../../src/directory/people/tombstone-row.js';
import { WORK } from '../../src/outbox/work-row.js';
import { MESSAGES, type MessageRow } from '../../src/status/message-row.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const SAID_OUT = 'canary of the agent';
const SAID_IN = 'canary of the customer';
const NAME = 'Canary Ada';
const OTHER = { type: 'HS_PHONE_NUMBER', value: '+15550177' } as const;

async function rowsOf<Row>(world: World, table: string): Promise<Row[]> {
  const [rows = []] = await world.connector.running.store.read([{ table, limit: 1_000 }]);
  return rows.map(({ doc }) => JSON.parse(doc) as Row);
}

/** Slices follow each other with short pauses. */
async function untilErased(world: World): Promise<void> {
  for (let slices = 0; slices < 100; slices++) {
    await world.later(1_000);
    const left = await rowsOf<{ queue: string }>(world, WORK.name);
    if (!left.some(({ queue }) => queue === 'erase')) return;
  }
  throw new Error('it is not erased');
}

/** What the file still holds, free pages included. Tables that are sealed are opened first. */
async function remains(world: World, canaries: string[]): Promise<string[]> {
  const { store } = world.connector.running;
  const tables = ['messages', 'contents', 'refs', 'statuses', 'publications', 'conversations', 'aliases', 'accounts'];
  const others = ['lanes', 'work', 'gates', 'dead_letters', 'checkpoints', 'connections', 'tombstones'];
  const rows = await store.read([...tables, ...others].map((table) => ({ table, limit: 10_000 })));
  const parked = await store.parked(0, 1_000);
  const open = JSON.stringify([rows, parked, await world.connector.journal.read(0, 10_000)]);
  await world.stop(1_000);
  const file = new DatabaseSync(world.storePath);
  file.exec('PRAGMA wal_checkpoint(TRUNCATE);');
  file.close();
  const bytes = await readFile(world.storePath, 'latin1');
  return canaries.filter((canary) => open.includes(canary) || bytes.includes(canary));
}

async function talk(world: World): Promise<string> {
  const id = world.agentWrites(SAID_OUT);
  await until('HubSpot was told', () => world.told(id).length > 0);
  await world.provider.customerWrites({ from: { ...PEER, name: NAME }, text: SAID_IN, to: OUR_NUMBER.value });
  await until('it was published', () => world.published().length > 0);
  await world.quiet();
  return id;
}

const erase = (world: World, peers: string[]) => {
  const at = { app: 'main', portal: world.seeded.installs[0]!.portalId };
  return world.connector.running.engine.append([privacyErase(at, { peers, by: 'test' }, world.scheduler.now())]);
};

describe('an account that HubSpot has removed', () => {
  it('leaves no text, no address, no name and no secret behind', async () => {
    const secret = Buffer.alloc(32, 5).toString('base64');
    await using world = await World.open({ account: { signingSecret: [`whsec_${secret}`] } });
    const id = world.agentWrites(SAID_OUT);
    await until('HubSpot was told', () => world.told(id).length > 0);
    const event = world.provider.event(
      'message',
      { id: 'm1', from: { ...PEER, name: NAME }, text: SAID_IN },
      OUR_NUMBER.value,
    );
    await world.provider.emit([event], `${world.publicUrl}/providers/chat/main-line`);
    await until('it was published', () => world.published().length > 0);
    await world.emulator.control.purgeAccount(world.accountId);
    await untilErased(world);
    const [account] = await rowsOf<AccountRow>(world, ACCOUNTS.name);
    expect(account).toMatchObject({ key: 'main-line', state: 'purged', settings: {}, switched: { by: 'hubspot' } });
    const messages = await rowsOf<MessageRow>(world, MESSAGES.name);
    expect(messages.find((message) => message.id === id)?.parts?.[0]?.attempts[0]?.outcome).toBe('accepted');
    const canaries = [SAID_OUT, SAID_IN, NAME, secret, PEER.value, OUR_NUMBER.value];
    expect(await remains(world, canaries)).toEqual([]);
  });
});

describe('somebody who is to be forgotten', () => {
  it('leaves nothing behind, while others stay; who writes again begins anew', async () => {
    await using world = await World.open();
    const id = await talk(world);
    const stays = world.agentWrites('to another', { to: [OTHER] });
    await until('HubSpot was told', () => world.told(stays).length > 0);
    const [before] = (await rowsOf<{ key: string; address: { value: string } }>(world, CONVERSATIONS.name)).filter(
      ({ address }) => address.value === PEER.value,
    );
    await erase(world, [PEER.value]);
    await untilErased(world);
    expect((await rowsOf<MessageRow>(world, MESSAGES.name)).find((message) => message.id === id)?.to).toBeUndefined();
    await world.customerWrites('here I am again');
    await until('it was published', () => world.published().length > 1);
    const [after] = (await rowsOf<{ key: string; address: { value: string } }>(world, CONVERSATIONS.name)).filter(
      ({ address }) => address.value === PEER.value,
    );
    expect(after?.key).not.toBe(before?.key);
    await erase(world, [PEER.value]);
    await untilErased(world);
    const left = await remains(world, [SAID_OUT, SAID_IN, NAME, 'here I am again', PEER.value, OTHER.value]);
    expect(left).toEqual([OTHER.value]);
  });

  it('stays opted out', async () => {
    await using world = await World.open();
    await talk(world);
    await world.provider.emit([world.provider.event('optOut', { peer: PEER }, OUR_NUMBER.value)]);
    await world.quiet();
    await erase(world, [PEER.value]);
    await untilErased(world);
    expect(await rowsOf<TombstoneRow>(world, TOMBSTONES.name)).toMatchObject([{ kind: 'suppressed' }]);
    const id = world.agentWrites('are you sure?');
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toContain('opted out');
  });
});

describe('an erasure that is interrupted', () => {
  it('goes on after a crash, while others are written to', async () => {
    await using world = await World.open();
    for (let number = 0; number < 30; number++) world.agentWrites(`${SAID_OUT} ${number}`);
    await until('the customer has all of it', () => world.provider.requests.length >= 30);
    await world.quiet();
    await erase(world, [PEER.value]);
    await world.quiet();
    await world.crash();
    const stays = world.agentWrites('to another', { to: [OTHER] });
    await until('HubSpot was told', () => world.told(stays).length > 0);
    await untilErased(world);
    const messages = await rowsOf<MessageRow>(world, MESSAGES.name);
    expect(messages.filter(({ to }) => to !== undefined).map(({ to }) => to?.value)).toEqual([OTHER.value]);
    expect(messages).toHaveLength(31);
    expect(await remains(world, [SAID_OUT, PEER.value])).toEqual([]);
  });

  it('stops what was still to be sent, and says so at HubSpot', async () => {
    await using world = await World.open();
    await world.command({ name: 'pause', key: 'channel:chat' });
    const id = world.agentWrites(SAID_OUT);
    await world.quiet();
    await erase(world, [PEER.value]);
    await untilErased(world);
    await world.command({ name: 'resume', key: 'channel:chat' });
    await world.untilShown(id, 'FAILED');
    expect(world.provider.requests).toEqual([]);
  });
});

describe('a message that is being sent while its peer is erased', () => {
  it('is erased at once, and told at HubSpot when the call has come to its end', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 20_000 });
    const id = world.agentWrites(SAID_OUT);
    await until('the provider has it', () => world.provider.delivered.length > 0);
    await erase(world, [PEER.value]);
    const endMs = world.scheduler.now() + 10_000;
    await until('all that is waited for is the call', async () => {
      if (world.scheduler.now() < endMs) await world.scheduler.advance(100);
      const rows = await rowsOf<{ key: string }>(world, WORK.name);
      return (
        rows.some(({ key }) => key.startsWith('erased-call:')) && !rows.some(({ key }) => key.startsWith('erase:'))
      );
    });
    expect(await rowsOf(world, CONVERSATIONS.name)).toEqual([]);
    expect(world.told(id)).toEqual([]);
    await world.scheduler.advance(20_000);
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
    expect(await remains(world, [SAID_OUT, PEER.value])).toEqual([]);
  });
});
