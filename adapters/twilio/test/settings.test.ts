import { describe, expect, it } from '@jest/globals';
import twilio from '../index.js';
import { accountSettings, channelOf, channelSettings } from '../settings.js';
import { ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, twilioAccount } from './support.js';

const BASE = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
const SERVICE = 'MG00000000000000000000000000000001';
const KEY = 'SK00000000000000000000000000000001';

function problemsOf(settings: Record<string, unknown>): string[] {
  const result = accountSettings.safeParse({ ...BASE, ...settings });
  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('account settings', () => {
  it('read a token, or several for rotation, as a list', () => {
    expect(accountSettings.parse({ ...BASE, from: OUR_NUMBER }).authToken).toEqual([AUTH_TOKEN]);
    expect(accountSettings.parse({ ...BASE, authToken: ['a', 'b'], from: OUR_NUMBER }).authToken).toEqual(['a', 'b']);
  });

  it.each([
    ['a sender is missing', {}, 'from: give `from` or `messagingServiceSid`'],
    ['half an API key', { from: OUR_NUMBER, apiKey: KEY }, 'apiSecret: `apiKey` and `apiSecret` come together'],
    [
      'an SID of something else',
      { from: OUR_NUMBER, accountSid: KEY },
      'accountSid: must be AC and 32 hexadecimal digits',
    ],
    [
      'a number without its +',
      { from: '15550100123' },
      'from: must be a number with +, whatsapp: and a number, a short code or an alphanumeric sender',
    ],
    [
      'WhatsApp called SMS',
      { from: `whatsapp:${OUR_NUMBER}`, channel: 'sms' },
      'channel: a whatsapp: sender cannot send SMS',
    ],
  ])('refuse it when %s', (_, settings, problem) => {
    expect(problemsOf(settings)).toEqual([problem]);
  });

  it('refuse a misspelt key', () => {
    expect(problemsOf({ from: OUR_NUMBER, authTokn: 'x' })).toHaveLength(1);
  });

  it.each([
    [{ from: OUR_NUMBER }, 'sms'],
    [{ from: `whatsapp:${OUR_NUMBER}` }, 'whatsapp'],
    [{ from: OUR_NUMBER, channel: 'whatsapp' }, 'whatsapp'],
    [{ messagingServiceSid: SERVICE, channel: 'whatsapp' }, 'whatsapp'],
    [{ messagingServiceSid: SERVICE }, 'sms'],
    [{ from: '72345' }, 'sms'],
    [{ from: 'ACME Shop' }, 'sms'],
  ])('%j is %s', (settings, channel) => {
    expect(channelOf(accountSettings.parse({ ...BASE, ...settings }))).toBe(channel);
  });
});

describe('channel settings', () => {
  it('default to Twilio itself', () => {
    expect(channelSettings.parse({})).toEqual({ apiBaseUrl: 'https://api.twilio.com' });
  });

  it('let credentials travel without TLS on this machine alone', () => {
    expect(channelSettings.safeParse({ apiBaseUrl: 'http://127.0.0.1:4010' }).success).toBe(true);
    expect(channelSettings.safeParse({ apiBaseUrl: 'http://twilio.example.test' }).success).toBe(false);
    expect(channelSettings.safeParse({ apiBaseUrl: 'http://127.0.0.1.example.test' }).success).toBe(false);
  });

  it('refuse a path, which would be lost', () => {
    expect(channelSettings.safeParse({ apiBaseUrl: 'https://proxy.example.test/twilio' }).success).toBe(false);
  });
});

describe('the names under which webhooks come in', () => {
  it.each([
    ['the number', twilioAccount(), [`${ACCOUNT_SID}/${OUR_NUMBER}`]],
    ['the WhatsApp number', twilioAccount({ channel: 'whatsapp' }), [`${ACCOUNT_SID}/whatsapp:${OUR_NUMBER}`]],
    [
      'the service and the number HubSpot shows',
      twilioAccount({ from: undefined, messagingServiceSid: SERVICE }),
      [`${ACCOUNT_SID}/${OUR_NUMBER}`, `${ACCOUNT_SID}/${SERVICE}`],
    ],
    [
      'the service alone',
      twilioAccount(
        { from: undefined, messagingServiceSid: SERVICE },
        { address: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'pool' } },
      ),
      [`${ACCOUNT_SID}/${SERVICE}`],
    ],
  ])('are the account and %s', (_, account, names) => {
    expect(twilio.identities(account)).toEqual(names);
  });
});
