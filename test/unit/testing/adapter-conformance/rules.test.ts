import { describe, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { courierSubject } from './courier-subject.js';

describe('An adapter that keeps every rule', () => {
  const { cases } = adapterConformance(courierSubject());
  it.each(cases().map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});
