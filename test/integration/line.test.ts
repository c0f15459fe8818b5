import { describe, expect, it } from '@jest/globals';
import { BOT, GROUP, LineWorld, OTHER_BOT, OTHER_USER, USER } from '../fixtures/line-world.js';
import { until } from '../fixtures/until.js';
import type { World } from '../fixtures/world.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PICTURE = { name: 'cat.png', contentType: 'image/png', base64: Buffer.from('a picture').toString('base64') };

/** What HubSpot was told of a message, once it was told something. */
async function told(world: World, id: string): Promise<string[]> {
  await until('HubSpot was told', () => world.told(id).length > 0);
  return world.told(id);
}

describe('an agent’s message through LINE', () => {
  it('is on the phone, and HubSpot is told SENT', async () => {
    await using phone = await LineWorld.open();
    const id = phone.agentWrites('Guten Tag');
    expect(await told(phone.world, id)).toEqual(['SENT']);
    expect(phone.line.delivered).toMatchObject([{ to: USER, from: BOT, text: 'Guten Tag' }]);
  });

  it('with six pictures is two calls, each taken as a whole, in order', async () => {
    await using phone = await LineWorld.open();
    const id = phone.agentWrites('Look', { attachments: Array(6).fill(PICTURE) });
    expect(await told(phone.world, id)).toEqual(['SENT']);
    expect(phone.phone()).toEqual(['Look', ...Array(6).fill('image')]);
    const calls = new Set(phone.line.delivered.map(({ requestId }) => requestId));
    expect(calls.size).toBe(2);
    const [, image] = phone.line.delivered;
    const { originalContentUrl = '' } = image?.message.type === 'image' ? image.message : {};
    // Phones fetch it when somebody looks, not when it is sent.
    await phone.world.quiet();
    await phone.world.scheduler.advance(10 * DAY);
    const shown = await fetch(originalContentUrl);
    expect([shown.headers.get('content-type'), await shown.text()]).toEqual(['image/png', 'a picture']);
  });

  it('with files LINE has no messages for brings links to them', async () => {
    await using phone = await LineWorld.open();
    const paper = { ...PICTURE, name: 'offer.pdf', contentType: 'application/pdf' };
    const film = { ...PICTURE, name: 'tour.mp4', contentType: 'video/mp4' };
    const large = { name: 'large.png', contentType: 'image/png', bytes: Buffer.alloc(1_000_001) };
    const id = phone.agentWrites('Our offer', { attachments: [paper, film, large] });
    expect(await told(phone.world, id)).toEqual(['SENT']);
    expect(phone.phone()).toEqual([
      'Our offer',
      expect.stringMatching(/^offer\.pdf .*: http.*\/media\//),
      expect.stringMatching(/^tour\.mp4 .*: http.*\/media\//),
      expect.stringMatching(/^large\.png .*: http.*\/media\//),
    ]);
  });

  it.each(['answerLost', 'reset'] as const)(
    'whose call broke off (%s) goes again under its key: once on the phone',
    async (kind) => {
      await using phone = await LineWorld.open();
      phone.line.fault({ kind });
      const id = phone.agentWrites('Guten Tag');
      await phone.world.pass(MINUTE, () => phone.world.told(id).length > 0);
      expect([phone.world.told(id), phone.phone()]).toEqual([['SENT'], ['Guten Tag']]);
    },
  );

  it('that LINE is too slow to answer goes again under its key', async () => {
    await using phone = await LineWorld.open();
    phone.line.fault({ kind: 'slow', ms: 10 * MINUTE });
    const id = phone.agentWrites('Guten Tag');
    await until('it is on the phone', () => phone.phone().length > 0);
    await phone.world.pass(2 * MINUTE, () => phone.world.told(id).length > 0);
    expect([phone.world.told(id), phone.phone()]).toEqual([['SENT'], ['Guten Tag']]);
  });

  it('survives the power failing between the call and its answer: once on the phone', async () => {
    await using phone = await LineWorld.open();
    phone.line.fault({ kind: 'slow', ms: 10 * MINUTE });
    const id = phone.agentWrites('Guten Tag');
    await until('it is on the phone', () => phone.phone().length > 0);
    await phone.world.crash();
    await phone.world.pass(2 * MINUTE, () => phone.world.told(id).length > 0);
    expect([phone.world.told(id), phone.phone()]).toEqual([['SENT'], ['Guten Tag']]);
  });

  it('to somebody LINE does not know is FAILED, with LINE’s status', async () => {
    await using phone = await LineWorld.open();
    phone.line.forget(USER);
    const id = phone.agentWrites('Guten Tag');
    await phone.world.untilShown(id, 'FAILED');
    expect(phone.world.failure(id)).toMatch(/cannot be reached.*400/);
  });

  it('waits a moment when there were too many', async () => {
    await using phone = await LineWorld.open();
    const body = { message: 'The API rate limit has been exceeded. Try again later.' };
    phone.line.fault({ kind: 'refuse', status: 429, body });
    const id = phone.agentWrites('Guten Tag');
    await phone.world.pass(MINUTE, () => phone.world.told(id).length > 0);
    expect([phone.world.told(id), phone.phone()]).toEqual([['SENT'], ['Guten Tag']]);
  });

  it('waits, with all others of the account, while the month is used up, and goes with a larger plan', async () => {
    await using phone = await LineWorld.open();
    phone.line.setQuota(1);
    const gates: string[] = [];
    phone.world.connector.events.on('gate.closed', ({ class: cause }) => gates.push(`closed: ${cause}`));
    phone.world.connector.events.on('gate.opened', () => gates.push('opened'));
    expect(await told(phone.world, phone.agentWrites('First'))).toEqual(['SENT']);
    const second = phone.agentWrites('Second');
    await until('the gate is closed', () => gates.length > 0);
    const third = phone.agentWrites('Third', { to: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: OTHER_USER }] });
    await phone.world.later(5 * MINUTE);
    expect([gates, phone.world.told(second), phone.world.told(third)]).toEqual([['closed: quota-exhausted'], [], []]);
    phone.line.setQuota(100);
    await phone.world.pass(3 * MINUTE, () => phone.world.told(third).length > 0 && phone.world.told(second).length > 0);
    expect(gates).toEqual(['closed: quota-exhausted', 'opened']);
    expect([phone.phone(), phone.phone(OTHER_USER)]).toEqual([['First', 'Second'], ['Third']]);
  });

  it('answers by the reply token where that is wanted, and by a push where the token is gone', async () => {
    await using phone = await LineWorld.open({ account: { useReplyToken: true }, double: {} });
    phone.line.setQuota(0);
    await phone.line.customerWrites({ from: USER, text: 'Are you there?' });
    await until('the agent has it', () => phone.world.published().length > 0);
    expect(await told(phone.world, phone.agentWrites('Yes'))).toEqual(['SENT']);
    phone.line.setQuota(1);
    const second = phone.agentWrites('Anything else?');
    await phone.world.pass(MINUTE, () => phone.world.told(second).length > 0);
    expect([phone.world.told(second), phone.phone()]).toEqual([['SENT'], ['Yes', 'Anything else?']]);
  });
});

describe('a customer on LINE', () => {
  const textsOf = (phone: LineWorld) => phone.world.published().map(({ text }) => text);
  const provider = { type: 'line' };

  it('writes, and is answered', async () => {
    await using phone = await LineWorld.open();
    const { webhook } = await phone.line.customerWrites({ from: USER, text: 'こんにちは' });
    expect(webhook).toMatchObject({ status: 200, answer: '' });
    await until('the agent has it', () => phone.world.published().length > 0);
    const [message] = phone.world.published();
    expect(message).toMatchObject({ text: 'こんにちは', senders: [{ address: { value: USER } }] });
    await told(phone.world, phone.answers(message!, 'どうぞ'));
    expect(phone.phone()).toEqual(['どうぞ']);
  });

  it('sends several pictures at once: the agent sees one message with all of them', async () => {
    await using phone = await LineWorld.open();
    for (const index of [2, 1, 3]) {
      const message = { type: 'image', contentProvider: provider, imageSet: { id: 'SET', index, total: 3 } };
      const base64 = Buffer.from(`picture ${index}`).toString('base64');
      await phone.line.customerSends({ from: USER, message, file: { type: 'image/jpeg', base64 } });
    }
    await phone.world.pass(MINUTE, () => phone.world.published().length > 0);
    expect(phone.world.published()).toMatchObject([
      { attachments: [{ type: 'FILE' }, { type: 'FILE' }, { type: 'FILE' }] },
    ]);
  });

  it('sends a voice message, which LINE makes ready first', async () => {
    await using phone = await LineWorld.open();
    const message = { type: 'audio', duration: 2000, contentProvider: provider };
    const file = { type: 'audio/x-m4a', base64: Buffer.from('hello').toString('base64'), processing: 2 };
    await phone.line.customerSends({ from: USER, message, file });
    await phone.world.pass(MINUTE, () => phone.world.published().some(({ attachments }) => attachments.length > 0));
    expect(phone.world.published().flatMap(({ attachments }) => attachments)).toMatchObject([
      { type: 'FILE', fileUsageType: 'AUDIO' },
    ]);
  });

  it('sends a place and a sticker', async () => {
    await using phone = await LineWorld.open();
    const place = { type: 'location', title: 'Tokyo Tower', address: 'Minato', latitude: 35.6586, longitude: 139.7454 };
    await phone.line.customerSends({ from: USER, message: place });
    const sticker = {
      type: 'sticker',
      packageId: '1',
      stickerId: '2',
      stickerResourceType: 'STATIC',
      keywords: ['happy'],
    };
    await phone.line.customerSends({ from: USER, message: sticker });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect(phone.world.published()[0]?.attachments).toMatchObject([{ type: 'LOCATION', name: 'Tokyo Tower' }]);
    expect(phone.world.published()[1]?.text).toContain('Sent a sticker: happy');
  });

  it('takes a message back: the agent is told', async () => {
    await using phone = await LineWorld.open();
    const { id } = await phone.line.customerWrites({ from: USER, text: 'Oops' });
    await until('the agent has it', () => phone.world.published().length > 0);
    await phone.line.unsend(USER, id);
    await until('the agent is told', () => phone.world.published().length === 2);
    expect(phone.world.published()[1]).toMatchObject({ inReplyToId: phone.world.published()[0]?.id });
  });

  it('writes in a group, and the group is answered', async () => {
    await using phone = await LineWorld.open();
    await phone.line.customerSends({ from: USER, group: GROUP, message: { type: 'text', text: 'Hi all' } });
    await until('the agent has it', () => phone.world.published().length > 0);
    const [message] = phone.world.published();
    expect(message?.text).toContain('Hi all');
    await told(phone.world, phone.answers(message!, 'Hello'));
    expect(phone.phone(GROUP)).toEqual(['Hello']);
  });

  it('blocks the account: what agents write is refused, until the customer is back', async () => {
    await using phone = await LineWorld.open();
    await phone.line.unfollow(USER);
    await phone.world.quiet();
    const id = phone.agentWrites('Are you there?');
    await phone.world.untilShown(id, 'FAILED');
    await phone.line.follow(USER);
    await phone.world.quiet();
    expect(await told(phone.world, phone.agentWrites('Welcome back'))).toEqual(['SENT']);
    expect(phone.phone()).toEqual(['Welcome back']);
  });

  it('who is back and writes is answered, although LINE never said so', async () => {
    await using phone = await LineWorld.open();
    await phone.line.unfollow(USER);
    await phone.world.later(MINUTE);
    await phone.line.customerWrites({ from: USER, text: 'Me again' });
    await until('the agent has it', () => phone.world.published().length > 0);
    expect(await told(phone.world, phone.answers(phone.world.published()[0]!, 'Welcome'))).toEqual(['SENT']);
  });

  it('who is back does not leave again because LINE delivers late', async () => {
    await using phone = await LineWorld.open();
    const source = { type: 'user' as const, userId: USER };
    const now = phone.world.scheduler.now();
    await phone.line.happens([{ type: 'follow', source, timestamp: now, follow: { isUnblocked: true } }]);
    await phone.line.happens([{ type: 'unfollow', source, timestamp: now - MINUTE }]);
    await phone.world.quiet();
    expect(await told(phone.world, phone.agentWrites('Welcome back'))).toEqual(['SENT']);
  });

  it('is one of several in a batch, and one that cannot be read does not hold up the others', async () => {
    await using phone = await LineWorld.open();
    const by = (userId: string, id: string, message: object) => ({
      type: 'message',
      source: { type: 'user' as const, userId },
      message: { id, ...message },
    });
    const events = [
      by(USER, '1', { type: 'text', text: 'One' }),
      by(USER, '2', { type: 'text', text: 7 }),
      by(OTHER_USER, '3', { type: 'text', text: 'Two' }),
      { type: 'beacon', source: { type: 'user' as const, userId: USER } },
    ];
    expect(await phone.line.happens(events)).toMatchObject({ status: 200 });
    await until('the agent has both', () => phone.world.published().length === 2);
    expect(textsOf(phone).sort()).toEqual(['One', 'Two']);
    expect(await phone.world.deadLetters()).toHaveLength(1);
  });

  it('is heard once, however often LINE delivers the event', async () => {
    await using phone = await LineWorld.open();
    const event = {
      type: 'message',
      webhookEventId: '01HXB0000000000000000000AA',
      source: { type: 'user' as const, userId: USER },
      message: { id: '1', type: 'text', text: 'Once' },
    };
    for (let times = 0; times < 3; times += 1) await phone.line.happens([event]);
    await phone.world.quiet();
    expect(textsOf(phone)).toEqual(['Once']);
  });

  it('is heard although the connector was away: LINE delivers the event again', async () => {
    await using phone = await LineWorld.open({ double: { redeliverAfterMs: [MINUTE] } });
    const url = phone.line.webhookUrl;
    phone.line.webhookUrl = 'http://127.0.0.1:1/nobody';
    const written = phone.line.customerWrites({ from: USER, text: 'Hello?' });
    await until('it was tried', () => phone.line.webhooks.length === 1);
    phone.line.webhookUrl = url;
    await phone.world.pass(2 * MINUTE, () => phone.world.published().length > 0);
    await written;
    expect(textsOf(phone)).toEqual(['Hello?']);
  });
});

describe('a webhook', () => {
  it('of the console’s “Verify” is answered, and leaves nothing', async () => {
    await using phone = await LineWorld.open();
    expect(await phone.line.happens([])).toMatchObject({ status: 200 });
    expect(phone.world.published()).toEqual([]);
  });

  it('of one bot at the address of another is refused', async () => {
    await using phone = await LineWorld.open();
    phone.line.webhookUrl = `${phone.line.webhookUrl}/main-bot`;
    const events = [
      {
        type: 'message',
        source: { type: 'user' as const, userId: USER },
        message: { id: '1', type: 'text', text: 'a' },
      },
    ];
    expect(await phone.line.happens(events, OTHER_BOT)).toMatchObject({ status: 401 });
    expect(await phone.line.happens(events, BOT)).toMatchObject({ status: 200 });
    await until('the agent has one', () => phone.world.published().length === 1);
  });
});
