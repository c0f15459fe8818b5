import { describe, expect, it } from '@jest/globals';
import { opaque } from '../fixtures/fakes/fake-basics.js';
import { CUSTOMER, GROUP, TelegramWorld } from '../fixtures/telegram-world.js';
import { until } from '../fixtures/until.js';

const PICTURE = { name: 'cat.png', contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') };
const FROM = { from: CUSTOMER };

describe('what an agent sends to Telegram', () => {
  it('arrives, and HubSpot is told SENT', async () => {
    await using chat = await TelegramWorld.open();
    const id = chat.agentWrites('Hello <there> & all');
    await until('HubSpot was told', () => chat.world.told(id).length > 0);
    expect(chat.world.told(id)).toEqual(['SENT']);
    expect(chat.telegram.delivered).toMatchObject([{ to: String(CUSTOMER), text: 'Hello <there> & all' }]);
  });

  it('keeps its formatting, and Telegram understands every piece of it, however long it is', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const link = '<a href="https://shop.example/?a=1&amp;b=&quot;2&quot;">the <i>shop</i></a>';
    const sentence = `Look & <see>: <b>bold <i>and <u>all</u></i></b> at ${link}. `;
    const richText = `<p>${sentence.replace('Look & <see>', 'Look &amp; &lt;see&gt;').repeat(150)}</p>`;
    const plain = 'Look & <see>: bold and all at the shop. '.repeat(150).trim();
    const id = chat.agentWrites(plain, { richText });
    await world.pass(20_000, () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
    const texts = telegram.delivered.map(({ text = '' }) => text);
    expect([texts.length, texts.every((text) => text.length <= 4096)]).toEqual([2, true]);
    expect(texts.join(' ')).toBe(plain);
    const entities = telegram.delivered.flatMap((message) => message.entities ?? []);
    const kinds = Object.groupBy(entities, ({ type }) => type);
    expect(kinds['text_link']?.[0]).toMatchObject({ url: 'https://shop.example/?a=1&b="2"', length: 8 });
    expect([kinds['bold']?.length, kinds['underline']?.length]).toEqual([150, 150]);
  });

  it('has its picture after it, not more than one call a second', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const id = chat.agentWrites('Look', { attachments: [PICTURE] });
    await world.pass(10_000, () => world.told(id).length > 0);
    expect(telegram.delivered).toMatchObject([{ text: 'Look' }, { kind: 'photo', file: { name: 'cat.png' } }]);
    expect(Buffer.from(telegram.delivered[1]!.file!.bytes).toString()).toBe('a picture');
    expect(telegram.delivered[1]!.atMs - telegram.delivered[0]!.atMs).toBeGreaterThanOrEqual(1000);
  });

  it('is FAILED where the customer has stopped the bot, and nothing more is tried until it is started again', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.first.chats.open(CUSTOMER, { forbidden: 'bot was blocked by the user' });
    const first = chat.agentWrites('Hello', { attachments: [PICTURE] });
    await world.untilShown(first, 'FAILED');
    expect(world.failure(first)).toMatch(/opted out.*403/);
    await world.later(60_000);
    const second = chat.agentWrites('Hello again');
    await world.untilShown(second, 'FAILED');
    expect([telegram.sends, telegram.delivered]).toEqual([1, []]);
    telegram.customers().startsAgain(CUSTOMER);
    await chat.settled();
    const third = chat.agentWrites('Welcome back');
    await world.pass(10_000, () => world.told(third).length > 0);
    expect(telegram.delivered).toMatchObject([{ text: 'Welcome back' }]);
  });

  it('is sent again once the customer writes, also where Telegram’s word of it was lost', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.customers().stops(CUSTOMER);
    await chat.settled();
    delete telegram.first.chats.open(CUSTOMER).forbidden;
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'I am back' });
    await chat.settled();
    const id = chat.agentWrites('Welcome back');
    await world.pass(10_000, () => world.told(id).length > 0);
    expect(telegram.delivered).toMatchObject([{ text: 'Welcome back' }]);
  });

  it('is not even tried where Telegram has said that the customer stopped the bot', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.customers().stops(CUSTOMER);
    await chat.settled();
    const id = chat.agentWrites('Hello');
    await world.untilShown(id, 'FAILED');
    expect(telegram.sends).toBe(0);
  });

  it('waits as long as a 429 says, and is sent once', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const startedAtMs = world.scheduler.now();
    telegram.floods(7);
    const id = chat.agentWrites('Hello');
    await world.pass(30_000, () => world.told(id).length > 0);
    expect(telegram.delivered).toHaveLength(1);
    expect(telegram.delivered[0]!.atMs - startedAtMs).toBeGreaterThanOrEqual(7000);
  });

  it('whose answer is lost is not sent again: its fate cannot be known, and the agent is told so', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.fault({ kind: 'answerLost' });
    const id = chat.agentWrites('Hello');
    await world.pass(120_000, () => world.told(id).length > 0);
    expect([world.told(id), telegram.delivered.length]).toEqual([['FAILED'], 1]);
    expect(world.failure(id)).toMatch(/check/i);
  });

  it.each([true, false])('reaches a group under its new number (Telegram had said so before: %s)', async (tell) => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.customers().writes({ ...FROM, chat: GROUP }, { text: 'Hello' });
    await until('it was published', () => world.published().length === 1);
    const supergroup = telegram.customers().upgrade(GROUP, { tell });
    await chat.settled();
    const id = chat.agentWrites('Hello, group', { chat: GROUP });
    await world.pass(30_000, () => world.told(id).length > 0);
    expect(world.told(id)).toEqual(['SENT']);
    expect(telegram.delivered).toMatchObject([{ to: String(supergroup), text: 'Hello, group' }]);
    telegram.customers().writes({ ...FROM, chat: supergroup }, { text: 'Thank you' });
    await until('the answer was published', () => world.published().length === 2);
    const [before, after] = world.published();
    expect(after?.threadId).toBe(before?.threadId);
  });
});

