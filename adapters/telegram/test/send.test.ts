import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type {
  ContactItem,
  FileItem,
  LocationItem,
  QuickRepliesItem,
  SendOutcome,
  TextItem,
} from 'channelwright/adapter';
import { TelegramDouble } from '../double/index.js';
import { mediaOf, NOW, plannedPart, sendContext, TOKEN, telegramAdapter, USER } from './support.js';

const GROUP = -77;
let telegram: TelegramDouble;

beforeEach(async () => {
  telegram = await TelegramDouble.start({ bots: [{ token: TOKEN }], chats: [USER, GROUP] });
});
afterEach(() => telegram.stop());

const send = (...[part, ctx = sendContext()]: [ReturnType<typeof plannedPart>, ReturnType<typeof sendContext>?]) =>
  telegramAdapter(telegram.url).send(part, ctx);

const text = (words: string, formatted?: string): TextItem => ({
  kind: 'text',
  text: words,
  ...(formatted === undefined ? {} : { formatted }),
});

describe('a text', () => {
  it('is sent as it is: without markup of ours nothing in it is markup', async () => {
    const outcome = await send(plannedPart(text('1 < 2 && <b>3</b>')));
    expect(outcome).toEqual({ kind: 'accepted', ids: [`${USER}:1`], proves: 'sent' });
    expect(telegram.delivered).toMatchObject([{ to: String(USER), text: '1 < 2 && <b>3</b>' }]);
  });

  it('is sent with its formatting', async () => {
    await send(
      plannedPart(text('Read this & that', 'Read <b>this</b> &amp; <a href="https://a.example/?b=1&amp;c=2">that</a>')),
    );
    expect(telegram.delivered).toMatchObject([
      {
        text: 'Read this & that',
        entities: [
          { type: 'bold', offset: 5, length: 4 },
          { type: 'text_link', offset: 12, length: 4, url: 'https://a.example/?b=1&c=2' },
        ],
      },
    ]);
  });

  it('may be as long as Telegram allows, whatever markup comes on top', async () => {
    const long = 'x'.repeat(4096);
    expect(await send(plannedPart(text(long, `<b>${long}</b>`)))).toMatchObject({ kind: 'accepted' });
  });

  it('has its quick replies as a keyboard that sends plain texts, once', async () => {
    const replies = [
      { value: 'yes', valueType: 'TEXT' as const, label: 'Yes, please' },
      { value: 'No', valueType: 'TEXT' as const },
    ];
    await send(plannedPart(text('Tea?'), { kind: 'quickReplies', replies }));
    expect(telegram.delivered[0]?.markup).toEqual({
      keyboard: [[{ text: 'Yes, please' }], [{ text: 'No' }]],
      one_time_keyboard: true,
      resize_keyboard: true,
    });
  });

  it('has its links as buttons under it', async () => {
    const replies = [{ value: 'https://shop.example/', valueType: 'URL' as const, label: 'Shop' }];
    await send(plannedPart(text('Look'), { kind: 'quickReplies', replies }));
    expect(telegram.delivered[0]?.markup).toEqual({
      inline_keyboard: [[{ text: 'Shop', url: 'https://shop.example/' }]],
    });
  });
});

it('writes out the links where a message has both texts and links to choose from', () => {
  const replies: QuickRepliesItem['replies'] = [
    { value: 'yes', valueType: 'TEXT', label: 'Yes' },
    { value: 'https://shop.example/', valueType: 'URL', label: 'Shop' },
  ];
  const message = { id: '1', threadId: '2', createdAtMs: 0, to: sendContext().conversation.address, content: [] };
  const content = [text('Tea?'), { kind: 'quickReplies' as const, replies }];
  const plan = (given: { content: object[] }) => [{ items: given.content }];
  const planned = telegramAdapter('https://api.example.test').planParts({ ...message, content }, { plan } as never);
  expect(planned).toEqual([
    { items: [text('Tea?'), text('Shop: https://shop.example/'), { kind: 'quickReplies', replies: [replies[0]] }] },
  ]);
});

