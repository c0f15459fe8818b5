import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../../src/contract/send-outcome.js';
import { knownOutcome } from '../../../../src/delivery/sending/known-outcome.js';
import { reason } from '../../../fixtures/message-rows.js';

const retryAfter = (afterMs: number) => knownOutcome({ kind: 'retry', reason: reason('rate-limited', { afterMs }) });

describe('what an adapter returned', () => {
  it('is kept as it is where it is an outcome', () => {
    const outcome: SendOutcome = { kind: 'retry', reason: reason('rate-limited', { afterMs: 5_000, code: '429' }) };
    expect(knownOutcome(outcome)).toEqual(outcome);
    expect(knownOutcome({ kind: 'accepted', ids: ['a'], proves: 'sent' })).toEqual({
      kind: 'accepted',
      ids: ['a'],
      proves: 'sent',
    });
  });

  it('proves nothing where it is none', () => {
    for (const told of [undefined, null, 'sent', {}, { kind: 'done' }]) {
      expect(knownOutcome(told as never)).toMatchObject({ kind: 'uncertain' });
    }
  });

  it('never puts a lane to sleep for ever', () => {
    expect(retryAfter(Number.NaN)).toEqual({ kind: 'retry', reason: reason('rate-limited') });
    expect(retryAfter(-1)).toEqual({ kind: 'retry', reason: reason('rate-limited') });
    expect(retryAfter(Number.POSITIVE_INFINITY)).toMatchObject({ reason: { afterMs: 86_400_000 } });
    expect(retryAfter(1_000.4)).toMatchObject({ reason: { afterMs: 1_000 } });
  });

  it('has a reason where it needs one, and only ids that are some', () => {
    expect(knownOutcome({ kind: 'rejected' } as never)).toEqual({ kind: 'rejected', reason: reason('unknown') });
    expect(knownOutcome({ kind: 'accepted' } as never)).toEqual({ kind: 'accepted', ids: [] });
    expect(knownOutcome({ kind: 'accepted', ids: ['', 'a', 7] } as never)).toEqual({ kind: 'accepted', ids: ['a'] });
  });
});
