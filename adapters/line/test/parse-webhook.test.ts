import { describe, expect, it } from '@jest/globals';
import type { ReceivedEvent } from 'channelwright/adapter';
import fc from 'fast-check';
import {
  aMessage,
  anEvent,
  BOT,
  GROUP,
  lineAccount,
  lineAdapter,
  NOW,
  noCalls,
  OTHER_USER,
  rawWebhook,
  signedWebhook,
  USER,
} from './support.js';

const account = lineAccount();
const adapter = lineAdapter(noCalls);
const peer = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: USER };
const read = (...events: unknown[]): ReceivedEvent[] => adapter.parseWebhook(signedWebhook(events), [account]);
const provider = { contentProvider: { type: 'line' } };

describe('a message', () => {
  it('is of the peer, with its time, its key and the way to answer it', () => {
    expect(read(aMessage({ type: 'text', text: 'こんにちは', quotedMessageId: '4' }))).toEqual([
      {
        kind: 'message',
        account: BOT,
        dedupeKey: '01HXB0000000000000000000AA',
        id: '500000000000000001',
        atMs: NOW,
        conversation: peer,
        from: peer,
        content: [{ kind: 'text', text: 'こんにちは' }],
        replyTo: '4',
        optIn: true,
        replyHandle: { token: 'reply-1', expiresAtMs: NOW + 60_000 },
      },
    ]);
  });

  it('at an account’s own URL is of that account', () => {
    const request = signedWebhook([aMessage({ type: 'text', text: 'a' })], { accountKey: 'main-bot' });
    expect(adapter.parseWebhook(request, [account])).toMatchObject([{ account: 'main-bot' }]);
  });

  it('in standby is shown, but cannot be answered by token', () => {
    const [event] = read(aMessage({ type: 'text', text: 'a' }, { mode: 'standby' }));
    expect(event).toMatchObject({ kind: 'message' });
    expect(event).not.toHaveProperty('replyHandle');
  });

  it('in a group belongs to the group, and to whoever wrote it', () => {
    const source = { type: 'group', groupId: GROUP, userId: OTHER_USER };
    expect(read(aMessage({ type: 'text', text: 'a' }, { source }))).toMatchObject([
      { conversation: { value: GROUP }, from: { value: OTHER_USER } },
    ]);
    expect(read(aMessage({ type: 'text', text: 'a' }, { source: { type: 'room', roomId: 'R1' } }))).toMatchObject([
      { conversation: { value: 'R1' }, from: { value: 'R1' } },
    ]);
  });

  it('that is a file is fetched by its id, or where a third party keeps it', () => {
    const contents = read(
      aMessage({ type: 'image', ...provider }),
      aMessage({ type: 'video', ...provider, duration: 3000 }),
      aMessage({ type: 'audio', ...provider, duration: 3000 }),
      aMessage({ type: 'file', fileName: '見積書.pdf', fileSize: 2138 }),
      aMessage({
        type: 'image',
        contentProvider: { type: 'external', originalContentUrl: 'https://img.example.test/a.png' },
      }),
    ).map((event) => (event.kind === 'message' ? event.content : event));
    const messageId = '500000000000000001';
    expect(contents).toEqual([
      [{ kind: 'file', ref: { kind: 'provider', ref: { messageId } }, usage: 'IMAGE' }],
      [{ kind: 'file', ref: { kind: 'provider', ref: { messageId, transcoded: true } }, usage: 'OTHER' }],
      [{ kind: 'file', ref: { kind: 'provider', ref: { messageId, transcoded: true } }, usage: 'AUDIO' }],
      [
        {
          kind: 'file',
          ref: { kind: 'provider', ref: { messageId } },
          usage: 'OTHER',
          name: '見積書.pdf',
          size: 2138,
        },
      ],
      [{ kind: 'file', ref: { kind: 'url', url: 'https://img.example.test/a.png' }, usage: 'IMAGE' }],
    ]);
  });

  it('that is one image of several is a piece of them', () => {
    const of = (imageSet: unknown) => read(aMessage({ type: 'image', ...provider, imageSet }))[0];
    expect(of({ id: 'SET1', index: 2, total: 3 })).toMatchObject({
      fragment: { key: 'SET1', index: 2, count: 3, waitMs: 10_000 },
    });
    expect(of({ id: 'SET1' })).not.toHaveProperty('fragment');
  });

  it('that is a place, a sticker, or something new, is readable', () => {
    const shown = (message: Record<string, unknown>) =>
      read(aMessage(message)).map((event) => (event.kind === 'message' ? event.content[0] : event))[0];
    expect(shown({ type: 'location', title: 'LINE', address: '東京', latitude: 35.6, longitude: 139.7 })).toEqual({
      kind: 'location',
      latitude: 35.6,
      longitude: 139.7,
      name: 'LINE',
      address: '東京',
    });
    const sticker = { type: 'sticker', packageId: '1', stickerId: '90000001', stickerResourceType: 'STATIC' };
    expect(shown({ ...sticker, keywords: ['thanks', 'happy'] })).toEqual({
      kind: 'unsupported',
      description: 'Sent a sticker: thanks, happy',
    });
    expect(shown({ ...sticker, text: 'おはよう' })).toMatchObject({ description: 'Sent a sticker: おはよう' });
    expect(shown(sticker)).toMatchObject({ description: 'Sent a sticker' });
    expect(shown({ type: 'hologram' })).toEqual({
      kind: 'unsupported',
      description: 'Sent something LINE calls “hologram”',
    });
  });

  it('that is a sticker is a picture where it is configured where pictures are', () => {
    const pictured = lineAdapter(noCalls, { stickerImageUrl: 'https://stickers.example.test/{stickerId}.png' });
    const sticker = (stickerId: string) =>
      pictured.parseWebhook(signedWebhook([aMessage({ type: 'sticker', packageId: '1', stickerId })]), [account]);
    expect(sticker('90000001')).toMatchObject([
      { content: [{ usage: 'STICKER', ref: { kind: 'url', url: 'https://stickers.example.test/90000001.png' } }] },
    ]);
    expect(sticker('../../etc')).toMatchObject([{ content: [{ kind: 'unsupported' }] }]);
  });
});

