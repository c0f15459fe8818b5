import { describe, expect, it } from '@jest/globals';
import { graphError } from '../../adapters/whatsapp/double/index.js';
import { until } from '../fixtures/until.js';
import { NUMBER_IDS, OUR_NUMBERS, STRANGER_ID, WhatsAppWorld, whatsappLines } from '../fixtures/whatsapp-world.js';
import { PEER, type World } from '../fixtures/world.js';

const ADA = PEER.value.slice(1);
const USER_ID = 'US.13491208655302741918';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function isIn(world: World, count: number): Promise<void> {
  return until(`${count} are in HubSpot`, () => world.published().length >= count);
}

describe('an agent writes on WhatsApp', () => {
  it('and HubSpot is told SENT, then READ', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'READ');
    await chat.settled();
    expect(whatsapp.delivered).toMatchObject([{ to: ADA, text: 'Hello', phoneNumberId: NUMBER_IDS[0] }]);
    expect(world.told(id).at(-1)).toBe('READ');
  });

  it.each(['early', 'duplicate', 'reversed'] as const)('and may be reported on %s', async (webhooks) => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.rule(ADA, { webhooks });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'READ');
    await chat.settled();
    expect([world.told(id).at(-1), whatsapp.delivered.length]).toEqual(['READ', 1]);
  });

  it('and the answer is lost: the status brings our reference back, so it is not sent again', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.fault({ kind: 'answerLost' });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'READ');
    await chat.settled();
    await world.later(2 * MINUTE);
    expect([world.shown(id), whatsapp.delivered.length]).toEqual(['READ', 1]);
  });

  it('to somebody who cannot be reached: FAILED, although Meta had taken it', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.rule(ADA, { statuses: [{ status: 'failed', code: 131026 }] });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'FAILED');
    expect(world.failure(id)).toMatch(/131026/);
    expect(whatsapp.delivered).toEqual([]);
  });

  it('too often to one person: it waits, and goes', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.fault({ kind: 'refuse', ...graphError(131056) });
    const id = world.agentWrites('Hello');
    await world.pass(5000, () => whatsapp.delivered.length > 0);
    await world.untilShown(id, 'READ');
    expect(whatsapp.delivered).toHaveLength(1);
  });

  it('with a token that has expired: it waits until the token is mended', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    await world.restart({ lines: whatsappLines(['expired', 'an-access-token-1']) });
    const closed: string[] = [];
    world.connector.events.on('gate.closed', ({ gate }) => closed.push(gate));
    const id = world.agentWrites('Hello');
    await until('the gate is closed', () => closed.length > 0);
    await world.restart({ lines: whatsappLines() });
    await world.pass(10 * MINUTE, () => whatsapp.delivered.length > 0);
    await world.untilShown(id, 'READ');
    expect([closed, whatsapp.delivered.length]).toEqual([['account:line-0'], 1]);
  });

  it('with files: a picture as a picture, whatever WhatsApp has no kind for as a document', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    const attachments = ['a.png', 'b.zip'].map((name) => ({ name, bytes: Buffer.from(name) }));
    const id = world.agentWrites('Two files', { attachments });
    await until('they have arrived', () => whatsapp.delivered.length === 3);
    await chat.settled();
    expect(whatsapp.delivered.map(({ kind, file }) => [kind, file?.bytes])).toEqual([
      ['text', undefined],
      ['image', 5],
      ['document', 5],
    ]);
    await world.untilShown(id, 'READ');
  });
});

describe('outside the window', () => {
  it('Meta refuses what nobody knew better about; what is known is not tried', async () => {
    await using chat = await WhatsAppWorld.open({ double: { enforceWindow: true } });
    const { world, whatsapp } = chat;
    const unknown = world.agentWrites('one');
    await world.untilShown(unknown, 'FAILED');
    expect(world.failure(unknown)).toMatch(/131047/);
    await whatsapp.customerWrites({ from: ADA, text: 'Hello' });
    await isIn(world, 1);
    const inTime = world.agentWrites('two');
    await world.untilShown(inTime, 'READ');
    await chat.settled();
    expect(whatsapp.delivered).toHaveLength(1);
  });
});

