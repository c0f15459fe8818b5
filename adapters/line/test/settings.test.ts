import { describe, expect, it } from '@jest/globals';
import {
  capabilitiesOf,
  type FileUsage,
  type OutboundMessage,
  type QuickRepliesItem,
  type Rejection,
  secretPaths,
} from 'channelwright/adapter';
import { aPlanContext } from 'channelwright/testing';
import line from '../index.js';
import { planParts } from '../plan-parts.js';
import { accountSettings, channelSettings } from '../settings.js';
import { BOT, lineAccount, SECRET, TOKEN } from './support.js';

const account = { channelAccessToken: TOKEN, channelSecret: SECRET, botUserId: BOT };
const wrong = (settings: object) => accountSettings.safeParse({ ...account, ...settings }).error?.issues[0]?.path[0];

describe('the settings', () => {
  it('of a channel lead to LINE unless they say otherwise', () => {
    expect(channelSettings.parse({})).toEqual({
      apiBaseUrl: 'https://api.line.me',
      dataBaseUrl: 'https://api-data.line.me',
    });
    const pictures = (stickerImageUrl: string) => channelSettings.safeParse({ stickerImageUrl }).success;
    expect(pictures('https://stickers.example.test/{stickerId}.png')).toBe(true);
    expect([pictures('https://stickers.example.test/1.png'), pictures('http://example.test/{stickerId}')]).toEqual([
      false,
      false,
    ]);
  });

  it('of an account take one secret or several', () => {
    expect(accountSettings.parse(account)).toEqual({
      channelAccessToken: [TOKEN],
      channelSecret: [SECRET],
      botUserId: BOT,
      useReplyToken: false,
    });
    expect(accountSettings.parse({ ...account, channelSecret: ['a', 'b'] }).channelSecret).toEqual(['a', 'b']);
    expect(secretPaths(accountSettings)).toEqual([['channelAccessToken'], ['channelSecret']]);
  });

  it.each([
    ['botUserId', '@basic-id'],
    ['senderName', 'LINE support'],
    ['senderName', 'n'.repeat(21)],
    ['iconUrl', 'http://example.test/a.png'],
    ['videoPreviewUrl', `https://example.test/${'a'.repeat(2000)}`],
    ['channelAccessToken', ''],
  ])('refuse %s: %s', (key, value) => {
    expect(wrong({ [key]: value })).toBe(key);
  });
});

describe('what an account can do', () => {
  it('is a video only with a picture to stand for it', () => {
    const types = (settings: object) =>
      capabilitiesOf(line, lineAccount({ ...settings })).media?.rules.flatMap((rule) => rule.types);
    expect(types({})).toEqual(['image/jpeg', 'image/png']);
    expect(types({ videoPreviewUrl: 'https://example.test/v.png' })).toEqual(['image/jpeg', 'image/png', 'video/mp4']);
  });

  it('is a safe repetition only where no reply token is used', () => {
    const of = (useReplyToken: boolean) => capabilitiesOf(line, lineAccount({ useReplyToken })).idempotency;
    expect([of(false), of(true)]).toEqual([{ kind: 'key', ttlMs: 86_400_000 }, { kind: 'none' }]);
  });
});

describe('the plan', () => {
  const message: OutboundMessage = {
    id: '1',
    threadId: '1',
    createdAtMs: 0,
    to: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'U1' },
    content: [],
  };
  const text = { kind: 'text', text: 'a' } as const;

  it('is the framework’s, with the quick replies under the last message', () => {
    const replies: QuickRepliesItem = { kind: 'quickReplies', replies: [{ value: 'Yes', valueType: 'TEXT' }] };
    const planned = [{ items: [text, replies, text] }, { items: [text], continues: true }];
    expect(planParts(message, { plan: () => planned })).toEqual([
      { items: [text, text] },
      { items: [text, replies], continues: true },
    ]);
  });

  it('sends as a picture only what is known to be one: LINE would take anything', () => {
    const file = { kind: 'file', ref: { kind: 'url', url: 'https://files.example.test/1' }, name: 'a' } as const;
    const plan = (usage: FileUsage) =>
      planParts({ ...message, content: [{ ...file, usage }] }, aPlanContext(line, lineAccount()));
    expect(plan('IMAGE')).toEqual([{ items: [{ ...file, usage: 'IMAGE' }] }]);
    expect(plan('OTHER')).toMatchObject([{ items: [{ kind: 'text', text: expect.stringContaining('/files/a') }] }]);
  });

  it('is the framework’s word where it plans nothing', () => {
    const rejection: Rejection = { rejected: { class: 'content-empty', scope: 'message' } };
    expect(planParts(message, { plan: () => rejection })).toBe(rejection);
  });
});
