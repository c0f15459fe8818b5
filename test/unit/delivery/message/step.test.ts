import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../../src/delivery/message/step.js';
import { attempt, message, openAttempt, part, providerId, reason } from '../../../fixtures/message-rows.js';

const kinds = (...rows: Parameters<typeof message>[0][]) => rows.map((parts) => nextStep(message(parts)).kind);

describe('the next step of an outgoing message', () => {
  it('is to prepare it, until its parts are known', () => {
    expect(nextStep(message(undefined))).toEqual({ kind: 'prepare', atMs: 0 });
    expect(nextStep(message(undefined, { prepareNotBeforeMs: 5 }))).toEqual({ kind: 'prepare', atMs: 5 });
  });

  it('is to wait for the peer, once everything before has gone out', () => {
    const awaitsReply = { forMs: 5 };
    const waiting = part([], { awaitsReply });
    expect(nextStep(message([part([attempt({ progress: 'accepted' })]), waiting]))).toMatchObject({
      kind: 'await',
      part: { index: 1 },
      wait: awaitsReply,
    });
    expect(kinds([part(), waiting])).toEqual(['send']);
    expect(kinds([part([], { awaitsReply, abandoned: reason('outside-window') })])).toEqual(['finished']);
  });

  it('is nothing when the whole message was refused', () => {
    expect(nextStep(message(undefined, { rejection: reason('content-empty') })).kind).toBe('finished');
  });

  it('is to send the first part that was not sent, not before its time', () => {
    const step = nextStep(message([part([attempt()]), part([], { notBeforeMs: 7 }), part()]));
    expect(step).toMatchObject({ kind: 'send', atMs: 7, part: { index: 1 } });
  });

  it('is to wait for a call under way, whatever receipts have said meanwhile', () => {
    expect(kinds([part([openAttempt()])])).toEqual(['calling']);
    expect(kinds([part([openAttempt({ ids: [providerId('a', 'delivered')] })])])).toEqual(['calling']);
  });

  it('is to take a call for lost when its time is up, which is longer where it carries a file', () => {
    const [usual, longer] = [{}, { timeoutMs: 300_000 }].map((more) =>
      nextStep(message([part([openAttempt({ intendedAtMs: 1_000, ...more })])])),
    );
    expect([usual, longer]).toMatchObject([{ untilMs: 41_000 }, { untilMs: 311_000 }]);
  });

  it('is to send again after a refusal that passes', () => {
    const refused = attempt({ outcome: 'retry', reason: reason('rate-limited') });
    const blocked = attempt({ outcome: 'blocked', reason: reason('balance-exhausted') });
    expect(kinds([part([refused])], [part([blocked])])).toEqual(['send', 'send']);
  });

  it('is to find out about an uncertain call, and never to send it again by itself', () => {
    const uncertain = attempt({ outcome: 'uncertain', reason: reason('timeout') });
    expect(kinds([part([uncertain])])).toEqual(['resolve']);
    expect(kinds([part([{ ...uncertain, resend: true }])])).toEqual(['send']);
  });

  it('is nothing once any attempt of the part has proof, be it an earlier one', () => {
    const proven = attempt({ n: 1, outcome: 'uncertain', resend: true, ids: [providerId('a', 'delivered')] });
    const later = attempt({ n: 2, outcome: 'retry', reason: reason('network') });
    expect(kinds([part([proven, later])])).toEqual(['finished']);
  });

  it('is nothing for parts that were given up, or presumed lost', () => {
    expect(kinds([part([], { abandoned: reason('deadline-exceeded') })])).toEqual(['finished']);
    const uncertain = attempt({ outcome: 'uncertain' });
    expect(kinds([part([uncertain], { presumed: reason('unconfirmed'), presumedAt: 'pending' })])).toEqual([
      'finished',
    ]);
  });
});