describe('other events', () => {
  it('of a button are what it stands for', () => {
    const postback = { data: 'date=1', params: { datetime: '2026-05-04T10:00' } };
    expect(read(anEvent('postback', { replyToken: 'reply-2', postback }))).toMatchObject([
      {
        kind: 'message',
        id: '01HXB0000000000000000000AA',
        content: [{ kind: 'text', text: 'date=1 (2026-05-04T10:00)' }],
        replyHandle: { token: 'reply-2' },
      },
    ]);
  });

  it('of a message taken back say which', () => {
    expect(read(anEvent('unsend', { unsend: { messageId: '561200000000000300' } }))).toMatchObject([
      { kind: 'deleted', of: '561200000000000300', atMs: NOW },
    ]);
  });

  it('say who begins and who ceases to hear from us', () => {
    const group = { source: { type: 'group', groupId: GROUP } };
    expect(
      read(
        anEvent('follow', { follow: { isUnblocked: true } }),
        anEvent('unfollow'),
        anEvent('join', group),
        anEvent('leave', group),
      ),
    ).toMatchObject([
      { kind: 'optIn', peer, atMs: NOW },
      { kind: 'optOut', peer },
      { kind: 'optIn', peer: { value: GROUP } },
      { kind: 'optOut', peer: { value: GROUP } },
    ]);
  });

  it.each([
    'accountLink',
    'activated',
    'beacon',
    'botResumed',
    'botSuspended',
    'deactivated',
    'delivery',
    'memberJoined',
    'memberLeft',
    'membership',
    'module',
    'videoPlayComplete',
    'something-new',
  ])('of type %s are acknowledged and no more', (type) => {
    const { source: _, ...withoutSource } = anEvent(type);
    expect(read(anEvent(type), withoutSource)).toEqual([]);
  });
});

describe('a webhook', () => {
  it('without events is the console’s “Verify”', () => {
    expect(read()).toEqual([]);
  });

  it('goes on behind a piece that cannot be read', () => {
    const good = aMessage({ type: 'text', text: 'a' });
    const poison = aMessage({ type: 'text' }, { webhookEventId: 'poison' });
    const events = read(good, poison, null, 'text', anEvent('unsend'), { ...good, source: { type: 'user' } }, good);
    expect(events.map(({ kind }) => kind)).toEqual(['message', ...Array(5).fill('unparsable'), 'message']);
    expect(events[1]).toMatchObject({ account: BOT, raw: JSON.stringify(poison) });
    expect(events[1]).toMatchObject({ detail: 'not as LINE describes it: text' });
  });

  it('of another shape is kept as it is', () => {
    expect(adapter.parseWebhook(rawWebhook('{"events":1}'), [account])).toMatchObject([
      { kind: 'unparsable', raw: '{"events":1}' },
    ]);
  });

  it('never makes the parser throw', () => {
    const word = fc.constantFrom(
      'message',
      'text',
      'image',
      'user',
      'group',
      'sticker',
      'location',
      'postback',
      'unsend',
    );
    const leaf = fc.oneof(word, fc.string(), fc.double(), fc.boolean(), fc.constant(null));
    const key = fc.constantFrom('type', 'message', 'source', 'id', 'text', 'userId', 'imageSet', 'unsend', '__proto__');
    const value = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: 'small' }, leaf, fc.array(tie('any')), fc.dictionary(key, tie('any'))),
    })).any;
    const event = fc
      .record({ type: word, mine: fc.dictionary(key, value), message: value, source: value })
      .map(({ mine, ...rest }) => ({ ...anEvent('message'), ...rest, ...mine }));
    fc.assert(
      fc.property(fc.array(fc.oneof(event, value), { maxLength: 4 }), (events) => {
        expect(read(...events).length).toBeLessThanOrEqual(events.length);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.json()), (body) => {
        adapter.parseWebhook(rawWebhook(body as string), [account]);
      }),
    );
  });
});
