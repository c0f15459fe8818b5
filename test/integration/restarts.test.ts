import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const OTHER_PEER = { type: 'HS_PHONE_NUMBER', value: '+15550188' } as const;
const MINUTE = 60_000;

describe('a connector that is stopped and started', () => {
  it('goes on with everything that was left: sends, statuses, publications, receipts', async () => {
    await using world = await World.open();
    const awaiting = await told(world, 'waits for its receipt');
    world.provider.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '20' } });
    world.trouble('messages.publish', { kind: 'error', status: 500 });
    const waiting = world.agentWrites('waits for the provider');
    await until('the provider was asked', () => world.provider.requests.length === 2);
    const behind = world.agentWrites('waits behind it');
    await world.customerWrites('waits for HubSpot');
    await world.quiet();
    await world.restart();
    await world.provider.report(world.provider.got('waits for its receipt')[0]!, { states: ['read'] });
    await world.pass(30_000, () => [waiting, behind].every((id) => world.told(id).length > 0));
    await world.untilShown(awaiting, 'READ');
    await until('it was published', () => world.published().length === 1);
    await world.quiet();
    expect(world.provider.delivered.map(({ text }) => text)).toEqual([
      'waits for its receipt',
      'waits for the provider',
      'waits behind it',
    ]);
  });

  it('is told by HubSpot afterwards what agents wrote meanwhile', async () => {
    await using world = await World.open();
    await world.connector.stop();
    const ids = ['one', 'two'].map((text) => world.agentWrites(text));
    await world.emulator.webhooksSettled();
    await world.restart();
    await world.pass(2 * MINUTE, () => ids.every((id) => world.told(id).length > 0));
    expect(world.provider.delivered.map(({ text }) => text).sort()).toEqual(['one', 'two']);
  });

  it('keeps a pause, and a gate that a provider closed', async () => {
    await using world = await World.open();
    await world.command({ name: 'pause', key: 'channel:chat' });
    await world.restart();
    const id = world.agentWrites('one');
    await world.emulator.webhooksSettled();
    await world.later(20 * MINUTE);
    expect(world.provider.requests).toEqual([]);
    await world.restart();
    await world.command({ name: 'resume', key: 'channel:chat' });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('fails what could not be sent before its deadline, also while nobody was there', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'answer', status: 429, headers: { 'retry-after': '60' } });
    const id = world.agentWrites('one');
    await until('the provider was asked', () => world.provider.requests.length === 1);
    await world.quiet();
    await world.connector.stop();
    await world.scheduler.advance(16 * MINUTE);
    await world.restart();
    await world.untilShown(id, 'FAILED');
    expect(world.provider.delivered).toEqual([]);
  });

  it('refuses for an account that the configuration no longer names, and sends again once it does', async () => {
    await using world = await World.open();
    await world.restart({ lines: [] });
    const refused = world.agentWrites('one');
    await world.untilShown(refused, 'FAILED');
    await world.restart({ lines: [{ key: 'main-line', address: OUR_NUMBER }] });
    const id = await told(world, 'two');
    expect(world.told(id)).toEqual(['SENT']);
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['two']);
  });

  it('refuses for an account that was removed in HubSpot, for ever', async () => {
    await using world = await World.open();
    world.emulator.control.purgeAccount(world.accountId);
    await world.emulator.webhooksSettled();
    await world.quiet();
    await world.restart();
    expect(world.connector.accounts.list()).toMatchObject([{ key: 'main-line', state: 'purged' }]);
  });
});

describe('a stop', () => {
  it('waits for the calls under way', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 2_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    expect(await world.stop(10_000)).toEqual({ clean: true, aborted: {} });
    await world.restart();
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect([world.told(id), world.provider.delivered.length]).toEqual([['SENT'], 1]);
  });

  it('breaks off what takes too long, says so, and does not send it again', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 20_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    expect(await world.stop(1_000)).toEqual({ clean: false, aborted: { outgoing: 1 } });
    await world.restart();
    await world.pass(2 * MINUTE, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/confirm/i);
    expect(world.provider.delivered).toHaveLength(1);
  });

  it('may be asked for twice, and before a start', async () => {
    await using world = await World.open();
    const idle = await world.another();
    expect(await idle.stop()).toEqual({ clean: true, aborted: {} });
    expect(await Promise.all([world.connector.stop(), world.connector.stop()])).toEqual([
      { clean: true, aborted: {} },
      { clean: true, aborted: {} },
    ]);
  });
});

