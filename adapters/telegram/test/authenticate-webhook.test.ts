import { describe, expect, it } from '@jest/globals';
import { authenticateWebhook } from '../authenticate-webhook.js';
import { lookupOf, namelessWebhook, telegramAccount, webhook } from './support.js';

const UPDATE = { update_id: 1 };
const main = telegramAccount();
const other = telegramAccount({ webhookSecret: 'another-secret' }, { key: 'other-bot' });
const polled = telegramAccount({ receive: 'poll' }, { key: 'polled-bot' });

const verdict = (...[request, ...accounts]: [ReturnType<typeof webhook>, ...ReturnType<typeof telegramAccount>[]]) => {
  const told = authenticateWebhook(request, lookupOf(...(accounts.length > 0 ? accounts : [main, other])));
  return told.kind === 'authenticated' ? told.accounts.map(({ key }) => key) : told.status;
};

describe('a webhook', () => {
  it('speaks for the account in its URL, by any of its active secrets', () => {
    const rotating = telegramAccount({ webhookSecret: ['new-secret', 'old-secret'] });
    expect(verdict(webhook(UPDATE))).toEqual(['main-bot']);
    expect(verdict(webhook(UPDATE, { secret: 'new-secret' }), rotating)).toEqual(['main-bot']);
    expect(verdict(webhook(UPDATE, { secret: 'old-secret' }), rotating)).toEqual(['main-bot']);
    expect(verdict(webhook(UPDATE, { secret: 'older-secret' }), rotating)).toBe(401);
  });

  it('speaks for no other account, whosever secret it has', () => {
    expect(verdict(webhook(UPDATE, { secret: 'another-secret' }))).toBe(401);
    expect(verdict(webhook(UPDATE, { accountKey: 'nobody' }))).toBe(401);
  });

  it('without an account in its URL speaks for the one that has its secret', () => {
    expect(verdict(namelessWebhook(UPDATE))).toEqual(['main-bot']);
    expect(verdict(namelessWebhook(UPDATE, 'another-secret'))).toEqual(['other-bot']);
    const twin = telegramAccount({}, { key: 'twin-bot' });
    expect(verdict(namelessWebhook(UPDATE), main, twin)).toBe(401);
  });

  it('without an account in its URL speaks for the one at work, of those of one bot', () => {
    const anew = telegramAccount({}, { key: 'new-bot' });
    const ofAnother = telegramAccount({ botToken: '654321:A-token_for-tests-that-is-long-enough' }, { key: 'a-bot' });
    const only = (key: string, ...accounts: (typeof main)[]) => {
      const lookup = { ...lookupOf(...accounts), isAtWork: (one: string) => one === key };
      const told = authenticateWebhook(namelessWebhook(UPDATE), lookup);
      return told.kind === 'authenticated' ? told.accounts.map((account) => account.key) : told.status;
    };
    expect(only('new-bot', main, anew)).toEqual(['new-bot']);
    expect(only('nobody', main)).toEqual(['main-bot']);
    expect(only('nobody', main, anew)).toBe(401);
    expect(only('a-bot', main, ofAnother)).toBe(401);
  });

  it('is refused without a secret, with an empty one, and by GET', () => {
    const { headers, ...request } = webhook(UPDATE);
    expect(verdict({ ...request, headers: {} })).toBe(401);
    expect(verdict(webhook(UPDATE, { secret: '' }))).toBe(401);
    expect(verdict({ ...request, headers, method: 'GET' })).toBe(401);
  });

  it('is refused for an account that is polled', () => {
    expect(verdict(webhook(UPDATE, { accountKey: 'polled-bot' }), polled)).toBe(401);
  });

  it('is answered with nothing: Telegram would carry out what an answer says', () => {
    expect(authenticateWebhook(webhook(UPDATE), lookupOf(main))).not.toHaveProperty('reply');
  });
});
