import { describe, expect, it } from '@jest/globals';
import { adapterConformance } from 'channelwright/testing';
import { byPoll, byWebhook } from './conformance-subject.js';

describe.each([
  ['by webhook', byWebhook, []],
  ['by poll, where there are no webhooks,', byPoll, ['`webhooks`', '`webhooks.message`', '`samples`']],
])('Telegram %s keeps the rules', (_name, given, without) => {
  const conformance = adapterConformance(given);

  it.each(conformance.cases())('$id', ({ run }) => run());

  it('as far as they concern it', () => {
    const missing = conformance.skipped().filter(({ because }) => because === 'give');
    expect(missing.filter(({ what }) => !without.includes(what))).toEqual([]);
  });
});
