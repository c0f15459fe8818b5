import { test } from 'node:test';
import { adapterConformance } from 'channelwright/testing';
import { subject } from './subject.js';

const conformance = adapterConformance(subject);

for (const { id, why, run } of conformance.cases()) test(`${id}: ${why}`, run);

for (const { id, because, what } of conformance.skipped()) {
  if (because === 'give') test(`${id}: give ${what} in test/subject.ts`, { skip: true });
}
