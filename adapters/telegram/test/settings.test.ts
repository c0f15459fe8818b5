import { describe, expect, it } from '@jest/globals';
import { secretPaths } from 'channelwright/adapter';
import telegram from '../index.js';
import { accountSettings, channelSettings } from '../settings.js';
import { SECRET, TOKEN, telegramAccount } from './support.js';

const account = (settings: object) =>
  accountSettings.safeParse({ botToken: TOKEN, webhookSecret: SECRET, ...settings });
const problems = (settings: object) => account(settings).error?.issues.map(({ message }) => message) ?? [];

describe('the settings of an account', () => {
  it('hide the token and the webhook secret, each of which may be a list', () => {
    const list = accountSettings.parse({ botToken: [TOKEN, `${TOKEN}2`], webhookSecret: ['a', 'b'] });
    expect(list).toMatchObject({ botToken: [TOKEN, `${TOKEN}2`], webhookSecret: ['a', 'b'], receive: 'webhook' });
    expect(secretPaths(accountSettings).map((path) => path.join('.'))).toEqual(['botToken', 'webhookSecret']);
  });

  it.each<[object, RegExp]>([
    [{ botToken: 'abc' }, /BotFather/],
    [{ botToken: `bot${TOKEN}` }, /BotFather/],
    [{ botToken: [TOKEN, `9${TOKEN}`] }, /one bot/],
    [{ webhookSecret: 'with space' }, /1 to 256/],
    [{ webhookSecret: 'x'.repeat(257) }, /1 to 256/],
    [{ webhookSecret: undefined }, /receive: poll/],
    [{ receive: 'socket' }, /poll/],
    [{ token: TOKEN }, /token/],
  ])('are refused: %j', (settings, sentence) => {
    expect(problems(settings).join()).toMatch(sentence);
  });

  it('need no secret where the bot is polled', () => {
    expect(problems({ receive: 'poll', webhookSecret: undefined })).toEqual([]);
  });
});

describe('the settings of the channel', () => {
  it('point at Telegram, and never over http to another machine', () => {
    expect(channelSettings.parse({}).apiBaseUrl).toBe('https://api.telegram.org');
    expect(channelSettings.safeParse({ apiBaseUrl: 'http://api.example.test' }).success).toBe(false);
    expect(channelSettings.safeParse({ apiBaseUrl: 'http://127.0.0.1:8081' }).success).toBe(true);
  });
});

describe('the definition', () => {
  it('opens a connection for bots that are polled, one for each bot, and for no others', () => {
    const key = (settings: object) => telegram.connectionKey?.(telegramAccount({ ...settings }));
    expect(key({})).toBeUndefined();
    expect(key({ receive: 'poll' })).toBe('123456');
    expect(key({ receive: 'poll', botToken: `${TOKEN}-rotated` })).toBe('123456');
  });
});
