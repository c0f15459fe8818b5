import { describe, expect, it } from '@jest/globals';
import {
  type CorrectionFacts,
  type CorrectionTarget,
  correctMessage,
} from '../../../../src/delivery/corrections/correct-message.js';
import { nextStep } from '../../../../src/delivery/message/step.js';
import { messageVerdict, partIsUncertain, partState } from '../../../../src/status/aggregate.js';
import type { MessageRow } from '../../../../src/status/message-row.js';
import type { Attempt, Part } from '../../../../src/status/part.js';
import { applyReceipt } from '../../../../src/status/transition.js';
import { attempt, CREATED_AT, message, openAttempt, part, providerId, reason } from '../../../fixtures/message-rows.js';

const NOW = CREATED_AT + 3_600_000;
const FACTS: CorrectionFacts = {
  nowMs: NOW,
  deadlineMs: 900_000,
  hasContent: true,
  isOptedOut: false,
  evenIfSentTwice: false,
  newKey: () => 'another-key',
};
const POLICY = { sentWhen: 'accepted' } as const;

const rejected = () => attempt({ outcome: 'rejected', reason: reason('recipient-invalid') });
const failedReceipt = () => attempt({ ids: [providerId('P1', 'failed', { reason: reason('carrier-filtered') })] });
const inDoubt = () => attempt({ outcome: 'uncertain', reason: reason('timeout') });
const presumed = () => part([inDoubt()], { presumed: reason('unconfirmed'), presumedAt: 'pending' });
const expired = () => part([], { abandoned: reason('deadline-exceeded') });

function correct(row: MessageRow, to: CorrectionTarget, facts: Partial<CorrectionFacts> = {}) {
  return correctMessage(row, to, { ...FACTS, ...facts });
}

function corrected(row: MessageRow, to: CorrectionTarget, facts: Partial<CorrectionFacts> = {}): MessageRow {
  const result = correct(row, to, facts);
  if (result.kind === 'refused') throw new Error(result.why);
  return result.row;
}

const firstOf = (row: MessageRow): Part => row.parts![0]!;
const attemptOf = (row: MessageRow): Attempt => firstOf(row).attempts.at(-1)!;

describe('told that it was sent', () => {
  it.each([
    ['refused', part([rejected()])],
    ['failed by a receipt', part([failedReceipt()])],
    ['uncertain', part([inDoubt()])],
    ['presumed', presumed()],
    ['out of time after refusals', part([attempt({ outcome: 'retry' })], { abandoned: reason('deadline-exceeded') })],
    ['never confirmed', part([attempt()], { presumed: reason('unconfirmed'), presumedAt: 'accepted' })],
  ])('a part that was %s is sent, and HubSpot is to know', (_, wrong) => {
    const row = corrected(message([wrong]), 'sent');
    expect(partState(firstOf(row))).toBe('sent');
    expect(messageVerdict(row, POLICY)).toEqual({ status: 'SENT' });
    expect(nextStep(row)).toEqual({ kind: 'finished' });
    expect(firstOf(row).final).toBe(true);
  });

  it('later receipts go on from there', () => {
    const sent = attemptOf(corrected(message([part([failedReceipt()])]), 'sent'));
    const read = applyReceipt(sent, { state: 'read', atMs: NOW }, ['P1']);
    expect(partState(part([read]))).toBe('read');
    const failed = applyReceipt(sent, { state: 'failed', atMs: NOW, reason: reason('recipient-blocked') }, ['P1']);
    expect(partState(part([failed]))).toBe('failed');
  });

  it('parts that are well stay as they are', () => {
    const read = part([attempt({ ids: [providerId('P0', 'read')] })]);
    const row = corrected(message([read, part([rejected()])]), 'sent');
    expect(row.parts?.[0]).toEqual(message([read]).parts?.[0]);
    expect(messageVerdict(row, POLICY)).toEqual({ status: 'SENT' });
  });

  it.each([
    ['never-called', message([expired()])],
    ['never-called', message([part([rejected()]), expired()])],
    ['never-called', message(undefined, { rejection: reason('content-too-long') })],
    ['nothing-wrong', message([part([attempt()])])],
    ['nothing-wrong', message([part([attempt({ outcome: 'retry' })])])],
    ['nothing-wrong', message(undefined)],
    ['nothing-wrong', message([], { origin: 'published' })],
  ])('%s: it is refused', (why, row) => {
    expect(correct(row, 'sent')).toEqual({ kind: 'refused', why });
  });

  it('one of whose parts is being sent again has to wait', () => {
    const row = message([part([rejected(), openAttempt({ n: 2 })], { abandoned: reason('unknown') })]);
    expect(correct(row, 'sent')).toEqual({ kind: 'refused', why: 'under-way' });
  });
});

