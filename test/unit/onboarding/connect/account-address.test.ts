import { describe, expect, it } from '@jest/globals';
import { readAddress } from '../../../../src/onboarding/connect/account-address.js';

describe('an address that somebody types', () => {
  it.each([
    ['HS_PHONE_NUMBER', ' +81 3-1234-5678 ', '+81312345678'],
    ['HS_PHONE_NUMBER', '+1 (212) 555 0123', '+12125550123'],
    ['HS_PHONE_NUMBER', '+15550100', '+15550100'],
    ['HS_EMAIL_ADDRESS', 'support@example.com', 'support@example.com'],
    ['HS_SHORT_CODE', '12345', '12345'],
    ['CHANNEL_SPECIFIC_OPAQUE_ID', ' @bot ', '@bot'],
  ] as const)('as %s: %j', (type, typed, value) => {
    expect(readAddress(type, typed)).toEqual({ ok: true, address: { type, value } });
  });

  it.each([
    ['HS_PHONE_NUMBER', '03-1234-5678', 'not-a-phone-number'],
    ['HS_PHONE_NUMBER', '+999 1234', 'not-a-phone-number'],
    ['HS_EMAIL_ADDRESS', 'support', 'not-an-email-address'],
    ['HS_SHORT_CODE', '12', 'not-a-short-code'],
    ['CHANNEL_SPECIFIC_OPAQUE_ID', ' ', 'missing'],
    ['CHANNEL_SPECIFIC_OPAQUE_ID', 'x'.repeat(256), 'too-long'],
  ] as const)('not as %s: %j', (type, typed, problem) => {
    expect(readAddress(type, typed)).toEqual({ ok: false, problem });
  });
});
