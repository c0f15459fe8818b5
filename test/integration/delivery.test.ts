import { describe, expect, it } from '@jest/globals';
import { ACCOUNT_WAIT_MS } from '../../src/delivery/intake/awaited-account.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const OTHER_PEER = { type: 'HS_PHONE_NUMBER', value: '+15550188' } as const;

describe('an agent writes', () => {
  it('and the text reaches the peer, once; HubSpot is told SENT', async () => {
    await using world = await World.open();
    const id = world.agentWrites('Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.provider.got('Hello')).toHaveLength(1);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('and a repeated webhook changes nothing', async () => {
    await using world = await World.open();
    world.emulator.control.addFault({ effect: { kind: 'duplicate-webhook', copies: 3 }, operations: ['webhook'] });
    const id = world.agentWrites('Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await world.emulator.webhooksSettled();
    await world.quiet();
    expect(world.provider.got('Hello')).toHaveLength(1);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('to several recipients, and is told that this channel cannot', async () => {
    await using world = await World.open();
    const id = world.agentWrites('Hello', { to: [PEER, OTHER_PEER] });
    await world.untilShown(id, 'FAILED');
    expect(world.provider.delivered).toHaveLength(0);
    expect(world.failure(id)).toMatch(/recipient/i);
  });

  it('from an account nobody connects either, and is told so', async () => {
    await using world = await World.open();
    const [account] = world.emulator.control.seed({
      channels: [{ id: world.channelId, accounts: [{ address: { ...OUR_NUMBER, value: '+15550111' } }] }],
    }).channels[0]!.accounts;
    const id = world.agentWrites('Hello', { accountId: account!.id });
    // Somebody may be connecting it: it is waited for.
    await world.later(ACCOUNT_WAIT_MS - 1_000);
    expect(world.shown(id)).toBe('SENT');
    // What waits in the inbox is looked for twice a second.
    await world.pass(5_000, () => world.shown(id) === 'FAILED');
    expect(world.shown(id)).toBe('FAILED');
    expect(world.provider.delivered).toHaveLength(0);
  });

  it('nothing at all, and is told so', async () => {
    await using world = await World.open();
    const id = world.agentWrites('   ');
    await world.untilShown(id, 'FAILED');
  });
});

describe('the five outcomes', () => {
  it('rejected: FAILED with a sentence and the provider’s code; the lane goes on', async () => {
    await using world = await World.open();
    world.provider.behave(refusal('recipient-invalid', 'E17'));
    const [bad, good] = [world.agentWrites('one'), world.agentWrites('two')];
    await world.untilShown(bad, 'FAILED');
    await until('HubSpot was told of the second', () => world.told(good).length > 0);
    expect(world.failure(bad)).toContain('E17');
    expect(world.told(good)).toEqual(['SENT']);
  });

  it('retry: tried again later, in order, without holding up other conversations', async () => {
    await using world = await World.open();
    const busy = { kind: 'answer', status: 429, headers: { 'retry-after': '20' } } as const;
    world.provider.behave(busy, { when: (message) => message.text === 'one' });
    const [one, two] = [world.agentWrites('one'), world.agentWrites('two')];
    const other = world.agentWrites('elsewhere', { to: [OTHER_PEER] });
    await until('the call was answered 429', () => world.provider.requests.some(({ answered }) => answered === 429));
    await world.pass(25_000, () => world.told(two).length > 0);
    await until('all were told', () => [one, two, other].every((id) => world.told(id).length > 0));
    const texts = world.provider.delivered.map(({ text }) => text).filter((text) => text !== 'elsewhere');
    expect(texts).toEqual(['one', 'two']);
  });

  it('blocked: the account’s gate closes, and opens by time', async () => {
    await using world = await World.open();
    const closed: string[] = [];
    world.connector.events.on('gate.closed', ({ gate }) => closed.push(gate));
    world.provider.behave({ kind: 'answer', status: 401 });
    const id = world.agentWrites('one');
    await until('the gate is closed', () => closed.length > 0);
    expect(closed).toEqual(['account:main-line']);
    const second = world.agentWrites('two', { to: [OTHER_PEER] });
    await world.quiet();
    expect(world.provider.requests).toHaveLength(1);
    await world.pass(5 * 60_000, () => world.told(id).length > 0);
    await until('both were told', () => world.told(second).length > 0);
    expect(world.provider.delivered).toHaveLength(2);
  });

  it('uncertain: never sent again; FAILED as unconfirmed when its time is up; a late receipt tells the truth', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'reset', processed: true });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.got('one').length === 1);
    await world.pass(2 * 60_000, () => world.shown(id) === 'FAILED');
    expect(world.failure(id)).toMatch(/confirm/i);
    expect(world.provider.got('one')).toHaveLength(1);
    await world.provider.report(world.provider.got('one')[0]!, { states: ['delivered'], byCorrelation: true });
    await world.untilShown(id, 'SENT');
  });

  it('uncertain with a lookup: found, and SENT', async () => {
    await using world = await World.open({ lookup: true });
    world.provider.behave({ kind: 'reset', processed: true });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.got('one').length === 1);
    await world.pass(59_000, () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
    expect(world.provider.got('one')).toHaveLength(1);
  });

  it('uncertain with a lookup: not found, and sent then', async () => {
    await using world = await World.open({ lookup: true });
    world.provider.behave({ kind: 'reset', processed: false });
    const id = world.agentWrites('one');
    await until('the call broke', () => world.provider.requests.length === 1);
    await world.pass(59_000, () => world.told(id).length > 0);
    expect(world.provider.got('one')).toHaveLength(1);
  });

  it('uncertain where the account chose to resend: sent again after its time', async () => {
    await using world = await World.open({ channel: { delivery: { uncertain: '60s', onUncertain: 'resend' } } });
    world.provider.behave({ kind: 'reset', processed: true });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.got('one').length === 1);
    await world.pass(62_000, () => world.told(id).length > 0);
    expect(world.provider.got('one')).toHaveLength(2);
  });

  it('uncertain where the provider drops a repeated key: sent again at once, and the peer has it once', async () => {
    await using world = await World.open({ double: { idempotent: true }, account: { idempotent: true } });
    world.provider.behave({ kind: 'reset', processed: true });
    const id = world.agentWrites('one');
    await until('the peer has it', () => world.provider.got('one').length === 1);
    await world.pass(5_000, () => world.told(id).length > 0);
    expect(world.provider.got('one')).toHaveLength(1);
    expect(world.told(id)).toEqual(['SENT']);
  });
});

