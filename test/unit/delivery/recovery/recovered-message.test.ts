import { describe, expect, it } from '@jest/globals';
import { nextStep } from '../../../../src/delivery/message/step.js';
import { attemptOf, weightOf } from '../../../../src/delivery/outcomes/late-outcome.js';
import { doubtful, recoveredMessage } from '../../../../src/delivery/recovery/recovered-message.js';
import { partState } from '../../../../src/status/aggregate.js';
import type { MessageRow } from '../../../../src/status/message-row.js';
import { attempt, CREATED_AT, message, openAttempt, part, reason } from '../../../fixtures/message-rows.js';

const NOW = CREATED_AT + 60_000;

function recover(row: MessageRow, keyed = false): MessageRow {
  return recoveredMessage(row, { nowMs: NOW, epoch: 9, isKeyAlive: () => keyed });
}

const outcomes = (row: MessageRow) => row.parts!.map(({ attempts }) => attempts.map(({ outcome }) => outcome));
const retried = () => attempt({ outcome: 'retry', reason: reason('rate-limited') });

describe('A message after transactions of the store were lost', () => {
  it('is in doubt with every part that is left, not the next one alone', () => {
    const row = recover(message([part([attempt()]), part([retried()]), part()]));
    expect(outcomes(row)).toEqual([['accepted'], ['retry', 'uncertain'], ['uncertain']]);
    expect(nextStep(row)).toMatchObject({ kind: 'resolve', part: { index: 1 }, attempt: { n: 2, unrecorded: true } });
  });

  it('whose call was under way waits for a proof of that call', () => {
    const row = recover(message([part([openAttempt({ correlation: 'known' })])]));
    expect(row.parts![0]!.attempts).toMatchObject([{ correlation: 'known', outcome: 'uncertain', unrecorded: true }]);
  });

  it('whose call receipts have proven already is not in doubt', () => {
    const row = recover(message([part([openAttempt({ proven: true, progress: 'delivered' })])]));
    expect(partState(row.parts![0]!)).toBe('delivered');
  });

  it('that was uncertain goes on being that, and a lookup that finds nothing does not end it', () => {
    const uncertain = attempt({ outcome: 'uncertain', reason: reason('timeout') });
    const row = recover(message([part([uncertain])]));
    expect(row.parts![0]!.attempts).toEqual([{ ...uncertain, unrecorded: true }]);
  });

  it('that was to be resent by policy is in doubt once more', () => {
    const row = recover(message([part([attempt({ outcome: 'uncertain', resend: true })])]));
    expect(outcomes(row)).toEqual([['uncertain', 'uncertain']]);
    expect(nextStep(row).kind).toBe('resolve');
  });

  it('waits for its peer no longer: it may have gone when the peer wrote', () => {
    const row = recover(message([part([], { awaitsReply: { forMs: 1_000 } })]));
    expect(nextStep(row).kind).toBe('resolve');
  });

  it('is sent under its key while the provider knows a repetition by it', () => {
    const row = recover(message([part([openAttempt()]), part([], { awaitsReply: { forMs: 1_000 } })]), true);
    expect(row.parts!.map(({ attempts }) => attempts)).toMatchObject([
      [{ outcome: 'retry', keyed: true }],
      [{ outcome: 'retry', keyed: true }],
    ]);
    expect(nextStep(row)).toMatchObject({ kind: 'send', part: { index: 0 } });
    expect(row.parts![1]!.awaitsReply).toBeDefined();
  });

  it('that was not planned is planned, and then in doubt', () => {
    const row = recover(message(undefined));
    expect(row.recoveredAtMs).toBe(NOW);
    const planned = doubtful(part([], { awaitsReply: { forMs: 1_000 } }), row.receivedAtMs, 9, NOW);
    expect(nextStep({ ...row, parts: [planned] }).kind).toBe('resolve');
  });

  it.each([
    ['finished', message([part([attempt()])])],
    ['refused', message(undefined, { rejection: reason('content-empty') })],
    ['given up', message([part([], { abandoned: reason('deadline-exceeded') })])],
    ['published', message(undefined, { origin: 'published' })],
  ])('that is %s is left as it is', (_how, row) => {
    expect(recover(row)).toBe(row);
  });

  it.each([false, true])('is recovered once (its key lives: %s)', (keyed) => {
    const once = recover(message([part([openAttempt()]), part([retried()]), part()]), keyed);
    expect(recover(once, keyed)).toEqual(once);
  });

  it('is proven by a call that is not on record, and not refuted by one', () => {
    const [known] = recover(message([part()])).parts!;
    const accepted = { correlation: 'forgotten', outcome: { kind: 'accepted' as const, ids: ['id-1'] } };
    const found = attemptOf(known!, accepted);
    expect(found).toMatchObject({ unrecorded: true });
    expect(weightOf(known!, found!, accepted.outcome)).toBe('settles');
    const refused = { kind: 'retry' as const, reason: reason('rate-limited') };
    expect(attemptOf(known!, { correlation: 'forgotten', outcome: refused })).toBeUndefined();
  });
});
