import { describe, expect, it } from '@jest/globals';
import { type PartItem, type QuickRepliesItem, TransportError } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { aPart, lineAccount, lineAdapter, lineContext, NOW, RETRY_KEY, USER } from './support.js';

const TEXT = aPart([{ kind: 'text', text: 'Guten Tag' }]);

function answering(...answers: (Error | ProviderAnswer)[]) {
  const http = new ScriptedTransport(...answers);
  return { http, adapter: lineAdapter(http) };
}

const OK: ProviderAnswer = { status: 200, body: { sentMessages: [{ id: '561200000000000001', quoteToken: 'q' }] } };

describe('a push', () => {
  it('goes to the peer, with the token, and the key of the part as its retry key', async () => {
    const { http, adapter } = answering(OK);
    expect(await adapter.send(TEXT, lineContext())).toEqual({
      kind: 'accepted',
      ids: ['561200000000000001'],
      proves: 'sent',
    });
    expect(http.requests[0]).toMatchObject({
      method: 'POST',
      url: new URL('https://api.line.me/v2/bot/message/push'),
      headers: { authorization: 'Bearer a-token-for-tests', 'x-line-retry-key': RETRY_KEY },
    });
    expect(http.requests[0]).not.toHaveProperty('preparatory');
    expect(http.sent()).toEqual({ to: USER, messages: [{ type: 'text', text: 'Guten Tag' }] });
  });

  it('gives an id for each of its messages, in their order', async () => {
    const { adapter } = answering({ status: 200, body: { sentMessages: [{ id: '1' }, { id: '2' }] } });
    const two = aPart([TEXT.items[0]!, TEXT.items[0]!]);
    expect(await adapter.send(two, lineContext())).toMatchObject({ ids: ['1', '2'] });
  });

  it('is accepted where LINE had it from an earlier attempt', async () => {
    const known = { 'x-line-accepted-request-id': 'request-1' };
    const message = 'The retry key is already accepted';
    const { adapter } = answering(
      { status: 409, headers: known, body: { message, sentMessages: [{ id: '77' }] } },
      { status: 409, headers: known, body: { message } },
    );
    const again = lineContext(lineAccount(), { attempt: 2 });
    expect(await adapter.send(TEXT, again)).toEqual({ kind: 'accepted', ids: ['77'], proves: 'sent' });
    expect(await adapter.send(TEXT, again)).toEqual({ kind: 'accepted', ids: ['request-1'], proves: 'sent' });
  });

  it.each([
    ['a 409 that does not say what was accepted', { status: 409, body: { message: 'Conflict' } }],
    ['a 200 that is not JSON', { status: 200, body: '<html>captive portal</html>' }],
    ['a 200 that names nothing', { status: 200, body: {} }],
    ['a redirect', { status: 302 }],
    ['an error of the server', { status: 500, body: { message: 'Internal Server Error' } }],
    ['a gateway that waited in vain', { status: 504 }],
    ['a request that took too long', { status: 408 }],
  ])('is uncertain after %s', async (_, answer) => {
    expect(await answering(answer).adapter.send(TEXT, lineContext())).toMatchObject({ kind: 'uncertain' });
  });

  it('that is refused says to the operator what of it LINE found wrong', async () => {
    const details = [{ message: 'May not be empty', property: 'messages[0].text' }];
    const body = { message: 'The request body has 1 error(s)', details };
    expect(await answering({ status: 400, body }).adapter.send(TEXT, lineContext())).toMatchObject({
      kind: 'rejected',
      reason: { class: 'content-refused', detail: expect.stringContaining(': messages[0].text') },
    });
  });

  it.each([
    ['no', 'retry'],
    ['unknown', 'uncertain'],
    ['yes', 'uncertain'],
  ] as const)('that broke off, the request sent: %s, is %s', async (sent, kind) => {
    const { adapter } = answering(new TransportError('reset', sent, 'gone'));
    expect(await adapter.send(TEXT, lineContext())).toMatchObject({ kind, reason: { class: 'network' } });
  });

  it('leaves to the framework what is no failed request', async () => {
    const { adapter } = answering(new TransportError('unlicensed', 'no', 'too late'));
    await expect(adapter.send(TEXT, lineContext())).rejects.toThrow('too late');
    const noFile = lineContext(lineAccount(), { mediaUrl: () => Promise.reject(new Error('no file')) });
    const image = aPart([{ kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, type: 'image/png', usage: 'IMAGE' }]);
    await expect(answering().adapter.send(image, noFile)).rejects.toThrow('no file');
  });
});