describe('a message that is held behind a template', () => {
  const template = { name: 'hello_again', language: 'en', variables: ['Ada'] };
  const delivery = { outsideWindow: { mode: 'template-then-hold', template, holdFor: '24h' } };
  const kinds = (chat: WhatsAppWorld) => chat.whatsapp.delivered.map(({ kind }) => kind);

  async function held(): Promise<[WhatsAppWorld, string]> {
    const chat = await WhatsAppWorld.open({ world: { channel: { delivery } }, double: { enforceWindow: true } });
    await chat.whatsapp.customerWrites({ from: ADA, text: 'Hello?' });
    await chat.silence(25 * HOUR);
    const id = chat.world.agentWrites('Here I am');
    await until('the template has arrived', () => chat.whatsapp.delivered.length === 1);
    await chat.settled();
    return [chat, id];
  }

  it('goes when the customer writes', async () => {
    const [chat, id] = await held();
    await using _ = chat;
    expect(kinds(chat)).toEqual(['template']);
    await chat.whatsapp.customerWrites({ from: ADA, text: 'Yes?' });
    await chat.world.untilShown(id, 'READ');
    expect(chat.whatsapp.delivered).toMatchObject([{ kind: 'template' }, { kind: 'text', text: 'Here I am' }]);
  });

  it('does not go because the customer has a new number: that is no answer', async () => {
    const [chat] = await held();
    await using _ = chat;
    await chat.whatsapp.customerMoves({ from: ADA, to: '15550177' });
    await isIn(chat.world, 2);
    await chat.settled();
    expect(kinds(chat)).toEqual(['template']);
    await chat.whatsapp.customerWrites({ from: '15550177', text: 'Yes?' });
    await until('it has arrived', () => chat.whatsapp.delivered.length === 2);
    expect(chat.whatsapp.delivered[1]).toMatchObject({ to: '15550177', text: 'Here I am' });
  });
});

describe('a customer writes on WhatsApp', () => {
  it('a text: agents see it with the name, and their answer goes back', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { name: 'Ada Example' });
    const { webhook } = await whatsapp.customerWrites({ from: ADA, text: 'Grüße ☂ 😀' });
    expect([webhook?.status, webhook?.answer]).toEqual([200, '']);
    await isIn(world, 1);
    const [message] = world.published();
    expect(message).toMatchObject({ text: 'Grüße ☂ 😀', senders: [{ address: PEER, name: 'Ada Example' }] });
    world.emulator.control.agentSend({ threadId: message!.threadId, text: 'Hello Ada' });
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    expect(whatsapp.delivered).toMatchObject([{ to: ADA, text: 'Hello Ada' }]);
  });

  it.each([
    ['image', 'image/jpeg', 'IMAGE', {}],
    ['audio', 'audio/ogg; codecs=opus', 'VOICE_RECORDING', { voice: true }],
    ['audio', 'audio/mpeg', 'AUDIO', {}],
    ['sticker', 'image/webp', 'STICKER', {}],
    ['document', 'application/pdf', 'OTHER', { filename: 'bill.pdf' }],
  ] as const)('a file: %s %s becomes %s', async (kind, type, usage, more) => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    await whatsapp.customerSendsFile({ from: ADA, kind, type, bytes: Buffer.from('bytes'), ...more });
    await isIn(world, 1);
    expect(world.published()[0]!.attachments).toMatchObject([{ type: 'FILE', fileUsageType: usage }]);
  });

  it('a file whose address had ended: it is asked for again', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.fault({ kind: 'refuse', on: 'file', status: 404 });
    await whatsapp.customerSendsFile({ from: ADA, kind: 'image', type: 'image/png', bytes: Buffer.from('x') });
    await world.pass(MINUTE, () => world.published().length > 0);
    expect(world.published()[0]!.attachments).toMatchObject([{ type: 'FILE' }]);
  });

  it('twice the same webhook: it is published once', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    await whatsapp.customerWrites({ from: ADA, text: 'once' });
    const [first] = whatsapp.webhooks;
    await fetch(first!.url, { method: 'POST', headers: first!.headers, body: first!.body });
    await isIn(world, 1);
    await world.quiet();
    expect(world.published()).toHaveLength(1);
  });

  it('and corrects it, deletes it, reacts: agents read so', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    const { id } = await whatsapp.customerWrites({ from: ADA, text: 'Helo' });
    const message = { type: 'text', text: { body: 'Hello' } };
    await whatsapp.customerSends({ from: ADA, type: 'edit', edit: { original_message_id: id, message } });
    await whatsapp.customerSends({ from: ADA, type: 'reaction', reaction: { message_id: id, emoji: '👍' } });
    await whatsapp.customerSends({ from: ADA, type: 'revoke', revoke: { original_message_id: id } });
    await isIn(world, 4);
    expect(world.published().map(({ text }) => text)).toEqual([
      'Helo',
      '[Edited] Hello',
      '[Reacted with 👍]',
      '[This message was deleted]',
    ]);
  });
});