describe('a place, a person', () => {
  const place: LocationItem = { kind: 'location', latitude: 35.6586, longitude: 139.7454 };
  it.each<[string, LocationItem | ContactItem, object]>([
    ['a point', place, { kind: 'location' }],
    ['a point without words', { ...place, name: '', address: ' ' }, { kind: 'location' }],
    ['a name and an address', { ...place, name: 'Tower', address: 'Minato' }, { kind: 'venue', text: 'Tower, Minato' }],
    ['a name alone', { ...place, name: 'Tower' }, { kind: 'venue', text: 'Tower, Tower' }],
    [
      'a person',
      { kind: 'contact', name: { firstName: 'Ann', lastName: 'Lee' }, phones: [{ phone: '+15550123' }] },
      { kind: 'contact', text: 'Ann +15550123' },
    ],
    [
      'a company',
      { kind: 'contact', org: { company: 'Acme' }, phones: [{ phone: '+15550123' }] },
      { kind: 'contact', text: 'Acme +15550123' },
    ],
    [
      'a person without a number',
      { kind: 'contact', name: { firstName: 'Ann' }, emails: [{ email: 'ann@a.example' }] },
      { kind: 'text', text: 'Ann\nann@a.example' },
    ],
  ])('is sent: %s', async (_, item, expected) => {
    expect(await send(plannedPart(item))).toMatchObject({ kind: 'accepted' });
    expect(telegram.delivered).toMatchObject([expected]);
  });
});

describe('a file', () => {
  const item: FileItem = { kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, usage: 'OTHER', name: 'a file' };
  const bytes = Buffer.from('some bytes');
  const opening = (type: string, given: Uint8Array = bytes) =>
    sendContext(USER, { openMedia: async () => mediaOf(given, type) });

  it.each([
    ['image/jpeg', 'photo'],
    ['image/gif', 'animation'],
    ['video/mp4', 'video'],
    ['audio/mpeg', 'audio'],
    ['audio/ogg', 'voice'],
    ['image/svg+xml', 'document'],
    ['application/pdf', 'document'],
  ])('of type %s is sent as %s, its bytes unchanged', async (type, kind) => {
    expect(await send(plannedPart(item), opening(type))).toMatchObject({ kind: 'accepted', proves: 'sent' });
    expect(telegram.delivered).toMatchObject([{ kind, file: { name: 'a file' } }]);
    expect(Buffer.from(telegram.delivered[0]!.file!.bytes).toString()).toBe('some bytes');
  });

  it('that is too large for a photo is sent as a document', async () => {
    await send(plannedPart(item), opening('image/png', new Uint8Array(10_000_001)));
    expect(telegram.delivered).toMatchObject([{ kind: 'document' }]);
  });

  it('has its caption', async () => {
    await send(plannedPart({ ...item, caption: 'Look <here>' }), opening('image/png'));
    expect(telegram.delivered).toMatchObject([{ kind: 'photo', text: 'Look <here>' }]);
  });

  it('whose source breaks off was certainly not sent: the form never came to its end', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (controller.desiredSize !== 1) return;
        controller.enqueue(new Uint8Array(10));
        setImmediate(() => controller.error(new Error('the source broke off')));
      },
    });
    const openMedia = async () => ({ body, type: 'image/png', size: 1000 });
    expect(await send(plannedPart(item), sendContext(USER, { openMedia }))).toMatchObject({ kind: 'retry' });
    expect(telegram.delivered).toEqual([]);
  });

  it('whose answer is lost may have been sent', async () => {
    telegram.fault({ kind: 'answerLost' });
    expect(await send(plannedPart(item), opening('image/png'))).toMatchObject({ kind: 'uncertain' });
    expect(telegram.delivered).toHaveLength(1);
  });
});