describe('a second engine on the same store', () => {
  it('is refused, and the first is not disturbed', async () => {
    await using world = await World.open();
    const second = await world.another();
    await expect(second.start()).rejects.toMatchObject({ code: 'CW_STORE_LOCKED' });
    await second.stop();
    const id = await told(world, 'one');
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('starts once the first has stopped', async () => {
    await using world = await World.open();
    const second = await world.another();
    await second.start().catch(() => undefined);
    await world.connector.stop();
    world.connector = second;
    await second.start();
    const id = await told(world, 'one');
    expect(world.told(id)).toEqual(['SENT']);
  });
});

describe('a power cut while the provider is being called', () => {
  it('leaves it uncertain: not sent again, FAILED as unconfirmed, and a receipt tells the truth', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'accept', delayMs: 5_000 });
    const [id, behind] = [world.agentWrites('one'), world.agentWrites('two')];
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.crash();
    await world.pass(2 * MINUTE, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/confirm/i);
    await until('the next was sent', () => world.told(behind).length > 0);
    expect(world.provider.delivered.map(({ text }) => text)).toEqual(['one', 'two']);
    await world.provider.report(world.provider.got('one')[0]!, { states: ['delivered'], byCorrelation: true });
    await world.untilShown(id, 'SENT');
  });

  it('is cleared up by asking a provider that can be asked', async () => {
    await using world = await World.open({ lookup: true });
    world.provider.behave({ kind: 'accept', delayMs: 5_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.crash();
    await world.pass(2 * MINUTE, () => world.told(id).length > 0);
    expect([world.told(id), world.provider.delivered.length]).toEqual([['SENT'], 1]);
  });

  it('is cleared up in that way, too, by a connector that was away for longer than it may be in doubt', async () => {
    await using world = await World.open({ lookup: true });
    world.provider.behave({ kind: 'accept', delayMs: 5_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.crash();
    await until('it is in doubt', async () => (await journal(world)).includes('part.uncertain'));
    await world.silence(5 * MINUTE);
    await world.pass(2 * MINUTE, () => world.told(id).length > 0);
    expect([world.told(id), world.provider.delivered.length]).toEqual([['SENT'], 1]);
  });

  it('is followed by the same call, where the provider drops a repeated key', async () => {
    await using world = await World.open({ double: { idempotent: true }, account: { idempotent: true } });
    world.provider.behave({ kind: 'accept', delayMs: 5_000 });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await world.crash();
    await world.pass(30_000, () => world.told(id).length > 0);
    expect([world.told(id), world.provider.delivered.length]).toEqual([['SENT'], 1]);
  });

  it('is forgotten where a receipt came in before it', async () => {
    await using world = await World.open();
    const receipts = { states: ['delivered' as const], beforeAnswer: true, byCorrelation: true };
    world.provider.behave({ kind: 'accept', delayMs: 5_000, receipts });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.delivered.length === 1);
    await until('the receipt was taken', async () => (await journal(world)).includes('part.accepted'));
    await world.crash();
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.later(2 * MINUTE);
    expect([new Set(world.told(id)), world.provider.delivered.length]).toEqual([new Set(['SENT']), 1]);
  });
});

describe('a power cut while HubSpot is being told', () => {
  it('is followed by the same PATCH, and by a look at what HubSpot shows', async () => {
    await using world = await World.open();
    world.trouble('messages.updateStatus', { kind: 'late', connection: 'hang' });
    const id = world.agentWrites('one');
    await until('HubSpot is being told', () => world.told(id).length === 1);
    await world.crash();
    await until('HubSpot was told', () => world.told(id).length === 2);
    await world.provider.report(world.provider.got('one')[0]!, { states: ['read'] });
    await world.untilShown(id, 'READ');
    await world.later(MINUTE);
    expect(world.emulator.control.requests({ operation: 'messages.get' })).not.toEqual([]);
    expect(world.shown(id)).toBe('READ');
  });

  it('does not let the PATCH of the dead process have the last word', async () => {
    await using world = await World.open();
    world.trouble('messages.updateStatus', { kind: 'late', ms: 10_000 });
    const id = world.agentWrites('one');
    await until('HubSpot is being told', () => world.told(id).length === 1);
    await world.crash();
    await world.provider.report(world.provider.got('one')[0]!, { states: ['read'] });
    await world.untilShown(id, 'READ');
    await world.later(10_000);
    expect(world.shown(id)).toBe('SENT');
    await world.later(MINUTE);
    await world.untilShown(id, 'READ');
  });

  it('nor where it said something that was no longer so when the process died', async () => {
    await using world = await World.open();
    const id = await told(world, 'one');
    const [part] = world.provider.got('one');
    world.trouble('messages.updateStatus', { kind: 'late', ms: 10_000 });
    await world.provider.report(part!, { states: ['failed'], reason: { class: 'recipient-unreachable' } });
    await until('HubSpot is being told', () => world.told(id).length === 2);
    await world.provider.report(part!, { states: ['delivered'] });
    const name = `main/${world.seeded.installs[0]!.portalId}/${id}`;
    const desired = async () => (await world.connector.messages.get(name))?.status?.desired?.status;
    await until('it is known to have arrived', async () => (await desired()) === 'SENT');
    await world.crash();
    await world.later(10_000);
    expect(world.shown(id)).toBe('FAILED');
    await world.later(MINUTE);
    await world.untilShown(id, 'SENT');
  });
});

describe('a power cut while a customer’s message is being published', () => {
  it('is followed by the same publication, which HubSpot knows', async () => {
    await using world = await World.open();
    world.trouble('messages.publish', { kind: 'reset-after' });
    await world.customerWrites('one');
    await world.provider.customerWrites({ from: OTHER_PEER, text: 'two', to: OUR_NUMBER.value });
    await until('HubSpot has both', () => world.published().length === 2);
    await world.crash();
    await world.later(5_000);
    await world.provider.customerWrites({ from: PEER, text: 'three', to: OUR_NUMBER.value });
    await until('HubSpot has it', () => world.published().length === 3);
    expect(
      world
        .published()
        .map(({ text }) => text)
        .sort(),
    ).toEqual(['one', 'three', 'two']);
  });
});

async function told(world: World, text: string): Promise<string> {
  const id = world.agentWrites(text);
  await until('HubSpot was told', () => world.told(id).length > 0);
  await world.quiet();
  return id;
}

async function journal(world: World): Promise<string[]> {
  return (await world.connector.journal.read(0)).map(({ type }) => type);
}
