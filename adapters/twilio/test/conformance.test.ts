import { describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { sms, whatsapp } from './conformance-subject.js';

describe.each([
  ['SMS', sms],
  ['WhatsApp', whatsapp],
])('Twilio keeps the rules, on %s', (_name, given) => {
  const conformance = adapterConformance(given);

  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it', () => {
    expect(conformance.skipped().filter(({ because }) => because === 'give')).toEqual([]);
  });
});
