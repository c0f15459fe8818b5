/** What `send` may answer, and what the compiler refuses. Compiling this file is the test. */
import type { FailureReason, SendOutcome } from 'channelwright/adapter';

const reason: FailureReason = { class: 'network', scope: 'provider' };

export const outcomes: SendOutcome[] = [
  { kind: 'accepted', ids: [] },
  {
    kind: 'accepted',
    ids: ['a'],
    proves: 'delivered',
    usage: { units: 1, price: { amount: '0.01', currency: 'EUR' } },
  },
  { kind: 'rejected', reason },
  { kind: 'retry', reason: { ...reason, afterMs: 1000 } },
  { kind: 'blocked', reason },
  { kind: 'uncertain', reason },
];

export const wrong: SendOutcome[] = [
  // @ts-expect-error there is no such kind
  { kind: 'sent', ids: [] },
  // @ts-expect-error accepted says how many receipts to expect
  { kind: 'accepted' },
  // @ts-expect-error acceptance cannot prove that it was read
  { kind: 'accepted', ids: [], proves: 'read' },
  // @ts-expect-error every other kind has a reason
  { kind: 'uncertain' },
  // @ts-expect-error a reason is no sentence
  { kind: 'rejected', reason: 'no such number' },
  // @ts-expect-error the classes are closed
  { kind: 'rejected', reason: { class: 'bad-luck', scope: 'message' } },
  // @ts-expect-error a reason says what else it is true for
  { kind: 'blocked', reason: { class: 'credentials-invalid' } },
  // @ts-expect-error money is never a float
  { kind: 'accepted', ids: [], usage: { price: { amount: 0.01, currency: 'EUR' } } },
];

/** A switch over the kinds is complete: a sixth kind would not compile here. */
export function exhaustive(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.ids.join();
    case 'rejected':
    case 'retry':
    case 'blocked':
    case 'uncertain':
      return outcome.reason.class;
  }
}