describe('somebody writes in the WhatsApp Business app', () => {
  it('and agents see it as written by us', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    await whatsapp.customerWrites({ from: ADA, text: 'Hello' });
    await whatsapp.echo({ to: ADA, text: 'From the phone' });
    await isIn(world, 2);
    const [question, answer] = world.published();
    expect(answer).toMatchObject({ text: 'From the phone', direction: 'OUTGOING', threadId: question!.threadId });
    await world.quiet();
    expect(whatsapp.delivered).toEqual([]);
  });

  it('but what an agent wrote is not published again, should it be echoed, even before the answer', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.rule(ADA, { webhooks: 'never', statuses: ['delivered'] });
    whatsapp.fault({ kind: 'slow', ms: 5000 });
    world.agentWrites('Hello');
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    const [{ id: wamid } = { id: '' }] = whatsapp.delivered;
    const echo = { from: OUR_NUMBERS[0], to: ADA, id: wamid, timestamp: '1', type: 'text', text: { body: 'Hello' } };
    const metadata = { display_phone_number: OUR_NUMBERS[0], phone_number_id: NUMBER_IDS[0] };
    const change = { field: 'smb_message_echoes', value: { metadata, message_echoes: [echo] } };
    await whatsapp.post({ object: 'whatsapp_business_account', entry: [{ id: '200000000000000', changes: [change] }] });
    await world.scheduler.advance(5000);
    await world.later(MINUTE);
    expect(world.published()).toEqual([]);
  });
});

describe('a customer goes by another name', () => {
  const threads = (world: World) => new Set(world.published().map(({ threadId }) => threadId)).size;

  it('first with the number, then with a user ID alone: the thread goes on', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { userId: USER_ID });
    await whatsapp.customerWrites({ from: ADA, text: 'with a number' });
    await isIn(world, 1);
    whatsapp.person(ADA, { hidesNumber: true });
    await whatsapp.customerWrites({ from: ADA, text: 'without' });
    await isIn(world, 2);
    expect([threads(world), world.published().at(-1)!.senders]).toMatchObject([1, [{ address: PEER }]]);
    const { threadId } = world.published()[1]!;
    world.emulator.control.agentSend({ threadId, text: 'Hello' });
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    expect(whatsapp.delivered[0]!.payload).toMatchObject({ to: ADA });
  });

  it('first with a user ID alone, then with the number too: the thread goes on, and messages go to the number', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { userId: USER_ID, hidesNumber: true });
    await whatsapp.customerWrites({ from: ADA, text: 'without a number' });
    await isIn(world, 1);
    whatsapp.person(ADA, { hidesNumber: false });
    await whatsapp.customerWrites({ from: ADA, text: 'with it' });
    await isIn(world, 2);
    expect(threads(world)).toBe(1);
    world.emulator.control.agentSend({ threadId: world.published()[0]!.threadId, text: 'Hello' });
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    expect(whatsapp.delivered[0]!.payload).toMatchObject({ to: ADA });
  });

  it('an agent begins by number; the customer answers with a user ID alone', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { userId: USER_ID });
    const id = world.agentWrites('Hello');
    await world.untilShown(id, 'READ');
    whatsapp.person(ADA, { hidesNumber: true });
    await whatsapp.customerWrites({ from: ADA, text: 'Hello yourself' });
    await isIn(world, 1);
    const { threadId } = world.emulator.control.message(id);
    expect(world.published()[0]).toMatchObject({ threadId, senders: [{ address: PEER }] });
  });

  it('never with a number: messages go to the user ID', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { userId: USER_ID, hidesNumber: true });
    await whatsapp.customerWrites({ from: ADA, text: 'Hello' });
    await isIn(world, 1);
    const [message] = world.published();
    expect(message!.senders).toMatchObject([{ address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: USER_ID } }]);
    world.emulator.control.agentSend({ threadId: message!.threadId, text: 'Hello yourself' });
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    expect(whatsapp.delivered[0]!.payload).toMatchObject({ recipient: USER_ID });
  });

  it('with a new number: the thread goes on, and messages go to the new one', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    whatsapp.person(ADA, { userId: USER_ID });
    await whatsapp.customerWrites({ from: ADA, text: 'before' });
    await whatsapp.customerMoves({ from: ADA, to: '15550177', userId: 'US.2' });
    await whatsapp.customerWrites({ from: '15550177', text: 'after' });
    await isIn(world, 3);
    expect([threads(world), world.published()[1]!.text]).toEqual([1, expect.stringContaining('15550177')]);
    const { threadId } = world.published()[2]!;
    world.emulator.control.agentSend({ threadId, text: 'Hello' });
    await until('the phone has it', () => whatsapp.delivered.length === 1);
    expect(whatsapp.delivered).toMatchObject([{ to: '15550177' }]);
  });
});

