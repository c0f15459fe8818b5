import { describe, expect, it } from '@jest/globals';
import { TwilioWorld, twilioLines } from '../fixtures/twilio-world.js';
import { until } from '../fixtures/until.js';
import { OUR_NUMBER, PEER, type World } from '../fixtures/world.js';

const SMS = PEER.value;
const WHATSAPP = `whatsapp:${PEER.value}`;
const MINUTE = 60_000;

describe('an SMS through Twilio', () => {
  it('is delivered, and HubSpot is told SENT', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const delivered: string[] = [];
    world.connector.events.on('message.delivered', ({ messageId }) => delivered.push(messageId));
    const id = world.agentWrites('Hello');
    await until('it was delivered', () => delivered.length > 0);
    await phone.settled();
    expect(twilio.received(SMS)).toMatchObject([{ text: 'Hello', from: OUR_NUMBER.value }]);
    expect([delivered, world.told(id)]).toEqual([[id], ['SENT']]);
  });

  it('that bounces is FAILED, with a sentence and Twilio’s code', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    twilio.rule(SMS, { statuses: ['sent', { status: 'undelivered', code: 30003 }] });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/cannot be reached.*30003/);
  });

  it('that Twilio refuses is FAILED at once', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    twilio.rule(SMS, { refuse: { code: 21211 } });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/not valid.*21211/);
    expect(twilio.delivered).toEqual([]);
  });

  it.each(['early', 'duplicate', 'reversed'] as const)('may be reported on %s', async (callbacks) => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const events: string[] = [];
    for (const type of ['message.delivered', 'message.failed'] as const) {
      world.connector.events.on(type, () => events.push(type));
    }
    twilio.rule(SMS, { callbacks });
    const id = world.agentWrites('Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await phone.settled();
    expect([events, world.told(id)]).toEqual([['message.delivered'], ['SENT']]);
  });

  it('whose answer is lost is found in Twilio’s list: it is not sent again', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    twilio.rule(SMS, { callbacks: 'never' });
    twilio.fault({ kind: 'answerLost' });
    const id = world.agentWrites('Hello');
    await until('the phone has it', () => twilio.received(SMS).length === 1);
    await world.pass(MINUTE - 1, () => world.told(id).length > 0);
    expect([world.told(id), twilio.received(SMS).length]).toEqual([['SENT'], 1]);
  });

  it('whose answer is lost is known by its callback, which carries our correlation', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    twilio.fault({ kind: 'answerLost' });
    const id = world.agentWrites('Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    await phone.settled();
    await world.later(2 * MINUTE);
    expect([world.told(id), twilio.received(SMS).length]).toEqual([['SENT'], 1]);
  });

  it('that Twilio never got is not in its list, and is sent then', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    twilio.fault({ kind: 'reset' });
    const id = world.agentWrites('Hello');
    await world.pass(MINUTE - 1, () => world.told(id).length > 0);
    await phone.settled();
    expect([world.told(id), twilio.received(SMS).length]).toEqual([['SENT'], 1]);
  });

  it('waits while the credentials are wrong, and goes when they are mended', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    await world.restart({ lines: twilioLines('an-old-token') });
    const closed: string[] = [];
    world.connector.events.on('gate.closed', ({ gate }) => closed.push(gate));
    const id = world.agentWrites('Hello');
    await until('the gate is closed', () => closed.length > 0);
    await world.restart({ lines: twilioLines() });
    await world.pass(10 * MINUTE, () => world.told(id).length > 0);
    await phone.settled();
    expect([world.told(id), twilio.received(SMS).length]).toEqual([['SENT'], 1]);
  });
});

describe('an SMS with files', () => {
  const files = (...names: string[]) => ({ attachments: names.map((name) => ({ name, bytes: Buffer.from(name) })) });

  it('goes as one message for each, and Twilio can fetch them', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const id = world.agentWrites('Two pictures', files('a.png', 'b.png'));
    await until('HubSpot was told', () => world.told(id).length > 0);
    await phone.settled();
    const received = twilio.received(SMS).map(({ text, media }) => [text, ...media.map(({ type }) => type)]);
    expect(received).toEqual([['Two pictures'], ['', 'image/png'], ['', 'image/png']]);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('of which Twilio refuses one: the others go, and the agent reads which one failed', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const id = world.agentWrites('Two pictures', files('a.png', 'b.png'));
    twilio.rule(SMS, { media: true, times: 1, refuse: { code: 21620 } });
    await world.untilShown(id, 'FAILED');
    await phone.settled();
    await until('the others have arrived', () => twilio.received(SMS).length === 2);
    await phone.settled();
    expect(world.failure(id)).toMatch(/2.*3.*21620/);
    expect(world.shown(id)).toBe('FAILED');
  });

  it('of a kind that MMS does not carry goes with a link to it', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const id = world.agentWrites('A program', files('a.png', 'setup.exe'));
    await until('HubSpot was told', () => world.told(id).length > 0);
    await phone.settled();
    const texts = twilio.received(SMS).map(({ text }) => text);
    expect(texts).toEqual(['A program', '', expect.stringMatching(/^setup\.exe \(9 bytes\): /)]);
  });
});

