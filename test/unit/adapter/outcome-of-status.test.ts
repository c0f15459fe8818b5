import { describe, expect, it } from '@jest/globals';
import { outcomeOfStatus } from '../../../src/adapter/outcome-of-status.js';

describe('a status without a code that is known', () => {
  it.each([
    [401, 'blocked', 'credentials-invalid', 'account'],
    [403, 'blocked', 'credentials-invalid', 'account'],
    [429, 'retry', 'rate-limited', 'account'],
    [408, 'uncertain', 'timeout', 'message'],
    [400, 'rejected', 'unknown', 'message'],
    [499, 'rejected', 'unknown', 'message'],
    [500, 'uncertain', 'provider-unavailable', 'provider'],
    [503, 'uncertain', 'provider-unavailable', 'provider'],
    [302, 'uncertain', 'provider-unavailable', 'provider'],
    [200, 'uncertain', 'provider-unavailable', 'provider'],
  ] as const)('%i: %s, %s of the %s', (status, kind, failure, scope) => {
    expect(outcomeOfStatus(status)).toEqual({ kind, reason: { class: failure, scope, detail: `HTTP ${status}` } });
  });

  it('is a refusal for certain only where it is a 4xx', () => {
    const certain = Array.from({ length: 500 }, (_, i) => i + 100).filter(
      (status) => outcomeOfStatus(status).kind !== 'uncertain',
    );
    expect(certain.every((status) => status >= 400 && status < 500)).toBe(true);
  });
});