describe('one request', () => {
  it('for two of our businesses and a stranger: each gets its own, the stranger is counted', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    const webhook = await whatsapp.inOneRequest(async () => {
      for (const to of [...NUMBER_IDS, STRANGER_ID]) await whatsapp.customerWrites({ from: ADA, to, text: `to ${to}` });
    });
    expect(webhook?.status).toBe(200);
    await isIn(world, 2);
    await world.quiet();
    const published = world.published().map(({ text, accountId }) => [text, accountId]);
    expect(published).toEqual([
      [`to ${NUMBER_IDS[0]}`, world.accountIdOf(0)],
      [`to ${NUMBER_IDS[1]}`, world.accountIdOf(1)],
    ]);
    expect(world.log.lines.some((line) => JSON.stringify(line).includes('CW_EVENT_ACCOUNT_FOREIGN'))).toBe(true);
  });

  it('with a poison message between two good ones: those go on, it is kept', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    const webhook = await whatsapp.inOneRequest(async () => {
      await whatsapp.customerWrites({ from: ADA, text: 'one' });
      await whatsapp.customerSends({ from: ADA, type: 'image', image: { caption: 'no id' } });
      await whatsapp.customerWrites({ from: ADA, text: 'two' });
    });
    expect(webhook?.status).toBe(200);
    await isIn(world, 2);
    await world.quiet();
    expect(world.published().map(({ text }) => text)).toEqual(['one', 'two']);
    expect(await world.deadLetters()).toMatchObject([{ account: 'line-0' }]);
  });

  it('that Meta did not sign: nothing comes of it', async () => {
    await using chat = await WhatsAppWorld.open();
    const { world, whatsapp } = chat;
    await whatsapp.customerWrites({ from: ADA, text: 'genuine' });
    const { url, headers, body } = whatsapp.webhooks[0]!;
    const forged = await fetch(url, { method: 'POST', headers, body: body.replace('genuine', 'forged!') });
    expect(forged.status).toBe(401);
    await isIn(world, 1);
    await world.quiet();
    expect(world.published().map(({ text }) => text)).toEqual(['genuine']);
  });
});

it('is subscribed at Meta by a handshake', async () => {
  await using chat = await WhatsAppWorld.open();
  const url = `${chat.world.publicUrl}/providers/chat?hub.mode=subscribe&hub.challenge=42&hub.verify_token=`;
  const right = await fetch(`${url}a-verify-token`);
  const wrong = await fetch(`${url}another`);
  expect([right.status, await right.text(), wrong.status]).toEqual([200, '42', 403]);
});
