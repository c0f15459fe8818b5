import { describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { idempotentSubject, subject } from './conformance-subject.js';

describe.each([
  ['an endpoint that drops repeats', idempotentSubject],
  ['any other endpoint', subject],
])('Webhook keeps the rules, with %s', (_name, given) => {
  const conformance = adapterConformance(given);

  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it', () => {
    expect(conformance.skipped().filter(({ because }) => because === 'give')).toEqual([]);
  });
});
