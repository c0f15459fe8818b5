import { describe, expect, it } from '@jest/globals';
import { capabilitiesOf, secretPaths } from 'channelwright/adapter';
import webhook from '../index.js';
import { accountSettings, endpointOf, settings } from '../settings.js';
import { anAccount, OTHER_SECRET, SECRET } from './calls.js';

const channel = { url: 'https://chat.example.com/messages', signingSecret: SECRET };

describe('settings', () => {
  it('need an address and a secret', () => {
    expect(settings.parse(channel)).toEqual({ ...channel, signingSecret: [SECRET] });
    expect(settings.safeParse({ url: channel.url }).success).toBe(false);
  });

  it.each([
    ['an unknown key', { ...channel, uri: 'https://chat.example.com' }],
    ['a URL that is not http', { ...channel, url: 'ftp://chat.example.com' }],
    ['a weak secret', { ...channel, signingSecret: 'whsec_c2hvcnQ=' }],
    ['one weak secret of two', { ...channel, signingSecret: [SECRET, 'weak'] }],
  ])('refuse %s', (_, given) => {
    expect(settings.safeParse(given).success).toBe(false);
  });

  it('of an account replace those of the channel', () => {
    const shared = settings.parse(channel);
    const own = { url: 'https://own.example.com', signingSecret: OTHER_SECRET };
    expect(endpointOf(shared, accountSettings.parse({}))).toEqual({ ...shared, foreign: [] });
    expect(endpointOf(shared, accountSettings.parse(own))).toEqual({
      ...own,
      signingSecret: [OTHER_SECRET],
      foreign: [own.url],
    });
  });

  it('show where their secrets are', () => {
    expect(secretPaths(webhook.settings)).toEqual([['signingSecret']]);
    expect(secretPaths(webhook.accountSettings)).toEqual([['signingSecret']]);
  });
});

describe('what protects an account against a double send', () => {
  it('is our correlation in the receipts, unless the provider drops repeated keys', () => {
    expect(capabilitiesOf(webhook, anAccount()).idempotency).toEqual({ kind: 'correlation' });
    expect(capabilitiesOf(webhook, anAccount('main', { idempotent: true })).idempotency).toMatchObject({ kind: 'key' });
  });
});