describe('what Telegram answers', () => {
  const refused = (description: string, code = 400, parameters = {}) =>
    telegram.fault({ kind: 'refuse', status: code, body: { ok: false, error_code: code, description, parameters } });

  it.each<[number, string, SendOutcome['kind'], string, string]>([
    [403, 'Forbidden: bot was blocked by the user', 'rejected', 'recipient-opted-out', 'peer'],
    [403, 'Forbidden: user is deactivated', 'rejected', 'recipient-unreachable', 'peer'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'rejected', 'recipient-blocked', 'peer'],
    [403, 'Forbidden: something new', 'rejected', 'recipient-blocked', 'peer'],
    [400, 'Bad Request: chat not found', 'rejected', 'recipient-invalid', 'peer'],
    [400, 'Bad Request: message is too long', 'rejected', 'content-too-long', 'message'],
    [400, 'Bad Request: can\'t parse entities: Unsupported start tag "x"', 'rejected', 'content-refused', 'message'],
    [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', 'rejected', 'media-type-refused', 'message'],
    [400, 'Bad Request: something new', 'rejected', 'unknown', 'message'],
    [401, 'Unauthorized', 'blocked', 'credentials-invalid', 'account'],
    [404, 'Not Found', 'blocked', 'credentials-invalid', 'account'],
    [500, 'Internal Server Error', 'uncertain', 'provider-unavailable', 'provider'],
  ])('is understood: %i %s', async (code, description, kind, failure, scope) => {
    refused(description, code);
    const reason = { class: failure, scope, code: String(code) };
    expect(await send(plannedPart(text('Hello')))).toMatchObject({ kind, reason });
  });

  it('names how long to wait, also in HTML by the servers in front', async () => {
    telegram.floods(7);
    const reason = { class: 'rate-limited', scope: 'peer', afterMs: 7000 };
    expect(await send(plannedPart(text('Hello')))).toMatchObject({ kind: 'retry', reason });
    refused('Too Many Requests: retry after 5', 429, { retry_after: 5 });
    expect(await send(plannedPart(text('Hello')))).toMatchObject({ kind: 'retry', reason: { afterMs: 5000 } });
    telegram.fault({ kind: 'refuse', status: 429, body: '<html>', headers: { 'retry-after': '3' } });
    expect(await send(plannedPart(text('Hello')))).toMatchObject({ kind: 'retry', reason: { afterMs: 3000 } });
  });

  it('names the new number of a group that became a supergroup', async () => {
    const supergroup = telegram.customers().upgrade(GROUP, { tell: false });
    const outcome = await send(plannedPart(text('Hello')), sendContext(GROUP));
    expect(outcome).toMatchObject({
      kind: 'retry',
      aliases: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: String(supergroup) }],
    });
  });

  it.each(['<html>a proxy</html>', '{"ok":true}', '{"ok":true,"result":{"chat":{}}}', 'null', ''])(
    'proves nothing where it is not the Bot API: %j',
    async (body) => {
      const http = {
        request: async () => ({
          status: 200,
          headers: {},
          text: async () => body,
          json: async () => undefined,
          stream: () => new ReadableStream<Uint8Array>(),
        }),
      };
      const outcome = await telegramAdapter('https://api.example.test', http).send(
        plannedPart(text('Hi')),
        sendContext(),
      );
      expect(outcome).toMatchObject({ kind: 'uncertain' });
    },
  );

  it('is nobody: nothing was sent', async () => {
    await telegram.stop();
    expect(await send(plannedPart(text('Hello')))).toMatchObject({ kind: 'retry', reason: { class: 'network' } });
  });

  it('never has the token or the text in an outcome', async () => {
    refused(`Unauthorized: ${TOKEN}`, 401);
    refused(`Bad Request: ${TOKEN} says "Hello"`);
    telegram.fault({ kind: 'reset' });
    const outcomes: SendOutcome[] = [];
    for (let n = 0; n < 3; n += 1) outcomes.push(await send(plannedPart(text('Hello'))));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['blocked', 'rejected', 'uncertain']);
    expect(JSON.stringify(outcomes)).not.toMatch(/A-token_for|Hello/);
  });
});

describe('a chat of a business account', () => {
  it('is written to through the connection by which its customer wrote', async () => {
    telegram.first.businesses.push({ connectionId: 'bc-1', ownerId: 99 });
    telegram.customers().writesToBusiness('bc-1', USER, { text: 'Hello' });
    const { conversation } = sendContext(`business:${USER}`);
    const replyHandle = { token: 'bc-1', expiresAtMs: Number.MAX_SAFE_INTEGER };
    const ctx = sendContext(USER, { conversation: { ...conversation, replyHandle } });
    expect(await send(plannedPart(text('Hello')), ctx)).toMatchObject({
      kind: 'accepted',
      ids: [`business:${USER}:2`],
    });
    expect(telegram.delivered).toMatchObject([{ businessConnection: 'bc-1', text: 'Hello' }]);
  });

  it('takes nothing a day after the customer’s last message, and no call is wasted on it', async () => {
    const { conversation } = sendContext(`business:${USER}`);
    for (const handle of [{}, { replyHandle: { token: 'bc-1', expiresAtMs: NOW } }]) {
      const ctx = sendContext(USER, { conversation: { ...conversation, ...handle } });
      const outcome = await send(plannedPart(text('Hello')), ctx);
      expect(outcome).toMatchObject({ kind: 'rejected', reason: { class: 'outside-window' } });
    }
    expect(telegram.sends).toBe(0);
  });
});