describe('what customers send by Telegram', () => {
  it('is published with their names, in order, whatever it is', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const customer = telegram.customers();
    customer.writes({ ...FROM, name: 'Ann' }, { text: 'Hello' });
    customer.writes(FROM, { location: { latitude: 35.6, longitude: 139.7 } });
    customer.writes(FROM, { contact: { phone_number: '15550123', first_name: 'Bo' } });
    customer.writes(FROM, { dice: { emoji: '🎲', value: 5 } });
    await until('all is published', () => world.published().length === 4);
    const [text, place, person, dice] = world.published();
    expect(text).toMatchObject({ text: 'Hello', senders: [{ name: 'Ann', address: opaque(String(CUSTOMER)) }] });
    expect(place?.attachments).toMatchObject([{ type: 'LOCATION', latitude: 35.6 }]);
    expect(person?.attachments).toMatchObject([{ type: 'CONTACT' }]);
    expect(dice).toMatchObject({ text: 'Sent 🎲, which shows 5', attachments: [{ type: 'UNSUPPORTED_CONTENT' }] });
  });

  it('is one message with several files where it is an album', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    for (const [index, bytes] of ['first', 'second', 'third'].entries()) {
      const { fileId } = telegram.first.files.add('photos', Buffer.from(bytes), 'image/jpeg');
      const photo = [{ file_id: fileId, file_unique_id: fileId, width: 9, height: 9 }];
      telegram.customers().writes(FROM, { photo, media_group_id: 'a1', ...(index === 0 ? { caption: 'Three' } : {}) });
    }
    await world.pass(20_000, () => world.published().length > 0);
    await chat.settled();
    expect(world.published()).toHaveLength(1);
    const [album] = world.published();
    expect(album).toMatchObject({ text: 'Three' });
    expect(album?.attachments).toHaveLength(3);
  });

  it('is a voice message with its file, fetched without showing the token to anybody', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const { fileId } = telegram.first.files.add('voice', Buffer.from('a voice'), 'audio/ogg');
    const voice = { file_id: fileId, file_unique_id: fileId, duration: 2, mime_type: 'audio/ogg' };
    telegram.customers().writes(FROM, { voice });
    await until('it is published', () => world.published().length === 1);
    expect(world.published()[0]?.attachments).toMatchObject([{ type: 'FILE', fileUsageType: 'VOICE_RECORDING' }]);
    expect(JSON.stringify([world.log.lines, world.emulator.control.requests({})])).not.toContain('A-token_for-tests');
  });

  it('may be changed afterwards', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    const messageId = telegram.customers().writes(FROM, { text: 'Helo' });
    telegram.customers().edits(FROM, messageId, { text: 'Hello' });
    await until('both are published', () => world.published().length === 2);
    expect(world.published()[1]?.text).toMatch(/Hello/);
  });

  it('is stored once, however often Telegram offers it, and answered with nothing', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Hello' });
    const [tried] = telegram.webhooks;
    await fetch(tried!.url, { method: 'POST', headers: tried!.headers, body: tried!.body });
    await chat.settled();
    expect(world.published()).toHaveLength(1);
    expect([tried?.status, tried?.answer, telegram.first.webhook.executed]).toEqual([200, '', []]);
  });

  it('is refused with a wrong secret, or for an account that is not ours', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Hello' });
    const { url, headers, body } = telegram.webhooks[0]!;
    const later = body.replace('1000001', '1000002');
    const wrong = { ...headers, 'x-telegram-bot-api-secret-token': 'guessed' };
    const statuses = [
      (await fetch(url, { method: 'POST', headers: wrong, body: later })).status,
      (await fetch(`${url}-x`, { method: 'POST', headers, body: later })).status,
    ];
    await chat.settled();
    expect([statuses, world.published().length]).toEqual([[401, 404], 1]);
  });
});

