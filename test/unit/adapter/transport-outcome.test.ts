import { describe, expect, it } from '@jest/globals';
import { TransportError, transportOutcome, transportReason } from '../../../src/adapter/index.js';

describe('no answer to a send', () => {
  it.each([
    ['refused', 'no', 'retry', 'network'],
    ['connect-timeout', 'no', 'retry', 'timeout'],
    ['timeout', 'yes', 'uncertain', 'timeout'],
    ['reset', 'unknown', 'uncertain', 'network'],
    ['too-large', 'yes', 'uncertain', 'network'],
  ] as const)('%s with the request sent: %s is %s', (code, sent, kind, failure) => {
    const error = new TransportError(code, sent, 'https://api.example.com: failed');
    const reason = { class: failure, scope: 'provider', detail: code };
    expect(transportOutcome(error)).toEqual({ kind, reason });
  });

  it('closes no more than the scope that was named', () => {
    const error = new TransportError('refused', 'no', 'refused');
    expect(transportOutcome(error, 'account')).toMatchObject({ reason: { scope: 'account' } });
    expect(transportReason(error, 'account')).toMatchObject({ scope: 'account' });
  });

  it('leaves to the framework what is no failed request, and a licence that has run out', () => {
    const bug = new TypeError('x is undefined');
    expect(() => transportOutcome(bug)).toThrow(bug);
    expect(() => transportReason(bug)).toThrow(bug);
    const unlicensed = new TransportError('unlicensed', 'no', 'the licence has run out');
    expect(() => transportOutcome(unlicensed)).toThrow(unlicensed);
  });
});
