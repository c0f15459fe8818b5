import { describe, expect, it } from '@jest/globals';
import { returnAddress, returnOrigins } from '../../../../src/onboarding/connect/return-address.js';

const APP = 'https://app.hubspot.com';

describe('where a browser may be sent back to', () => {
  it.each([
    'https://app.hubspot.com/live-messages-settings/1/inboxes/2',
    'https://app-eu1.hubspot.com/x?y=z#w',
    'https://app-na2.hubspot.com:443/',
    'https://hubspot.com/',
  ])('%s is HubSpot', (url) => {
    expect(returnAddress(url, APP)).toBe(new URL(url).href);
  });

  it('is where the configuration says that HubSpot is, and nowhere near it', () => {
    expect(returnAddress('http://127.0.0.1:4100/connected/1', 'http://127.0.0.1:4100')).toBeDefined();
    expect(returnAddress('http://127.0.0.1:4101/connected/1', 'http://127.0.0.1:4100')).toBeUndefined();
    expect(returnAddress('https://127.0.0.1:4100/connected/1', 'http://127.0.0.1:4100')).toBeUndefined();
  });

  it.each([
    '',
    '/live-messages-settings',
    '//app.hubspot.com/',
    'http://app.hubspot.com/',
    'https://evil.example/?app.hubspot.com',
    'https://evil.example/#.hubspot.com',
    'https://evilhubspot.com/',
    'https://hubspot.com.evil.example/',
    'https://app.hubspot.com@evil.example/',
    'https://user:secret@app.hubspot.com/',
    'https://app.hubspot.com:8443/',
    'https://evil.example\\.hubspot.com/',
    'https://evil.example\\@app.hubspot.com/',
    'https://evil.example/\t.hubspot.com',
    ' https://app.hubspot.com/',
    'https:\napp.hubspot.com/',
    'https:evil.example',
    'javascript:alert(1)//.hubspot.com',
    'data:text/html,hubspot.com',
    'https://app。hubspot。com.evil.example/',
    'https://xn--app-hubspot-com.evil.example/',
    'https://[::1].hubspot.com/',
    `https://app.hubspot.com/${'x'.repeat(1_100)}`,
  ])('%j is not', (url) => {
    expect(returnAddress(url, APP)).toBeUndefined();
  });

  it('is said to the browser too, which follows no form elsewhere', () => {
    expect(returnOrigins('http://127.0.0.1:4100')).toEqual([
      'https://*.hubspot.com',
      'https://hubspot.com',
      'http://127.0.0.1:4100',
    ]);
  });
});
