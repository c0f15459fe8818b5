import { describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { subject } from './conformance-subject.js';

const conformance = adapterConformance(subject);

describe('Telegram keeps the rules', () => {
  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it: one webhook is one update, so there are no batches', () => {
    const missing = conformance.skipped().filter(({ because }) => because === 'give');
    expect(missing.filter(({ what }) => what !== '`webhooks.batch`')).toEqual([]);
  });
});
