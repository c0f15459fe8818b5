import { describe, expect, it } from '@jest/globals';
import webhookAdapter from '../../adapters/webhook/index.js';
import type { AdapterDefinition } from '../../src/contract/adapter-definition.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, World } from '../fixtures/world.js';

const OTHER_PEER = { type: 'HS_PHONE_NUMBER', value: '+15550188' } as const;
const PUBLISH = 'messages.publish';
const MINUTE = 60_000;

describe('a customer writes', () => {
  it('and the agents read it: from whom, to which line, when and what', async () => {
    await using world = await World.open();
    await world.provider.customerWrites({ from: { ...PEER, name: 'Ada' }, text: 'Is it open?', to: OUR_NUMBER.value });
    const [message] = await arrived(world, 1);
    expect(message).toMatchObject({
      direction: 'INCOMING',
      text: 'Is it open?',
      senders: [{ name: 'Ada', address: PEER }],
      recipients: [{ address: OUR_NUMBER }],
      createdAtMs: world.scheduler.now(),
      attachments: [],
    });
  });

  it('once, however often the provider says so', async () => {
    await using world = await World.open();
    const event = world.provider.event('message', { id: 'm1', from: PEER, text: 'Hello' }, OUR_NUMBER.value);
    await world.provider.emit([event]);
    await world.provider.emit([event]);
    await world.provider.emit([{ ...event, id: 'evt_other' }]);
    await arrived(world, 1);
    await world.quiet();
    expect(world.published()).toHaveLength(1);
    expect(publishes(world)).toHaveLength(1);
  });

  it('and every customer has a thread, in which the agent’s answer goes back', async () => {
    await using world = await World.open();
    await world.customerWrites('one');
    await world.provider.customerWrites({ from: OTHER_PEER, text: 'elsewhere', to: OUR_NUMBER.value });
    await world.customerWrites('two');
    const messages = await arrived(world, 3);
    const threads = Object.groupBy(messages, ({ threadId }) => threadId);
    expect(Object.values(threads).map((thread) => thread!.map(({ text }) => text))).toEqual([
      ['one', 'two'],
      ['elsewhere'],
    ]);
    world.emulator.control.agentSend({ threadId: messages[1]!.threadId, text: 'Yes' });
    await until('the customer has it', () => world.provider.got('Yes').length > 0);
    expect(world.provider.got('Yes')[0]?.peer).toEqual(OTHER_PEER);
  });

  it('in reply to a message of the agent, and to an own one', async () => {
    await using world = await World.open();
    const question = world.agentWrites('Which size?');
    await until('HubSpot was told', () => world.told(question).length > 0);
    const first = await world.provider.customerWrites({ from: PEER, text: 'Large', to: OUR_NUMBER.value });
    await arrived(world, 1);
    const reply = (id: string, text: string, replyTo: string) =>
      world.provider.event('message', { id, from: PEER, text, replyTo }, OUR_NUMBER.value);
    await world.provider.emit([
      reply('r1', 'This one', world.provider.got('Which size?')[0]!.id),
      reply('r2', 'No, small', first),
      reply('r3', 'And to what nobody knows', 'msg_unknown'),
    ]);
    const [large, ...replies] = await arrived(world, 4);
    expect(replies.map(({ inReplyToId }) => inReplyToId)).toEqual([question, large!.id, undefined]);
  });

  it('under a new number: same thread, and answers go to the new one', async () => {
    await using world = await World.open();
    await world.customerWrites('Hello');
    await world.provider.emit([world.provider.event('alias', { from: PEER, to: OTHER_PEER }, OUR_NUMBER.value)]);
    await world.provider.customerWrites({ from: OTHER_PEER, text: 'My new number', to: OUR_NUMBER.value });
    const [first, second] = await arrived(world, 2);
    expect(second!.threadId).toBe(first!.threadId);
    world.emulator.control.agentSend({ threadId: first!.threadId, text: 'Noted' });
    await until('the customer has it', () => world.provider.got('Noted').length > 0);
    expect(world.provider.got('Noted')[0]?.peer).toEqual(OTHER_PEER);
  });

  it('several messages: HubSpot has them in the provider’s order, also when the first has to wait', async () => {
    await using world = await World.open();
    world.trouble(PUBLISH, { kind: 'error', status: 500 });
    for (const text of ['one', 'two', 'three']) await world.customerWrites(text);
    await until('HubSpot refused the first', () => publishes(world).length > 0);
    await world.provider.customerWrites({ from: OTHER_PEER, text: 'elsewhere', to: OUR_NUMBER.value });
    await arrived(world, 1);
    expect(texts(world)).toEqual(['elsewhere']);
    await world.later(2_000);
    await arrived(world, 4);
    expect(texts(world)).toEqual(['elsewhere', 'one', 'two', 'three']);
  });

  it('while HubSpot is out of order for minutes: nothing is lost, nothing comes twice', async () => {
    await using world = await World.open();
    const until5 = world.scheduler.now() + 5 * MINUTE;
    world.emulator.control.addFault({ effect: { kind: 'error', status: 503 }, untilMs: until5 });
    await world.customerWrites('one');
    const answer = world.agentWrites('an answer');
    await world.later(2 * MINUTE);
    await world.customerWrites('two');
    await world.later(2 * MINUTE);
    expect(texts(world)).toEqual([]);
    expect(world.provider.got('an answer')).toHaveLength(1);
    const told = () => world.emulator.control.requests({ path: `/${answer}`, status: 200 });
    await world.pass(10 * MINUTE, () => world.published().length === 2 && told().length > 0);
    await world.quiet();
    expect(texts(world)).toEqual(['one', 'two']);
    expect(told()).toHaveLength(1);
  });
});

