import { describe, expect, it } from '@jest/globals';
import {
  messageState,
  messageVerdict,
  nextDesired,
  type PartState,
  partFailure,
  partIsSettled,
  partIsUncertain,
  partState,
  presume,
} from '../../../src/status/aggregate.js';
import { attemptState } from '../../../src/status/attempt-state.js';
import type { Attempt, Part, Progress } from '../../../src/status/part.js';
import { attempt, message, openAttempt, part, providerId, reason } from '../../fixtures/message-rows.js';

const withIds = (...progress: Progress[]) => attempt({ ids: progress.map((one, n) => providerId(`${n}`, one)) });
const rejected = attempt({ outcome: 'rejected', reason: reason('content-refused', { code: '63' }) });
const uncertain = attempt({ outcome: 'uncertain', reason: reason('timeout') });
const retry = attempt({ outcome: 'retry', reason: reason('provider-unavailable') });

/** A part that has come so far. */
function partAt(state: PartState): Part {
  if (state === 'failed') return part([rejected]);
  return part(state === 'pending' ? [] : [withIds(state)]);
}

describe('an attempt', () => {
  it.each<[string, Attempt, Progress]>([
    ['under way', openAttempt(), 'pending'],
    ['accepted without an id', attempt(), 'accepted'],
    ['accepted, its ids silent', withIds('pending', 'pending'), 'accepted'],
    ['as far as its weakest id', withIds('read', 'sent', 'delivered'), 'sent'],
    ['failed when any id failed', withIds('read', 'failed', 'delivered'), 'failed'],
    ['at least what acceptance proved', attempt({ progress: 'delivered', ids: [providerId('a')] }), 'delivered'],
    [
      'failed as a whole, but for what arrived',
      attempt({ progress: 'failed', ids: [providerId('a', 'delivered')] }),
      'delivered',
    ],
    [
      'under way, taught an id that was read: there may be more',
      openAttempt({ ids: [providerId('a', 'read')] }),
      'accepted',
    ],
    ['under way, delivered as a whole', openAttempt({ progress: 'delivered' }), 'delivered'],
    ['refused', rejected, 'failed'],
    ['refused, yet read', { ...rejected, ids: [providerId('a', 'read')] }, 'read'],
    ['uncertain', uncertain, 'pending'],
    ['uncertain, yet sent', { ...uncertain, progress: 'sent' }, 'sent'],
    ['certainly not taken', retry, 'pending'],
  ])('%s', (_name, given, expected) => {
    expect(attemptState(given)).toBe(expected);
  });
});

describe('a part', () => {
  it.each<[string, Part, PartState]>([
    ['nothing was tried', part(), 'pending'],
    ['a later attempt did better', part([rejected, withIds('sent')]), 'sent'],
    ['an earlier attempt did better', part([withIds('delivered'), rejected]), 'delivered'],
    ['one failed, another is under way', part([rejected, openAttempt({ n: 2 })]), 'pending'],
    ['one failed, another is uncertain', part([rejected, uncertain]), 'pending'],
    ['one failed, another is to be made again', part([rejected, retry]), 'pending'],
    ['one to be made again, made and failed', part([retry, rejected]), 'failed'],
    ['uncertain, sent again, refused', part([{ ...uncertain, resend: true }, rejected]), 'failed'],
    [
      'uncertain, sent again, refused, but the first arrived',
      part([{ ...uncertain, resend: true, progress: 'delivered' }, rejected]),
      'delivered',
    ],
    ['given up', part([retry], { abandoned: reason('deadline-exceeded') }), 'failed'],
    ['given up, yet it was accepted', part([attempt()], { abandoned: reason('deadline-exceeded') }), 'accepted'],
    ['presumed', presume(part([uncertain]), reason('unconfirmed')), 'failed'],
    [
      'presumed by somebody who did not say how far it was',
      part([uncertain], { presumed: reason('unconfirmed') }),
      'failed',
    ],
  ])('%s', (_name, given, expected) => {
    expect(partState(given)).toBe(expected);
    expect(partIsSettled(given)).toBe(expected !== 'pending');
  });

  it('is not settled while a call is under way, whatever receipts say', () => {
    expect(partIsSettled(part([openAttempt({ progress: 'delivered' })]))).toBe(false);
    expect(partIsSettled(part([attempt({ progress: 'delivered' })]))).toBe(true);
  });

  it('presumed is failed as long as it gets no further, and no longer', () => {
    const presumed = presume(part([withIds('sent')]), reason('unconfirmed'));
    expect(partState(presumed)).toBe('failed');
    expect(partState({ ...presumed, attempts: [withIds('failed')] })).toBe('failed');
    expect(partState({ ...presumed, attempts: [withIds('delivered')] })).toBe('delivered');
  });

  it('is uncertain only while nothing decides it', () => {
    expect(partIsUncertain(part([uncertain]))).toBe(true);
    expect(partIsUncertain(part([openAttempt()]))).toBe(false);
    expect(partIsUncertain(part([{ ...uncertain, progress: 'sent' }]))).toBe(false);
    expect(partIsUncertain(part([{ ...uncertain, resend: true }]))).toBe(false);
    expect(partIsUncertain(presume(part([uncertain]), reason('unconfirmed')))).toBe(false);
    expect(partIsUncertain(part([withIds('sent'), uncertain]))).toBe(false);
  });

  it('says why it failed, with the provider’s reason where every attempt has failed', () => {
    const bounced = attempt({
      ids: [providerId('a', 'sent'), providerId('b', 'failed', { reason: reason('recipient-blocked') })],
    });
    expect(partFailure(part([rejected, bounced]))?.class).toBe('recipient-blocked');
    expect(partFailure(part([bounced, rejected]))).toMatchObject({ class: 'content-refused', code: '63' });
    expect(partFailure(presume(part([bounced, uncertain]), reason('unconfirmed')))?.class).toBe('unconfirmed');
    expect(partFailure(part([bounced, retry], { abandoned: reason('deadline-exceeded') }))?.class).toBe(
      'deadline-exceeded',
    );
    expect(partFailure(part([withIds('failed')]))?.class).toBe('unknown');
    expect(partFailure(part([withIds('sent')]))).toBeUndefined();
  });
});

