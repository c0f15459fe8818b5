import { describe, expect, it } from '@jest/globals';
import { secretPaths } from 'channelwright/adapter';
import whatsapp from '../index.js';
import { accountSettings, channelSettings } from '../settings.js';
import { ACCOUNT_SETTINGS, SETTINGS, whatsappAccount } from './support.js';

describe('the settings', () => {
  it('need two secrets of the app, and know the rest', () => {
    expect(channelSettings.parse(SETTINGS)).toEqual({
      graphBaseUrl: 'https://graph.facebook.com',
      graphVersion: 'v23.0',
      mediaHosts: ['https://lookaside.fbsbx.com'],
      appSecret: [SETTINGS.appSecret],
      verifyToken: [SETTINGS.verifyToken],
      listButton: 'Choose',
    });
  });

  it.each([
    ['graphBaseUrl', 'http://graph.facebook.com'],
    ['graphVersion', '23'],
    ['mediaHosts', ['http://files.example.com']],
    ['listButton', 'x'.repeat(21)],
    ['appSecret', ''],
    ['colour', 'blue'],
  ])('refuse %s: %j', (name, value) => {
    expect(channelSettings.safeParse({ ...SETTINGS, [name]: value }).success).toBe(false);
  });

  it.each([
    ['phoneNumberId', '+1 555 0100'],
    ['wabaId', 'WABA'],
    ['accessToken', []],
  ])('of an account refuse %s: %j', (name, value) => {
    expect(accountSettings.safeParse({ ...ACCOUNT_SETTINGS, [name]: value }).success).toBe(false);
  });

  it('mark what must never be shown', () => {
    expect(secretPaths(channelSettings).map((path) => path.join('.'))).toEqual(['appSecret', 'verifyToken']);
    expect(secretPaths(accountSettings).map((path) => path.join('.'))).toEqual(['accessToken']);
  });
});

it('an account is named by its phone number id, and by its WABA where that is given', () => {
  expect(whatsapp.identities(whatsappAccount())).toEqual([
    ACCOUNT_SETTINGS.phoneNumberId,
    `waba:${ACCOUNT_SETTINGS.wabaId}`,
  ]);
  expect(whatsapp.identities(whatsappAccount({ wabaId: undefined }))).toEqual([ACCOUNT_SETTINGS.phoneNumberId]);
});