describe('a chat of a business account', () => {
  it('shows in HubSpot what its owner writes by telephone, and not what HubSpot itself has sent', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.first.businesses.push({ connectionId: 'bc-1', ownerId: 99 });
    const customer = telegram.customers();
    customer.writesToBusiness('bc-1', CUSTOMER, { text: 'Are you open?' });
    await until('the question is published', () => world.published().length === 1);
    customer.writesToBusiness('bc-1', CUSTOMER, { text: 'Until six' }, true);
    await until('the owner’s answer is published', () => world.published().length === 2);
    expect(world.published().map(({ direction }) => direction)).toEqual(['INCOMING', 'OUTGOING']);
    const id = chat.agentWrites('And tomorrow until ten', { chat: `business:${CUSTOMER}` });
    await world.pass(10_000, () => world.told(id).length > 0);
    await chat.settled();
    await world.later(60_000);
    expect(telegram.delivered).toMatchObject([{ businessConnection: 'bc-1', text: 'And tomorrow until ten' }]);
    expect([world.told(id), world.published().length]).toEqual([['SENT'], 2]);
  });

  it('is answered again once a customer writes who had blocked the business: no update says that this is over', async () => {
    await using chat = await TelegramWorld.open();
    const { world, telegram } = chat;
    telegram.first.businesses.push({ connectionId: 'bc-1', ownerId: 99 });
    const customer = telegram.customers();
    customer.writesToBusiness('bc-1', CUSTOMER, { text: 'Are you open?' });
    await until('the question is published', () => world.published().length === 1);
    const room = telegram.first.businessChats.open(CUSTOMER, { forbidden: 'bot was blocked by the user' });
    await world.untilShown(chat.agentWrites('Until six', { chat: `business:${CUSTOMER}` }), 'FAILED');
    delete room.forbidden;
    await world.later(60_000);
    customer.writesToBusiness('bc-1', CUSTOMER, { text: 'Sorry. When?' });
    await until('it is published', () => world.published().length === 2);
    const id = chat.agentWrites('Until six, as I said', { chat: `business:${CUSTOMER}` });
    await world.pass(10_000, () => world.told(id).length > 0);
    expect([world.told(id), telegram.delivered.map(({ text }) => text)]).toEqual([['SENT'], ['Until six, as I said']]);
  });
});

describe('a bot that is polled', () => {
  it('needs no public address: what customers write is asked for, and stored before it is confirmed', async () => {
    await using chat = await TelegramWorld.open({ receive: 'poll' });
    const { world, telegram } = chat;
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Hello' });
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Anybody there?' });
    await until('both are published', () => world.published().length === 2);
    await until('both are confirmed', () => telegram.first.queue.pending.length === 0);
    expect(telegram.webhooks).toEqual([]);
    const id = chat.agentWrites('Yes');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(telegram.delivered).toMatchObject([{ text: 'Yes' }]);
  });

  it('publishes nothing twice when the power fails between storing and confirming', async () => {
    await using chat = await TelegramWorld.open({ receive: 'poll' });
    const { world, telegram } = chat;
    const pending = () => telegram.first.queue.pending.length;
    await until('the bot is asked', () => telegram.calls.some(({ method }) => method === 'getupdates'));
    telegram.fault({ kind: 'reset', on: 'getUpdates', times: 1000 });
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Hello' });
    await until('it is published', () => world.published().length === 1);
    const left = pending();
    await world.crash();
    telegram.mend();
    await world.pass(200_000, () => pending() === 0);
    await chat.settled();
    expect([left, world.published().length]).toEqual([1, 1]);
  });

  it('says what to do where a webhook is in the way, and goes on once it is gone', async () => {
    await using chat = await TelegramWorld.open({ receive: 'poll' });
    const { world, telegram } = chat;
    telegram.first.webhook.set({ url: 'http://127.0.0.1:9/elsewhere' });
    await world.pass(60_000, () => JSON.stringify(world.log.lines, errorsShown).includes('deleteWebhook'));
    telegram.first.webhook.set(undefined);
    await telegram.customerWrites({ from: String(CUSTOMER), text: 'Hello' });
    await world.pass(200_000, () => world.published().length === 1);
  });
});

function errorsShown(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value;
}
