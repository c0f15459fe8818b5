import { describe, expect, it } from '@jest/globals';
import { type ErrorMeaning, reasonOfError } from '../../../src/adapter/error-meaning.js';

const ASLEEP: ErrorMeaning = {
  reaction: 'retry',
  class: 'recipient-unreachable',
  scope: 'peer',
  afterMs: 60_000,
  meaning: 'The handset is off',
};

describe('the reason of an error', () => {
  it('is in our words, with the provider’s code', () => {
    expect(reasonOfError(ASLEEP, 30003)).toEqual({
      class: 'recipient-unreachable',
      scope: 'peer',
      code: '30003',
      detail: 'The handset is off',
      afterMs: 60_000,
    });
  });

  it('waits as long as the longer of the table and the provider says', () => {
    expect(reasonOfError(ASLEEP, 'x', 90_000).afterMs).toBe(90_000);
    expect(reasonOfError(ASLEEP, 'x', 1_000).afterMs).toBe(60_000);
  });

  it('names no time where there is none to wait', () => {
    const { afterMs: _, ...awake } = ASLEEP;
    expect(reasonOfError(awake, 'x')).not.toHaveProperty('afterMs');
  });
});
