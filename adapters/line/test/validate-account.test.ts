import { describe, expect, it } from '@jest/globals';
import { TransportError } from 'channelwright/adapter';
import { type ProviderAnswer, ScriptedTransport } from 'channelwright/testing';
import { BOT, lineAccount, lineAdapter, USER } from './support.js';

const INFO: ProviderAnswer = { status: 200, body: { userId: BOT, basicId: '@bot', displayName: 'Bot' } };
const UNLIMITED: ProviderAnswer = { status: 200, body: { type: 'none' } };
const LIMITED: ProviderAnswer = { status: 200, body: { type: 'limited', value: 200 } };
const used = (totalUsage: number): ProviderAnswer => ({ status: 200, body: { totalUsage } });

function validating(...answers: (Error | ProviderAnswer)[]) {
  const http = new ScriptedTransport(...answers);
  return { http, validation: lineAdapter(http).validateAccount(lineAccount().settings) };
}

describe('an account', () => {
  it('is the bot its token belongs to', async () => {
    const { http, validation } = validating(INFO, UNLIMITED);
    expect(await validation).toEqual({ identifiers: [{ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: BOT }] });
    expect(http.requests[0]).toMatchObject({
      method: 'GET',
      url: new URL('https://api.line.me/v2/bot/info'),
      headers: { authorization: 'Bearer a-token-for-tests' },
    });
    expect(http.requests.every(({ preparatory }) => preparatory)).toBe(true);
  });

  it('may have messages left this month', async () => {
    expect(await validating(INFO, LIMITED, used(199)).validation).toHaveProperty('identifiers');
    expect(await validating(INFO, LIMITED, used(200)).validation).toMatchObject({
      problem: { class: 'quota-exhausted', scope: 'account' },
    });
  });

  it.each([
    ['whose token is not valid', { status: 401, body: { message: 'Authentication failed' } }, 'credentials-invalid'],
    ['whose plan is too small', { status: 403 }, 'sender-not-permitted'],
    ['of another bot', { status: 200, body: { userId: USER } }, 'sender-invalid'],
    ['asked about too often', { status: 429 }, 'rate-limited'],
    ['LINE cannot tell of', { status: 500 }, 'provider-unavailable'],
    ['asked for at the wrong place', { status: 200, body: '<html>' }, 'provider-unavailable'],
    ['out of reach', new TransportError('dns', 'no', 'no such host'), 'network'],
    ['too far away', new TransportError('timeout', 'unknown', 'too slow'), 'timeout'],
  ])('%s has a problem', async (_, answer, failure) => {
    expect(await validating(answer).validation).toMatchObject({ problem: { class: failure } });
  });

  it('that can be asked, but not about its month, has the problem of that', async () => {
    expect(await validating(INFO, { status: 500 }).validation).toMatchObject({
      problem: { class: 'provider-unavailable', scope: 'account' },
    });
  });
});