describe('to be sent again', () => {
  it.each([
    ['refused', part([rejected()])],
    ['out of time', expired()],
    ['out of time after refusals', part([attempt({ outcome: 'blocked' })], { abandoned: reason('balance-exhausted') })],
  ])('a part that was %s needs a new attempt, with a new deadline and the same key', (_, wrong) => {
    const row = corrected(message([wrong], { unconfirmedAtMs: 1 }), 'retry');
    expect(nextStep(row)).toMatchObject({ kind: 'send', atMs: 0 });
    expect(row).toMatchObject({ deadlineAtMs: NOW + 900_000 });
    expect(row.unconfirmedAtMs).toBeUndefined();
    expect(firstOf(row).idempotencyKey).toBe(firstOf(message([wrong])).idempotencyKey);
    expect(messageVerdict(row, POLICY)).toBeUndefined();
  });

  it('one that was refused as a whole is planned again', () => {
    const row = corrected(message(undefined, { rejection: reason('media-unavailable'), prepareFailures: 3 }), 'retry');
    expect(nextStep(row)).toEqual({ kind: 'prepare', atMs: 0 });
  });

  it.each([
    ['failed by a receipt', part([failedReceipt()])],
    ['presumed', presumed()],
    ['uncertain', part([inDoubt()])],
    [
      'refused after a doubt',
      part([
        { ...inDoubt(), resend: true },
        { ...rejected(), n: 2 },
      ]),
    ],
    [
      'out of time while its key lived',
      part([attempt({ outcome: 'retry', keyed: true })], { abandoned: reason('unknown') }),
    ],
  ])('a part that was %s only where that was asked for, under another key', (_, wrong) => {
    expect(correct(message([wrong]), 'retry')).toEqual({ kind: 'refused', why: 'may-be-sent' });
    const row = corrected(message([wrong]), 'retry', { evenIfSentTwice: true });
    expect(nextStep(row)).toMatchObject({ kind: 'send' });
    expect(firstOf(row).idempotencyKey).toBe('another-key');
  });

  it('a proof that comes after all ends it', () => {
    const row = corrected(message([part([failedReceipt()])]), 'retry', { evenIfSentTwice: true });
    const proven = applyReceipt(attemptOf(row), { state: 'delivered', atMs: NOW }, ['P1']);
    expect(partState(part([proven]))).toBe('delivered');
  });

  it('what a receipt has proven is not sent again', () => {
    const proven = part([attempt({ ids: [providerId('P1', 'sent')] })], {
      presumed: reason('unconfirmed'),
      presumedAt: 'sent',
    });
    expect(correct(message([proven]), 'retry', { evenIfSentTwice: true })).toEqual({ kind: 'refused', why: 'proven' });
  });

  it('a part that waited for the customer waits anew', () => {
    const held = part([], { abandoned: reason('outside-window'), awaitsReply: { forMs: 5_000, sinceMs: 1 } });
    expect(nextStep(corrected(message([held]), 'retry'))).toMatchObject({ kind: 'await', wait: { forMs: 5_000 } });
  });

  it.each([
    ['content-gone', { hasContent: false }],
    ['opted-out', { isOptedOut: true }],
    ['no-channel', { deadlineMs: undefined }],
  ] as const)('%s: it is refused', (why, facts) => {
    expect(correct(message([part([rejected()])]), 'retry', facts)).toEqual({ kind: 'refused', why });
    expect(correct(message([part([rejected()])]), 'uncertain', facts)).toEqual({ kind: 'refused', why });
  });
});

describe('told that nobody knows', () => {
  it.each([
    ['refused', part([rejected()])],
    ['failed by a receipt', part([failedReceipt()])],
    ['presumed', presumed()],
  ])('a part that was %s is to be resolved, from now on', (_, wrong) => {
    const row = corrected(message([wrong]), 'uncertain');
    expect(partIsUncertain(firstOf(row))).toBe(true);
    expect(nextStep(row)).toMatchObject({ kind: 'resolve', attempt: { returnedAtMs: NOW, lookups: 0 } });
  });

  it('what was never handed to the provider is no doubt', () => {
    expect(correct(message([expired()]), 'uncertain')).toEqual({ kind: 'refused', why: 'never-called' });
  });
});
