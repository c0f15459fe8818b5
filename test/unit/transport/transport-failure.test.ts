import { describe, expect, it } from '@jest/globals';
import { transportFailure } from '../../../src/transport/transport-failure.js';

const failureOf = (code: string, sent: 'no' | 'yes') =>
  transportFailure(Object.assign(new Error('secret path'), { code }), sent, 'https://a.example');

describe('what the system reports', () => {
  it.each([
    ['EAI_AGAIN', 'dns'],
    ['EHOSTUNREACH', 'refused'],
    ['ETIMEDOUT', 'connect-timeout'],
    ['EPIPE', 'reset'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['EMFILE', 'other'],
  ])('%s before the request left is "%s"', (code, expected) => {
    expect(failureOf(code, 'no')).toMatchObject({ code: expected, requestSent: 'no' });
  });

  it('is not called a time-out of connecting once the request has left', () => {
    expect(failureOf('ETIMEDOUT', 'yes')).toMatchObject({ code: 'timeout', requestSent: 'yes' });
  });

  it('is named by origin and code only', () => {
    expect(failureOf('EPIPE', 'yes').message).toBe('https://a.example: EPIPE');
  });
});