describe('a publication whose answer is lost', () => {
  it.each([201, 200, 409, 400] as const)(
    'is repeated; that HubSpot says "duplicate" with %s is understood',
    async (answer) => {
      await using world = await World.open({ emulator: { switches: { duplicatePublication: answer } } });
      await world.customerWrites('before');
      await arrived(world, 1);
      world.trouble(PUBLISH, { kind: 'reset-after' });
      const lost = await world.provider.customerWrites({ from: PEER, text: 'Hello', to: OUR_NUMBER.value });
      await world.customerWrites('after');
      await until('HubSpot has it', () => world.published().length === 2);
      await world.quiet();
      await world.later(2_000);
      const [, hello] = await arrived(world, 3);
      expect(texts(world)).toEqual(['before', 'Hello', 'after']);
      expect(await world.deadLetters()).toEqual([]);
      const reply = { id: 'r1', from: PEER, text: 'I mean that', replyTo: lost };
      await world.provider.emit([world.provider.event('message', reply, OUR_NUMBER.value)]);
      expect((await arrived(world, 4)).at(-1)).toMatchObject({ inReplyToId: hello!.id });
    },
  );
});

describe('a publication that HubSpot refuses', () => {
  it('is said with less, and only then set aside; the lane goes on, and a replay brings it', async () => {
    await using world = await World.open();
    world.trouble(PUBLISH, { kind: 'error', status: 400 }, 2);
    const location = { latitude: 48.2, longitude: 16.4, name: 'Here' };
    await world.customerWrites('See', { location });
    await world.customerWrites('after');
    await arrived(world, 1);
    await world.quiet();
    expect(texts(world)).toEqual(['after']);
    const [letter] = await world.deadLetters();
    expect(letter).toMatchObject({ kind: 'publication', channel: 'chat', account: 'main-line' });
    await world.replay(letter!);
    const [, replayed] = await arrived(world, 2);
    expect(replayed).toMatchObject({ text: 'See', attachments: [{ type: 'LOCATION' }] });
    expect(await world.deadLetters()).toEqual([]);
  });
});

describe('threads named by the integration', () => {
  const definition = webhookAdapter as unknown as AdapterDefinition;
  const { capabilities } = definition;
  const threadingModel = 'INTEGRATION_THREAD_ID' as const;
  const adapter = {
    ...definition,
    capabilities: { ...capabilities, hubspot: { ...capabilities.hubspot, threadingModel } },
  };
  const open = () => World.open({ adapter, capabilities: { threadingModel } });

  it('keep a customer in one thread, also under a new number', async () => {
    await using world = await open();
    await world.customerWrites('Hello');
    await world.provider.emit([world.provider.event('alias', { from: PEER, to: OTHER_PEER }, OUR_NUMBER.value)]);
    await world.provider.customerWrites({ from: OTHER_PEER, text: 'My new number', to: OUR_NUMBER.value });
    const [first, second] = await arrived(world, 2);
    expect(second!.threadId).toBe(first!.threadId);
  });

  it('that an agent has begun go on when the customer answers', async () => {
    await using world = await open();
    const question = world.agentWrites('How was it?');
    await until('the customer has it', () => world.provider.got('How was it?').length > 0);
    await world.customerWrites('Fine');
    const [answer] = await arrived(world, 1);
    expect(answer!.threadId).toBe(world.emulator.control.message(question).threadId);
  });
});

async function arrived(world: World, count: number) {
  await until(`HubSpot has ${count} (now: ${world.published().length})`, () => world.published().length >= count);
  return world.published();
}

function texts(world: World): string[] {
  return world.published().map(({ text }) => text);
}

function publishes(world: World) {
  return world.emulator.control.requests({ operation: PUBLISH }).filter(({ status }) => status !== undefined);
}
