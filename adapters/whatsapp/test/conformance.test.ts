import { describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { subject } from './conformance-subject.js';

const conformance = adapterConformance(subject);

describe('WhatsApp keeps the rules', () => {
  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it', () => {
    expect(conformance.skipped().filter(({ because }) => because === 'give')).toEqual([]);
  });
});
