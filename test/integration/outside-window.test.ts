import { describe, expect, it } from '@jest/globals';
import { PROVIDER_EVENT } from '../../src/directory/people/peer-reducer.js';
import { MESSAGES, type MessageRow } from '../../src/status/message-row.js';
import { TwilioWorld, twilioLines } from '../fixtures/twilio-world.js';
import { until } from '../fixtures/until.js';
import { PEER } from '../fixtures/world.js';

const HOUR = 3_600_000;
const CONTENT_SID = `HX${'0'.repeat(31)}1`;
const FILE = { attachments: [{ name: 'a.png', bytes: Buffer.from('a') }] };

const TEMPLATE = { mode: 'template', template: { name: CONTENT_SID, variables: ['{{text}}'] } };
const HOLD = { mode: 'template-then-hold', template: { name: CONTENT_SID, variables: ['you'] }, holdFor: '24h' };

/** A customer has written, and then nothing happened for longer than the window. */
async function afterSilence(outsideWindow: unknown): Promise<TwilioWorld> {
  const phone = await TwilioWorld.open({
    world: { channel: { delivery: { outsideWindow } } },
    double: { enforceWindow: true },
  });
  await phone.customerWritesOnWhatsApp('Hello?');
  await phone.silence(25 * HOUR);
  return phone;
}

/** What has reached the customer's phone, in order: texts, and templates by their variables. */
function reached({ twilio }: TwilioWorld): string[] {
  return twilio.delivered.map(({ text, template }) => {
    return template ? `template(${Object.values(template.variables).join()})` : text;
  });
}

/** The message is held: its template has gone out. */
async function untilHeld(phone: TwilioWorld, id: string): Promise<void> {
  const { world } = phone;
  await until('the message is held', async () => (await journalOf(phone, id)).includes('message.held'));
  await phone.settled();
  expect(world.shown(id)).toBe('SENT');
}

/** What the journal says of a message. */
async function journalOf({ world }: TwilioWorld, id: string): Promise<string[]> {
  const entries = await world.connector.running.store.journal(0, 1_000);
  const told = entries.map(({ doc }) => JSON.parse(doc) as { type: string; message?: string });
  return told.filter(({ message }) => message?.endsWith(`/${id}`)).map(({ type }) => type);
}

describe('a message outside the window', () => {
  it('is FAILED by default, before any call', async () => {
    await using phone = await afterSilence('fail');
    const id = phone.agentWritesOnWhatsApp('Hello');
    await phone.world.untilShown(id, 'FAILED');
    expect(phone.world.failure(id)).toMatch(/free reply is allowed has passed/);
    expect(phone.twilio.messages().filter(({ direction }) => direction !== 'inbound')).toEqual([]);
  });

  it('is tried in the first window after the account came: nobody knows who wrote before', async () => {
    await using phone = await TwilioWorld.open({ world: { channel: { delivery: { outsideWindow: HOLD } } } });
    const early = phone.agentWritesOnWhatsApp('early');
    await phone.world.untilShown(early, 'READ');
    await phone.silence(25 * HOUR);
    const late = phone.agentWritesOnWhatsApp('late');
    await untilHeld(phone, late);
    expect(reached(phone)).toEqual(['early', 'template(you)']);
  });

  it('goes as a template that carries its text, on one line', async () => {
    await using phone = await afterSilence(TEMPLATE);
    const id = phone.agentWritesOnWhatsApp('Hello,\n\tare you there?');
    await phone.world.untilShown(id, 'READ');
    expect(reached(phone)).toEqual(['template(Hello, are you there?)']);
  });

  it('with a file is FAILED where only a template would go', async () => {
    await using phone = await afterSilence(TEMPLATE);
    const id = phone.agentWritesOnWhatsApp('Look', FILE);
    await phone.world.untilShown(id, 'FAILED');
    expect(phone.world.failure(id)).toMatch(/free reply is allowed has passed/);
    expect(reached(phone)).toEqual([]);
  });

  it('may have another policy for one account', async () => {
    await using phone = await afterSilence(TEMPLATE);
    const config = { delivery: { outsideWindow: 'fail' } };
    await phone.world.restart({ lines: twilioLines().map((line) => ({ ...line, config })) });
    const id = phone.agentWritesOnWhatsApp('Hello');
    await phone.world.untilShown(id, 'FAILED');
    expect(reached(phone)).toEqual([]);
  });
});

