import { describe, expect, it } from '@jest/globals';
import type { Progress } from '../../../src/status/part.js';
import { advance, applyOutcome, applyReceipt, PROGRESS_ORDER, type Receipt } from '../../../src/status/transition.js';
import { attempt, CREATED_AT, openAttempt, providerId, reason } from '../../fixtures/message-rows.js';

const at = (state: Receipt['state'], changes: Partial<Receipt> = {}): Receipt => ({
  state,
  atMs: CREATED_AT + 5,
  ...changes,
});

describe('advance', () => {
  it.each<[Progress, Progress, Progress]>([
    ['pending', 'accepted', 'accepted'],
    ['sent', 'accepted', 'sent'],
    ['sent', 'failed', 'failed'],
    ['failed', 'sent', 'failed'],
    ['failed', 'delivered', 'delivered'],
    ['delivered', 'failed', 'delivered'],
    ['delivered', 'read', 'read'],
    ['read', 'failed', 'read'],
  ])('%s then %s is %s', (current, incoming, expected) => {
    expect(advance(current, incoming)).toBe(expected);
  });

  it('gives the same whichever comes first', () => {
    for (const a of PROGRESS_ORDER) for (const b of PROGRESS_ORDER) expect(advance(a, b)).toBe(advance(b, a));
  });
});

describe('a receipt for one provider id', () => {
  const sent = attempt({ ids: [providerId('a'), providerId('b', 'sent')] });

  it('moves that id and no other', () => {
    const after = applyReceipt(sent, at('delivered'), ['a']);
    expect(after.ids).toEqual([providerId('a', 'delivered', { atMs: CREATED_AT + 5 }), providerId('b', 'sent')]);
  });

  it('is the same attempt, object for object, when it says nothing new', () => {
    expect(applyReceipt(sent, at('accepted'), ['b'])).toBe(sent);
    const failed = applyReceipt(sent, at('failed', { reason: reason('recipient-invalid') }), ['a']);
    expect(applyReceipt(failed, at('failed', { reason: reason('unknown') }), ['a'])).toBe(failed);
  });

  it('keeps why it failed, until something proves that it arrived', () => {
    const failed = applyReceipt(sent, at('failed', { reason: reason('recipient-unreachable', { code: '30003' }) }), [
      'a',
    ]);
    expect(failed.ids[0]).toMatchObject({
      progress: 'failed',
      reason: { class: 'recipient-unreachable', code: '30003' },
    });
    expect(applyReceipt(failed, at('delivered'), ['a']).ids[0]).not.toHaveProperty('reason');
  });

  it('learns an id it did not know', () => {
    expect(applyReceipt(attempt(), at('sent'), ['new']).ids).toEqual([
      providerId('new', 'sent', { atMs: CREATED_AT + 5 }),
    ]);
  });

  it('records what was consumed, once', () => {
    const told = applyReceipt(sent, at('sent', { usage: { units: 2 } }), ['b']);
    expect(told.ids[1]?.usage).toEqual({ units: 2 });
    expect(applyReceipt(told, at('sent', { usage: { units: 2 } }), ['b'])).toBe(told);
    const priced = applyReceipt(told, at('sent', { usage: { price: { amount: '0.01', currency: 'USD' } } }), ['b']);
    expect(priced.ids[1]?.usage).toEqual({ units: 2, price: { amount: '0.01', currency: 'USD' } });
  });
});

describe('a receipt that carries only our correlation', () => {
  it('moves the attempt as a whole', () => {
    expect(applyReceipt(openAttempt(), at('sent'))).toMatchObject({ progress: 'sent', ids: [] });
  });

  it('leaves a call that is still under way under way', () => {
    expect(applyReceipt(openAttempt(), at('delivered'))).not.toHaveProperty('outcome');
  });
});

describe('a receipt on a call that seemed to have gone wrong', () => {
  const uncertain = attempt({ outcome: 'uncertain', reason: reason('timeout') });

  it.each(['accepted', 'sent', 'delivered', 'read'] as const)('%s proves an uncertain one accepted', (state) => {
    const after = applyReceipt({ ...uncertain, resend: true }, at(state), ['a']);
    expect(after.outcome).toBe('accepted');
    expect(after).not.toHaveProperty('reason');
    expect(after).not.toHaveProperty('resend');
  });

  it('failed proves an uncertain one too: the provider had it', () => {
    const why = reason('recipient-invalid');
    expect(applyReceipt(uncertain, at('failed', { reason: why }))).toMatchObject({
      outcome: 'accepted',
      progress: 'failed',
      reason: why,
    });
  });

  it.each(['retry', 'blocked', 'rejected'] as const)(
    'takes back that it was refused (%s), on good news only',
    (outcome) => {
      const refused = attempt({ outcome, reason: reason('rate-limited') });
      expect(applyReceipt(refused, at('sent')).outcome).toBe('accepted');
      expect(applyReceipt(refused, at('failed')).outcome).toBe(outcome);
    },
  );
});

describe('the outcome of a call', () => {
  const returnedAtMs = CREATED_AT + 700;

  it('brings the ids, and what acceptance alone proves', () => {
    const after = applyOutcome(openAttempt(), { kind: 'accepted', ids: ['a', 'b', 'a'], proves: 'sent' }, returnedAtMs);
    expect(after).toMatchObject({ outcome: 'accepted', progress: 'sent', returnedAtMs });
    expect(after.ids.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('keeps what receipts taught before it returned', () => {
    const early = applyReceipt(openAttempt(), at('delivered'), ['a']);
    const after = applyOutcome(early, { kind: 'accepted', ids: ['a', 'b'] }, returnedAtMs);
    expect(after.ids.map(({ progress }) => progress)).toEqual(['delivered', 'pending']);
  });

  it.each(['rejected', 'retry', 'blocked', 'uncertain'] as const)('%s carries its reason', (kind) => {
    const after = applyOutcome(openAttempt(), { kind, reason: reason('network') }, returnedAtMs);
    expect(after).toMatchObject({ outcome: kind, reason: reason('network') });
  });

  it('that is uncertain is ignored where there is proof already, good or bad', () => {
    for (const state of ['sent', 'failed'] as const) {
      const proven = applyReceipt(openAttempt(), at(state), ['a']);
      expect(applyOutcome(proven, { kind: 'uncertain', reason: reason('timeout') }, returnedAtMs)).toMatchObject({
        outcome: 'accepted',
        ids: [{ progress: state }],
      });
    }
  });
});