describe('a message with several parts', () => {
  it('goes part by part, in order; a refused part stops those that continue it, and is named', async () => {
    await using world = await World.open();
    const parts = ['a', 'b', 'c'].map((letter) => letter.repeat(9_000));
    world.provider.behave(refusal('content-refused', 'E9'), { when: ({ text }) => text?.startsWith('b') ?? false });
    const id = world.agentWrites(parts.join(' '));
    await world.untilShown(id, 'FAILED');
    await world.quiet();
    expect(world.provider.delivered.map(({ text }) => text?.[0])).toEqual(['a']);
    expect(world.failure(id)).toMatch(/2/);
  });
});

describe('a deadline', () => {
  it('ends the trying: FAILED, with the provider’s last reason', async () => {
    await using world = await World.open();
    world.provider.behave({ kind: 'answer', status: 429 }, { times: 1_000 });
    const id = world.agentWrites('one');
    await world.pass(16 * 60_000, () => world.shown(id) === 'FAILED');
    expect(world.provider.delivered).toHaveLength(0);
  });

  it('does not run while an operator’s pause lasts', async () => {
    await using world = await World.open();
    await world.command({ name: 'pause', key: 'channel:chat' });
    const id = world.agentWrites('one');
    await world.later(60 * 60_000);
    expect(world.provider.requests).toHaveLength(0);
    await world.command({ name: 'resume', key: 'channel:chat' });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });
});

describe('a peer who opted out', () => {
  it('is refused before the provider is called, until an opt-in lifts it', async () => {
    await using world = await World.open();
    await world.provider.emit([world.provider.event('optOut', { peer: PEER }, OUR_NUMBER.value)]);
    await world.quiet();
    const refused = world.agentWrites('one');
    await world.untilShown(refused, 'FAILED');
    expect(world.provider.requests).toHaveLength(0);
    await world.provider.emit([world.provider.event('optIn', { peer: PEER }, OUR_NUMBER.value)]);
    await world.quiet();
    const id = world.agentWrites('two');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });
});

function refusal(failure: string, code: string) {
  return { kind: 'answer', status: 422, body: { error: { class: failure, code, message: 'no' } } } as const;
}
