import { describe, it } from '@jest/globals';
import { smsText } from 'channelwright/adapter';
import { adapterConformance } from 'channelwright/testing';
import { courierDeclaration } from './courier-adapter.js';
import { courierSubject } from './courier-subject.js';

const { capabilities } = courierDeclaration;
const bySegments = { capabilities: { ...capabilities, text: { ...capabilities.text, ...smsText({ segments: 1 }) } } };

describe.each([
  ['that keeps every rule', courierSubject()],
  ['whose measure is the segment of an SMS', courierSubject({ declaration: bySegments })],
])('An adapter %s', (_name, subject) => {
  const { cases } = adapterConformance(subject);
  it.each(cases().map(({ id, why, run }) => [id, why, run] as const))('%s: %s', (_id, _why, run) => run());
});
