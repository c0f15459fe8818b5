import { describe, expect, it } from '@jest/globals';
import { InstallCookie, installCookieIn } from '../../../src/onboarding/install/install-cookie.js';
import { InstallStates, isStateOf, stateOf } from '../../../src/onboarding/install/install-state.js';
import { returnPath } from '../../../src/onboarding/install/return-path.js';
import { pageLanguage } from '../../../src/onboarding/page-language.js';

const KEY = new Uint8Array(32).fill(1);
const NEXT_KEY = new Uint8Array(32).fill(2);
const STATE = { app: 'main', verifier: 'v', nonce: 'n', expiresAtMs: 1 };

describe('the state of an install', () => {
  it('opens with every key of the configuration, and with no other', () => {
    const sealed = new InstallStates([KEY]).seal(STATE);
    expect(new InstallStates([NEXT_KEY, KEY]).open(sealed)).toEqual(STATE);
    expect(new InstallStates([NEXT_KEY]).open(sealed)).toBeUndefined();
  });

  it('shows nothing of what it says, and is another one each time', () => {
    const states = new InstallStates([KEY]);
    const sealed = states.seal(STATE);
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('main');
    expect(states.seal(STATE)).not.toBe(sealed);
  });

  it('does not open with one bit changed anywhere, nor cut short', () => {
    const states = new InstallStates([KEY]);
    const bytes = Buffer.from(states.seal(STATE), 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      expect(states.open(changed.toString('base64url'))).toBeUndefined();
      expect(states.open(bytes.subarray(0, at).toString('base64url'))).toBeUndefined();
    }
  });

  it('belongs to one nonce, which it does not tell', () => {
    expect(isStateOf(stateOf('n'), 'n')).toBe(true);
    expect(isStateOf(stateOf('m'), 'n')).toBe(false);
    expect(isStateOf('', 'n')).toBe(false);
    expect(stateOf('nonce')).not.toContain('nonce');
  });
});

describe('its cookie', () => {
  it.each([
    ['https://x.example/base', 'Path=/base/oauth/main; HttpOnly; SameSite=Lax; Secure'],
    ['http://x.example', 'Path=/oauth/main; HttpOnly; SameSite=Lax; Secure'],
    ['http://127.0.0.1:8080', 'Path=/oauth/main; HttpOnly; SameSite=Lax'],
    ['http://localhost:8080', 'Path=/oauth/main; HttpOnly; SameSite=Lax'],
  ])('at %s', (url, attributes) => {
    const cookie = new InstallCookie(url, 'main');
    expect(cookie.set('v', 600_000)).toBe(`channelwright-install=v; Max-Age=600; ${attributes}`);
  });

  it('is found among others', () => {
    expect(installCookieIn('a=1; channelwright-install=v; b=2')).toBe('v');
    expect(installCookieIn('xchannelwright-install=v')).toBeUndefined();
    expect(installCookieIn(undefined)).toBeUndefined();
  });
});

describe('the way back to the connect page', () => {
  it.each([
    ['/connect/chat', '/connect/chat'],
    ['/connect/chat?a=1#x', '/connect/chat?a=1'],
    ['/connect/./chat', '/connect/chat'],
  ])('%s is %s', (asked, path) => {
    expect(returnPath(asked, 'https://x.example')).toBe(path);
  });

  it('is under the path of the public URL', () => {
    expect(returnPath('/base/connect/chat', 'https://x.example/base')).toBe('/base/connect/chat');
    expect(returnPath('/connect/chat', 'https://x.example/base')).toBeUndefined();
  });

  it.each([
    'connect/chat',
    'https://x.example/connect/chat',
    '//x.example:444/connect/chat',
    '/\t/evil.example/connect/chat',
    '/connect/%2e%2e/oauth/x',
    '/connect/chat/more',
    '/connect/<x>',
    `/connect/chat?${'x'.repeat(2_000)}`,
  ])('is not %s', (asked) => {
    expect(returnPath(asked, 'https://x.example')).toBeUndefined();
  });
});

describe('the language of a page', () => {
  it.each([
    [undefined, 'en'],
    ['ja', 'ja'],
    ['ja-JP, en;q=0.9', 'ja'],
    ['de, en;q=0.5, ja;q=0.7', 'ja'],
    ['ja;q=0, en;q=0.1', 'en'],
    ['*', 'en'],
    ['ja;q=x', 'ja'],
  ])('of a browser that likes %s is %s', (accepted, language) => {
    expect(pageLanguage(accepted)).toBe(language);
  });
});