describe('a WhatsApp message through Twilio', () => {
  it('is delivered and read, and HubSpot is told READ', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const id = phone.agentWritesOnWhatsApp('Hello');
    await world.untilShown(id, 'READ');
    await phone.settled();
    expect(twilio.received(WHATSAPP)).toMatchObject([{ text: 'Hello' }]);
    expect(world.told(id).at(-1)).toBe('READ');
  });

  it('with a file that WhatsApp does not carry is refused before anything is sent and charged', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const attachments = ['a.png', 'a.woff2'].map((name) => ({ name, bytes: Buffer.from(name) }));
    const id = phone.agentWritesOnWhatsApp('A font', { attachments });
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/files of this type/);
    expect(twilio.messages()).toEqual([]);
  });

  it('outside the window is FAILED, whether Twilio says so or we know it ourselves', async () => {
    await using phone = await TwilioWorld.open({ double: { enforceWindow: true } });
    const { world, twilio } = phone;
    const unknown = phone.agentWritesOnWhatsApp('one');
    await world.untilShown(unknown, 'FAILED');
    await twilio.customerWrites({ from: WHATSAPP, to: 'whatsapp:+15550101', text: 'Hello' });
    await until('it is in HubSpot', () => world.published().length > 0);
    const inTime = phone.agentWritesOnWhatsApp('two');
    await world.untilShown(inTime, 'READ');
    await phone.settled();
    await world.connector.stop();
    await world.scheduler.advance(25 * 60 * MINUTE);
    await world.restart();
    const calls = twilio.messages().length;
    const late = phone.agentWritesOnWhatsApp('three');
    await world.untilShown(late, 'FAILED');
    expect(world.failure(unknown)).toMatch(/time in which a free reply is allowed has passed.*63016/);
    expect(world.failure(late)).toMatch(/time in which a free reply is allowed has passed/);
    expect(world.failure(late)).not.toContain('63016');
    expect(twilio.messages()).toHaveLength(calls);
  });
});

describe('a customer writes through Twilio', () => {
  it('with a picture: agents see both, and their answer goes back', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    const media = [{ type: 'image/png', base64: Buffer.from('a picture').toString('base64') }];
    const { webhook } = await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: 'Look', media });
    expect(webhook?.status).toBe(200);
    await until('it is in HubSpot', () => world.published().length > 0);
    const [message] = world.published();
    expect(message).toMatchObject({ text: 'Look', senders: [{ address: PEER }] });
    expect(message!.attachments).toMatchObject([{ type: 'FILE', fileUsageType: 'IMAGE' }]);
    world.emulator.control.agentSend({ threadId: message!.threadId, text: 'Nice' });
    await until('the phone has it', () => twilio.received(SMS).length > 0);
  });

  it.each([true, false])('STOP, then nothing is sent until START (advanced opt-out: %s)', async (advancedOptOut) => {
    await using phone = await TwilioWorld.open({ advancedOptOut });
    const { world, twilio } = phone;
    const say = async (body: string, published: number) => {
      await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: body });
      await until('it is in HubSpot', () => world.published().length === published);
      await world.quiet();
    };
    await say('STOP', 1);
    const refused = [world.agentWrites('one')];
    await world.untilShown(refused[0]!, 'FAILED');
    refused.push(world.agentWrites('two'));
    await world.untilShown(refused[1]!, 'FAILED');
    expect(refused.map((id) => world.failure(id))).toEqual([
      expect.stringMatching(/opted out/),
      expect.stringMatching(/opted out/),
    ]);
    expect(twilio.delivered).toEqual([]);
    await say('START', 2);
    const id = world.agentWrites('three');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
  });

  it('while we were not there: fetched from Twilio’s list afterwards, and published once', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: 'before' });
    await until('it is in HubSpot', () => world.published().length === 1);
    await world.connector.stop();
    await world.scheduler.advance(MINUTE);
    const { webhook } = await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: 'meanwhile' });
    expect(webhook?.status).toBe(503);
    await world.restart();
    await until('it is in HubSpot', () => world.published().length === 2);
    await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: 'after' });
    await until('it is in HubSpot', () => world.published().length === 3);
    await world.quiet();
    expect(world.published().map(({ text }) => text)).toEqual(['before', 'meanwhile', 'after']);
  });

  it('in a webhook that Twilio did not sign, or signed for somebody else: nothing comes of it', async () => {
    await using phone = await TwilioWorld.open();
    const { world, twilio } = phone;
    await twilio.customerWrites({ from: SMS, to: OUR_NUMBER.value, text: 'genuine' });
    await until('it is in HubSpot', () => world.published().length === 1);
    const params = Object.fromEntries(new URLSearchParams(twilio.webhooks[0]!.body));
    const forged = await postForm(world, { ...params, Body: 'forged', MessageSid: 'SM0' });
    expect([forged.status, await forged.text()]).toEqual([401, '']);
    await world.quiet();
    expect(world.published()).toHaveLength(1);
  });
});

function postForm(world: World, params: Record<string, string>): Promise<Response> {
  const headers = { 'x-twilio-signature': Buffer.alloc(20, 7).toString('base64') };
  return fetch(`${world.publicUrl}/providers/chat`, { method: 'POST', headers, body: new URLSearchParams(params) });
}