describe('message objects', () => {
  async function sent(items: PartItem[], settings: Record<string, unknown> = {}): Promise<unknown> {
    const { http, adapter } = answering(OK);
    await adapter.send(aPart(items), lineContext(lineAccount(settings)));
    return (http.sent() as { messages: unknown }).messages;
  }
  const image = {
    kind: 'file',
    ref: { kind: 'hubspot', fileId: '1' },
    name: 'a.png',
    type: 'image/png',
    usage: 'IMAGE',
  } as const;
  const video = { ...image, name: 'a.mp4', type: 'video/mp4', usage: 'OTHER' } as const;

  it('of an image: it is its own preview', async () => {
    const url = 'https://files.example.test/a.png';
    expect(await sent([image])).toEqual([{ type: 'image', originalContentUrl: url, previewImageUrl: url }]);
  });

  it('of a video: the configured picture stands in front of it', async () => {
    const videoPreviewUrl = 'https://assets.example.test/video.png';
    expect(await sent([video], { videoPreviewUrl })).toEqual([
      { type: 'video', originalContentUrl: 'https://files.example.test/a.mp4', previewImageUrl: videoPreviewUrl },
    ]);
  });

  it('of a place: what HubSpot does not know is filled in', async () => {
    const place = { kind: 'location', latitude: 35.68, longitude: 139.76 } as const;
    expect(await sent([place])).toEqual([
      { type: 'location', title: '35.68, 139.76', address: '35.68, 139.76', latitude: 35.68, longitude: 139.76 },
    ]);
    expect(await sent([{ ...place, name: 'Station' }])).toMatchObject([{ title: 'Station', address: 'Station' }]);
    const long = await sent([{ ...place, name: 'n'.repeat(200), address: '😀'.repeat(80) }]);
    expect(long).toMatchObject([{ title: 'n'.repeat(100), address: '😀'.repeat(50) }]);
  });

  it('with quick replies: they stand on the last one, labels cut', async () => {
    const replies: QuickRepliesItem['replies'] = [
      { value: 'Yes, please send it to my address', valueType: 'TEXT' },
      { value: 'https://example.test/help', valueType: 'URL', label: 'Help' },
    ];
    const quickReplies = { kind: 'quickReplies', replies } as const;
    expect(await sent([{ kind: 'text', text: 'Send it?' }, quickReplies, image])).toMatchObject([
      { type: 'text', text: 'Send it?' },
      {
        type: 'image',
        quickReply: {
          items: [
            { type: 'action', action: { type: 'message', label: 'Yes, please send it ', text: replies[0]?.value } },
            { type: 'action', action: { type: 'uri', label: 'Help', uri: replies[1]?.value } },
          ],
        },
      },
    ]);
  });

  it('with the configured sender', async () => {
    const settings = { senderName: 'Aiko', iconUrl: 'https://assets.example.test/aiko.png' };
    expect(await sent([{ kind: 'text', text: 'a' }], settings)).toEqual([
      { type: 'text', text: 'a', sender: { name: 'Aiko', iconUrl: settings.iconUrl } },
    ]);
  });

  it('have the text as it was formatted', async () => {
    expect(await sent([{ kind: 'text', text: 'here', formatted: 'here (https://example.test/)' }])).toEqual([
      { type: 'text', text: 'here (https://example.test/)' },
    ]);
  });

  it.each<[string, PartItem]>([
    ['a video without a picture', video],
    ['what nobody can show', { kind: 'unsupported' }],
    ['buttons alone', { kind: 'quickReplies', replies: [{ value: 'Yes', valueType: 'TEXT' }] }],
  ])('are none of %s: it is refused, and nothing is sent', async (_, item) => {
    const { http, adapter } = answering();
    expect(await adapter.send(aPart([item]), lineContext())).toMatchObject({
      kind: 'rejected',
      reason: { class: 'content-unsupported' },
    });
    expect(http.requests).toEqual([]);
  });
});

describe('with reply tokens switched on', () => {
  const account = lineAccount({ useReplyToken: true });
  const replyHandle = { token: 'reply-1', expiresAtMs: NOW + 10_000 };
  const conversation = { ...lineContext().conversation, replyHandle };

  async function pathOf(ctx: Parameters<typeof lineContext>[1], part = TEXT, of = account): Promise<string> {
    const { http, adapter } = answering(OK);
    await adapter.send(part, lineContext(of, { conversation, ...ctx }));
    return new URL(http.requests[0]!.url).pathname;
  }

  it('answers by the token, without a retry key', async () => {
    const { http, adapter } = answering({ status: 200, headers: { 'x-line-request-id': 'request-1' }, body: {} });
    expect(await adapter.send(TEXT, lineContext(account, { conversation }))).toMatchObject({ kind: 'accepted' });
    expect(http.sent()).toEqual({ replyToken: 'reply-1', messages: [{ type: 'text', text: 'Guten Tag' }] });
    expect(http.requests[0]!.headers).not.toHaveProperty('x-line-retry-key');
  });

  it('pushes where the token is gone, was tried, is too old, or is not wanted', async () => {
    const push = '/v2/bot/message/push';
    expect(await pathOf({})).toBe('/v2/bot/message/reply');
    expect(await pathOf({ attempt: 2 })).toBe(push);
    expect(await pathOf({}, aPart(TEXT.items, { index: 1 }))).toBe(push);
    expect(await pathOf({ conversation: lineContext().conversation })).toBe(push);
    const old = { ...conversation, replyHandle: { ...replyHandle, expiresAtMs: NOW } };
    expect(await pathOf({ conversation: old })).toBe(push);
    expect(await pathOf({}, TEXT, lineAccount())).toBe(push);
  });

  it('tries again, by a push, when the token was used up', async () => {
    const { adapter } = answering({ status: 400, body: { message: 'Invalid reply token' } });
    expect(await adapter.send(TEXT, lineContext(account, { conversation }))).toMatchObject({ kind: 'retry' });
  });
});