describe('what HubSpot should be told of a message', () => {
  const accepted = { sentWhen: 'accepted' as const };
  const delivered = { sentWhen: 'delivered' as const };
  const verdict = (states: PartState[], policy: { sentWhen: 'accepted' | 'sent' | 'delivered' } = accepted) =>
    messageVerdict(message(states.map(partAt)), policy);

  it('nothing before it is planned, and nothing of what we published', () => {
    expect(messageVerdict(message(undefined), accepted)).toBeUndefined();
    expect(messageVerdict(message([]), accepted)).toBeUndefined();
    expect(messageVerdict(message([partAt('read')], { origin: 'published' }), accepted)).toBeUndefined();
  });

  it('FAILED when the whole of it cannot be sent', () => {
    expect(messageVerdict(message(undefined, { rejection: reason('content-empty') }), accepted)).toEqual({
      status: 'FAILED',
      reason: { class: 'content-empty' },
    });
  });

  it('FAILED at the first failed part, by its ordinal, while others are still to go', () => {
    expect(verdict(['sent', 'failed', 'pending', 'failed'])).toEqual({
      status: 'FAILED',
      reason: { class: 'content-refused', code: '63', part: 2, parts: 4 },
    });
  });

  it('FAILED without an ordinal where there is one part', () => {
    expect(verdict(['failed'])?.reason).toEqual({ class: 'content-refused', code: '63' });
  });

  it('FAILED even when the last part was read', () => {
    expect(verdict(['failed', 'read'])?.status).toBe('FAILED');
  });

  it.each<[PartState[], 'accepted' | 'sent' | 'delivered', string | undefined]>([
    [['pending'], 'accepted', undefined],
    [['accepted'], 'accepted', 'SENT'],
    [['accepted'], 'sent', undefined],
    [['sent'], 'sent', 'SENT'],
    [['sent'], 'delivered', undefined],
    [['delivered'], 'delivered', 'SENT'],
    [['accepted', 'pending'], 'accepted', undefined],
    [['accepted', 'read'], 'accepted', 'READ'],
    [['accepted', 'read'], 'delivered', undefined],
    [['read', 'delivered'], 'delivered', 'SENT'],
    [['read', 'read'], 'delivered', 'READ'],
  ])('parts %j with sentWhen %s: %s', (states, sentWhen, expected) => {
    expect(verdict(states, { sentWhen })?.status).toBe(expected);
  });

  it('the message is as far as its weakest part, but read with its last', () => {
    const state = (states: PartState[], policy = accepted) => messageState(message(states.map(partAt)), policy);
    expect(state(['delivered', 'sent'])).toBe('sent');
    expect(state(['delivered', 'pending'])).toBe('pending');
    expect(state(['delivered', 'failed'])).toBe('failed');
    expect(state(['sent', 'read'])).toBe('read');
    expect(messageState(message([partAt('sent'), partAt('read')]), delivered)).toBe('sent');
  });

  it('a verdict never unreads a message, and a failure that is none any more is taken back', () => {
    const failed = { status: 'FAILED' as const, reason: { class: 'unknown' as const } };
    expect(nextDesired({ status: 'READ' }, { status: 'SENT' })).toEqual({ status: 'READ' });
    expect(nextDesired({ status: 'READ' }, failed)).toEqual(failed);
    expect(nextDesired(failed, { status: 'SENT' })).toEqual({ status: 'SENT' });
    expect(nextDesired(failed, undefined)).toEqual({ status: 'SENT' });
    expect(nextDesired({ status: 'READ' }, undefined)).toEqual({ status: 'READ' });
    expect(nextDesired(undefined, undefined)).toBeUndefined();
  });
});
