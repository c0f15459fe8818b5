import { describe, expect, it } from '@jest/globals';
import type { PeerMessage } from '../../adapters/webhook/double/message-send.js';
import webhookAdapter from '../../adapters/webhook/index.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World, type WorldOptions } from '../fixtures/world.js';

describe('receipts', () => {
  it('may come twice and in the wrong order: HubSpot ends at READ and is never told less', async () => {
    const receipts = { states: ['sent' as const, 'delivered' as const, 'read' as const], reversed: true, copies: 2 };
    await using world = await World.open({ double: { receipts } });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'READ');
    await world.provider.settled();
    await world.quiet();
    expect(world.told(id).filter((status) => status !== 'SENT')).toEqual(['READ']);
    expect(world.told(id).at(-1)).toBe('READ');
  });

  it.each([false, true])(
    'may overtake the answer of the call they are about (by correlation: %s)',
    async (byCorrelation) => {
      const receipts = { states: ['delivered' as const, 'read' as const], beforeAnswer: true, byCorrelation };
      await using world = await World.open({ double: { receipts } });
      const id = world.agentWrites('Hello');
      await world.untilShown(id, 'READ');
      expect(world.provider.got('Hello')).toHaveLength(1);
    },
  );

  it('for an id that nobody knows wait, and are reported when the waiting is over', async () => {
    await using world = await World.open({
      adapter: withReceipts({ retryHorizonMs: 0 }),
      channel: { status: { receiptDeadline: '3s' } },
    });
    const unmatched: object[] = [];
    world.connector.events.on('receipt.unmatched', ({ ref, state }) => unmatched.push({ ref, state }));
    await world.provider.emit([
      world.provider.event('receipt', { of: { id: 'msg_0' }, state: 'read' }, OUR_NUMBER.value),
    ]);
    await world.later(2_000);
    expect(unmatched).toEqual([]);
    await world.pass(5_000, () => unmatched.length > 0);
    expect(unmatched).toEqual([{ ref: 'msg_0', state: 'read' }]);
  });

  it('up to a time move everything that had been sent by then, and nothing after it', async () => {
    await using world = await World.open();
    const early = await sent(world, 'one');
    await world.later(1_000);
    const upTo = new Date(world.scheduler.now()).toISOString();
    await world.later(1_000);
    const late = await sent(world, 'two');
    const event = world.provider.event('receipt', { of: { peer: PEER, upTo }, state: 'read' }, OUR_NUMBER.value);
    await world.provider.emit([event]);
    await world.untilShown(early.id, 'READ');
    await world.quiet();
    expect(world.shown(late.id)).toBe('SENT');
  });

  it('of a failure after READ change nothing: it has been read', async () => {
    await using world = await World.open();
    const { id, message } = await sent(world, 'one');
    await world.provider.report(message, { states: ['read'] });
    await world.untilShown(id, 'READ');
    await world.provider.report(message, { states: ['failed'] });
    await world.quiet();
    expect(world.shown(id)).toBe('READ');
  });

  it('of a failed part after the last one was read make the message FAILED, naming the part', async () => {
    await using world = await World.open();
    const { id } = await sent(world, `${'a'.repeat(9_000)} ${'b'.repeat(9_000)}`);
    const [first, last] = world.provider.delivered as [PeerMessage, PeerMessage];
    await world.provider.report(last, { states: ['read'] });
    await world.untilShown(id, 'READ');
    await world.provider.report(first, { states: ['failed'], reason: { class: 'carrier-filtered', code: 'E30' } });
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/1.*2.*E30/);
  });

  it('of a failure with a delivery after it take the failure back', async () => {
    await using world = await World.open();
    const { id, message } = await sent(world, 'one');
    await world.provider.report(message, { states: ['failed'], reason: { class: 'recipient-unreachable' } });
    await world.untilShown(id, 'FAILED');
    await world.provider.report(message, { states: ['delivered'] });
    await world.untilShown(id, 'SENT');
    await world.provider.report(message, { states: ['read'] });
    await world.untilShown(id, 'READ');
    expect(world.told(id)).toEqual(['SENT', 'FAILED', 'SENT', 'READ']);
  });
});

describe('a receipt that is due and does not come', () => {
  it('leaves the message as it is, and says so to listeners', async () => {
    await using world = await World.open({ channel: { status: { receiptDeadline: '3s' } } });
    const unconfirmed: string[] = [];
    world.connector.events.on('message.unconfirmed', ({ messageId }) => unconfirmed.push(messageId));
    const { id } = await sent(world, 'one');
    await world.later(4_000);
    expect(unconfirmed).toEqual([id]);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('fails the message where the channel says so, until proof comes after all', async () => {
    const status = { receiptDeadline: '3s', onMissingReceipt: 'fail' };
    await using world = await World.open({ channel: { status } });
    const { id, message } = await sent(world, 'one');
    await world.later(4_000);
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/confirm/i);
    await world.provider.report(message, { states: ['delivered'] });
    await world.untilShown(id, 'SENT');
  });

  it('is no longer due once it has come', async () => {
    const status = { receiptDeadline: '3s', onMissingReceipt: 'fail' };
    await using world = await World.open({ channel: { status } });
    const { id, message } = await sent(world, 'one');
    await world.provider.report(message, { states: ['delivered'] });
    await world.later(10_000);
    expect(world.told(id)).toEqual(['SENT']);
  });
});

describe('what counts as SENT', () => {
  it.each([
    ['sent', ['accepted'], ['sent']],
    ['delivered', ['accepted', 'sent'], ['delivered']],
  ] as const)('is %s, where the channel says so', async (sentWhen, tooLittle, enough) => {
    await using world = await World.open({ channel: { status: { sentWhen } } });
    const { id, message } = await sent(world, 'one');
    await world.provider.report(message, { states: [...tooLittle] });
    await world.quiet();
    expect(world.told(id)).toEqual([]);
    await world.provider.report(message, { states: [...enough] });
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('is not said at all where the channel says so, except to take a failure back', async () => {
    await using world = await World.open({ channel: { status: { confirmSent: false } } });
    const [calm, troubled] = [await sent(world, 'one'), await sent(world, 'two')];
    await world.provider.report(calm.message, { states: ['delivered', 'read'] });
    await world.provider.report(troubled.message, { states: ['failed'] });
    await world.untilShown(troubled.id, 'FAILED');
    await world.provider.report(troubled.message, { states: ['delivered'] });
    await world.untilShown(troubled.id, 'SENT');
    await world.untilShown(calm.id, 'READ');
    expect(world.told(calm.id)).toEqual(['READ']);
    expect(world.told(troubled.id)).toEqual(['FAILED', 'SENT']);
  });
});

/** An agent's message that the provider has, and how the provider knows it. */
async function sent(world: World, text: string): Promise<{ id: string; message: PeerMessage }> {
  const before = world.provider.delivered.length;
  const id = world.agentWrites(text);
  await until('the peer has it', () => world.provider.delivered.length > before);
  await world.quiet();
  return { id, message: world.provider.delivered[before]! };
}

function withReceipts(changes: Partial<AdapterDefinition['receipts']>): NonNullable<WorldOptions['adapter']> {
  const definition = webhookAdapter as unknown as AdapterDefinition;
  return { ...definition, receipts: { ...definition.receipts, ...changes } };
}
