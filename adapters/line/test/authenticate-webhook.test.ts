import { describe, expect, it } from '@jest/globals';
import {
  BOT,
  lineAccount,
  lineAdapter,
  lookupOf,
  noCalls,
  OTHER_USER,
  rawWebhook,
  SECRET,
  signatureOf,
  signedWebhook,
} from './support.js';

const adapter = lineAdapter(noCalls);
const OTHER_BOT = `U${'c'.repeat(32)}`;
const main = lineAccount();
const other = lineAccount({ botUserId: OTHER_BOT, channelSecret: 'of-another' }, { key: 'other-bot' });
const accounts = lookupOf(main, other);

describe('a webhook', () => {
  it('is of the account whose bot it names', () => {
    expect(adapter.authenticateWebhook(signedWebhook([]), accounts)).toEqual({
      kind: 'authenticated',
      accounts: [main],
    });
  });

  it('is of the account in the URL', () => {
    const request = signedWebhook([], { accountKey: 'main-bot' });
    expect(adapter.authenticateWebhook(request, accounts)).toMatchObject({ accounts: [main] });
  });

  it('may be signed with any of the secrets', () => {
    const rotating = lookupOf(lineAccount({ channelSecret: ['new', SECRET] }));
    for (const secret of ['new', SECRET]) {
      expect(adapter.authenticateWebhook(signedWebhook([], { secret }), rotating)).toMatchObject({
        kind: 'authenticated',
      });
    }
    expect(adapter.authenticateWebhook(signedWebhook([], { secret: 'older' }), rotating).kind).toBe('refused');
  });

  it('of a bot in two portals speaks for both', () => {
    const twice = lookupOf(main, lineAccount({}, { key: 'second-portal' }));
    expect(adapter.authenticateWebhook(signedWebhook([]), twice)).toMatchObject({
      accounts: [{ key: 'main-bot' }, { key: 'second-portal' }],
    });
  });

  it.each([
    ['without a signature', { ...signedWebhook([]), headers: {} }, 401],
    ['with an empty signature', signedWebhook([], { signature: ' ' }), 401],
    ['with a signature in hexadecimal', signedWebhook([], { signature: 'ab'.repeat(32) }), 401],
    ['signed with the secret of another account', signedWebhook([], { secret: 'of-another' }), 401],
    ['that names a bot nobody has', signedWebhook([], { destination: OTHER_USER }), 401],
    ['for an account nobody has', signedWebhook([], { accountKey: 'nobody' }), 401],
    ['changed on its way', { ...signedWebhook([]), body: Buffer.from(`{"destination":"${BOT}","events":[ ]}`) }, 401],
    ['that is no JSON', rawWebhook('hello'), 401],
    ['that is no JSON, at an account', rawWebhook('hello', { accountKey: 'main-bot' }), 403],
    ['at one account, but for another bot', signedWebhook([], { accountKey: 'main-bot', destination: OTHER_BOT }), 403],
    ['by GET', { ...signedWebhook([]), method: 'GET' }, 405],
  ])('%s is refused', (_, request, status) => {
    expect(adapter.authenticateWebhook(request, accounts)).toMatchObject({ kind: 'refused', status });
  });

  it('names no secret when it is refused', () => {
    const verdict = adapter.authenticateWebhook(signedWebhook([], { secret: 'wrong' }), accounts);
    expect(JSON.stringify(verdict)).not.toContain(SECRET);
    expect(JSON.stringify(verdict)).not.toContain(signatureOf(''));
  });
});