describe('a message that is held until the customer writes', () => {
  it('follows the template once the customer has written, and all is in order', async () => {
    await using phone = await afterSilence(HOLD);
    const first = phone.agentWritesOnWhatsApp('one', FILE);
    await untilHeld(phone, first);
    const second = phone.agentWritesOnWhatsApp('two');
    await phone.settled();
    expect(reached(phone)).toEqual(['template(you)']);
    await phone.customerWritesOnWhatsApp('Here I am');
    await phone.world.untilShown(second, 'READ');
    await phone.settled();
    expect(reached(phone)).toEqual(['template(you)', 'one', '', 'two']);
    expect(phone.world.told(first).at(-1)).toBe('READ');
  });

  it('burns no deadline, nor does what waits behind it', async () => {
    await using phone = await afterSilence(HOLD);
    const first = phone.agentWritesOnWhatsApp('one');
    await untilHeld(phone, first);
    const second = phone.agentWritesOnWhatsApp('two');
    await phone.silence(20 * HOUR);
    await phone.customerWritesOnWhatsApp('Sorry, I was away');
    await phone.world.untilShown(first, 'READ');
    await phone.world.untilShown(second, 'READ');
    expect(reached(phone)).toEqual(['template(you)', 'one', 'two']);
  });

  it('is FAILED when the customer does not write in time; what waits behind it has its own turn', async () => {
    await using phone = await afterSilence(HOLD);
    const first = phone.agentWritesOnWhatsApp('one');
    await untilHeld(phone, first);
    const second = phone.agentWritesOnWhatsApp('two');
    await phone.silence(24 * HOUR - 1);
    expect(phone.world.shown(first)).toBe('SENT');
    await phone.world.later(1);
    await phone.world.untilShown(first, 'FAILED');
    expect(phone.world.failure(first)).toMatch(/part 2 of 2.*free reply is allowed has passed|free reply.*2 of 2/i);
    await untilHeld(phone, second);
    expect(reached(phone)).toEqual(['template(you)', 'template(you)']);
  });

  it('stays held when the power fails, and its template goes out once', async () => {
    await using phone = await afterSilence(HOLD);
    const id = phone.agentWritesOnWhatsApp('one');
    await untilHeld(phone, id);
    await phone.world.crash();
    await phone.settled();
    expect(reached(phone)).toEqual(['template(you)']);
    await phone.customerWritesOnWhatsApp('Here I am');
    await phone.world.untilShown(id, 'READ');
    expect(reached(phone)).toEqual(['template(you)', 'one']);
  });

  it.each(['by writing it', 'at the provider'])('is FAILED when the customer opts out %s', async (how) => {
    await using phone = await afterSilence(HOLD);
    const ids = [phone.agentWritesOnWhatsApp('one')];
    await untilHeld(phone, ids[0]!);
    ids.push(phone.agentWritesOnWhatsApp('two'));
    await phone.settled();
    if (how === 'at the provider') await optOut(phone);
    else await phone.customerWritesOnWhatsApp('STOP', { OptOutType: 'STOP' });
    for (const id of ids) await phone.world.untilShown(id, 'FAILED');
    for (const id of ids) expect(phone.world.failure(id)).toMatch(/opted out/);
    expect(reached(phone)).toEqual(['template(you)']);
  });

  it('is FAILED when its template turns out not to have arrived', async () => {
    await using phone = await afterSilence(HOLD);
    phone.twilio.rule('whatsapp:+15550199', { statuses: ['sent', { status: 'undelivered', code: 63024 }] });
    const id = phone.agentWritesOnWhatsApp('one');
    await phone.world.untilShown(id, 'FAILED');
    expect(phone.world.failure(id)).toContain('63024');
  });
});

describe('a window that closes', () => {
  it('between two attempts ends the message without another call', async () => {
    await using phone = await TwilioWorld.open({
      world: { channel: { delivery: { deadline: '2d' } } },
      double: { enforceWindow: true },
    });
    await phone.customerWritesOnWhatsApp('Hello?');
    phone.twilio.rule('whatsapp:+15550199', { refuse: { code: 63018 } });
    const id = phone.agentWritesOnWhatsApp('one');
    await until('it was tried', async () => (await attemptsOf(phone, id)) > 0);
    await phone.silence(25 * HOUR);
    const calls = await attemptsOf(phone, id);
    await phone.world.untilShown(id, 'FAILED');
    expect([await attemptsOf(phone, id), calls]).toEqual([1, 1]);
    expect(phone.world.failure(id)).toMatch(/free reply is allowed has passed/);
  });
});

/** The provider says so, and nothing else. */
async function optOut({ world }: TwilioWorld): Promise<void> {
  const { app, portalId: portal } = world.connector.accounts.list()[0]!;
  const event = { kind: 'optOut', account: 'whatsapp', dedupeKey: 'o1', peer: PEER } as const;
  const at = { slot: 0, app, portal, account: 'whatsapp', receivedAtMs: world.scheduler.now() };
  await world.connector.running.engine.append([{ kind: PROVIDER_EVENT, ...at, body: { channel: 'chat', event } }]);
  await world.quiet();
}

/** How many calls were made for a message. */
async function attemptsOf({ world }: TwilioWorld, id: string): Promise<number> {
  const [rows = []] = await world.connector.running.store.read([{ table: MESSAGES.name }]);
  const found = rows.map(({ doc }) => JSON.parse(doc) as MessageRow).find((row) => row.id === id);
  return (found?.parts ?? []).flatMap(({ attempts }) => attempts).length;
}
