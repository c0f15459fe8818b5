import { describe, expect, it } from '@jest/globals';
import type { SendOutcome } from '../../../../src/contract/send-outcome.js';
import { OutgoingLaneSettler, OutgoingMessageSettler } from '../../../../src/delivery/lanes/lane-settler.js';
import { nextStep } from '../../../../src/delivery/message/step.js';
import { OutcomeReducer } from '../../../../src/delivery/outcomes/outcome-reducer.js';
import type { Accounts } from '../../../../src/directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../../../src/directory/channels/channel-runtime.js';
import { CONVERSATIONS, type ConversationRow } from '../../../../src/directory/people/conversation-row.js';
import { Tombstones } from '../../../../src/directory/people/tombstones.js';
import { EventTx } from '../../../../src/outbox/fold/event-tx.js';
import { settle } from '../../../../src/outbox/fold/settle.js';
import { WorkingSet } from '../../../../src/outbox/fold/working-set.js';
import { GATES } from '../../../../src/outbox/gate.js';
import { partFailure, partState, presume } from '../../../../src/status/aggregate.js';
import { idRefKey, MESSAGES, type MessageRow, REFS } from '../../../../src/status/message-row.js';
import { SeededRandom } from '../../../../src/testing/seeded-random.js';
import { channelRuntime, channels } from '../../../fixtures/channels.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import {
  ACCOUNT,
  APP,
  attempt,
  CONVERSATION,
  CREATED_AT,
  message,
  openAttempt,
  PORTAL,
  part,
  reason,
} from '../../../fixtures/message-rows.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const HOUR = 3_600_000;
const RETENTION = { statesMs: 180 * 24 * HOUR, contentMs: 14 * 24 * HOUR, disconnectedMs: 14 * 24 * HOUR };

/** The fold of a message's calls on rows in memory. */
class Calls {
  readonly tx = new MemoryTx(CREATED_AT + 1_000);
  readonly #reducer: OutcomeReducer;

  constructor(row: MessageRow, { definition }: ChannelRuntime = channelRuntime()) {
    const accounts = { get: () => ({ capabilities: definition.capabilities }) } as unknown as Accounts;
    this.#reducer = new OutcomeReducer(accounts, new SeededRandom(1), RETENTION, new Tombstones([TEST_KEY]));
    this.tx.put(MESSAGES, row);
  }

  get row(): MessageRow {
    return this.tx.all(MESSAGES)[0]!;
  }

  intend(n: number): unknown {
    this.tx.answered = undefined;
    this.#fold('intended', { attempt: n, correlation: `c-${n}` });
    return this.tx.answered;
  }

  returned(n: number, outcome: SendOutcome): void {
    this.#fold('returned', { attempt: n, correlation: `c-${n}`, outcome, atMs: this.tx.nowMs });
  }

  lost(n: number): void {
    this.#fold('lost', { attempt: n });
  }

  #fold(kind: string, body: Record<string, unknown>): void {
    const named = { message: this.row.key, partIndex: 0, ...body };
    this.#reducer.reduce({ kind: `delivery.${kind}`, app: APP, portal: PORTAL, receivedAtMs: 0, body: named }, this.tx);
  }
}

const keyed = (ttlMs: number): ChannelRuntime => {
  const runtime = channelRuntime();
  const { definition } = runtime;
  const capabilities = { ...definition.capabilities, idempotency: { kind: 'key' as const, ttlMs } };
  return { ...runtime, definition: { ...definition, capabilities } };
};

const conversation: ConversationRow = {
  key: CONVERSATION,
  app: APP,
  portal: PORTAL,
  channel: 'sms',
  account: ACCOUNT,
  address: { type: 'HS_PHONE_NUMBER', value: '2' },
  aliases: [],
  lastAtMs: 0,
};

describe('a call is licensed', () => {
  it('when nothing has changed', () => {
    expect(new Calls(message([part()])).intend(1)).toBe(true);
  });

  it('not when the peer has opted out since the caller looked', () => {
    const calls = new Calls(message([part()]));
    calls.tx.put(CONVERSATIONS, { ...conversation, optedOutAtMs: 1 });
    expect(calls.intend(1)).toBe(false);
    expect(calls.row.parts![0]!.attempts).toEqual([]);
  });

  it.each([`portal:${APP}/${PORTAL}`, 'channel:sms', 'provider:sms', `account:${ACCOUNT}`, `held:${ACCOUNT}`])(
    'not when the gate %s has closed since',
    (key) => {
      const calls = new Calls(message([part()]));
      calls.tx.put(GATES, { key, kind: 'paused', closedAtMs: 0 });
      expect(calls.intend(1)).toBe(false);
    },
  );
});

describe('an outcome', () => {
  it('blocked for this message alone is not tried again without a pause', () => {
    const calls = new Calls(message([part([openAttempt()])]));
    calls.returned(1, { kind: 'blocked', reason: reason('unknown') });
    expect(calls.row.parts![0]!.notBeforeMs).toBeGreaterThan(calls.tx.nowMs);
  });

  it('blocked for its whole account waits for the gate alone, which may open before its time', () => {
    const calls = new Calls(message([part([openAttempt()])]));
    const told = reason('quota-exhausted', { scope: 'account', afterMs: HOUR });
    calls.returned(1, { kind: 'blocked', reason: told });
    expect(calls.tx.get(GATES, `account:${ACCOUNT}`)?.untilMs).toBe(calls.tx.nowMs + HOUR);
    expect(calls.row.parts![0]!.notBeforeMs).toBe(calls.tx.nowMs);
  });

  it('that was lost is uncertain, also where its channel is not configured any more', () => {
    const calls = new Calls(message([part([openAttempt()])], { channel: 'gone' }), undefined);
    calls.lost(1);
    expect(nextStep(calls.row).kind).toBe('resolve');
  });

  it('uncertain is tried again under the provider’s key, but not once that has run out', () => {
    const calls = new Calls(message([part([openAttempt()])]), keyed(HOUR));
    calls.returned(1, { kind: 'uncertain', reason: reason('timeout') });
    expect(nextStep(calls.row).kind).toBe('send');
    calls.tx.nowMs += 2 * HOUR;
    expect(calls.intend(2)).toBe(false);
    expect(nextStep(calls.row)).toMatchObject({ kind: 'resolve', attempt: { n: 1 } });
  });
});

describe('an outcome that comes after its call was given up as lost', () => {
  const accepted: SendOutcome = { kind: 'accepted', ids: ['id-1'] };
  const lost = (row = message([part([openAttempt()])]), runtime = channelRuntime()) => {
    const calls = new Calls(row, runtime);
    calls.lost(1);
    calls.tx.nowMs += 5_000;
    return calls;
  };
  const step = (calls: Calls) => nextStep(calls.row).kind;

  it('says what nobody knew: it was taken, and receipts find it', () => {
    const calls = lost();
    expect(step(calls)).toBe('resolve');
    calls.returned(1, accepted);
    expect(step(calls)).toBe('finished');
    expect(calls.row.parts![0]!.attempts).toMatchObject([{ outcome: 'accepted', ids: [{ id: 'id-1' }] }]);
    expect(calls.row.parts![0]!.attempts[0]).not.toHaveProperty('lost');
    expect(calls.tx.get(REFS, idRefKey(ACCOUNT, 'id-1'))).toMatchObject({ message: calls.row.key, attempt: 1 });
  });

  it.each(['retry', 'blocked'] as const)('%s: it was not taken, and is sent again without a doubt', (kind) => {
    const calls = lost();
    calls.returned(1, { kind, reason: reason('rate-limited') });
    expect(step(calls)).toBe('send');
    expect(calls.row.parts![0]!.attempts).toMatchObject([{ outcome: kind }]);
  });

  it('rejected: it is FAILED, with the provider’s reason', () => {
    const calls = lost();
    calls.returned(1, { kind: 'rejected', reason: reason('content-refused') });
    expect(step(calls)).toBe('finished');
    expect(partFailure(calls.row.parts![0]!)).toMatchObject({ class: 'content-refused' });
  });

  it('uncertain: nothing is known that was not', () => {
    const calls = lost();
    const before = calls.row;
    calls.returned(1, { kind: 'uncertain', reason: reason('timeout') });
    expect(calls.row).toEqual(before);
  });

  it('twice changes nothing more', () => {
    const calls = lost();
    calls.returned(1, accepted);
    const once = calls.row;
    calls.returned(1, accepted);
    expect(calls.row).toEqual(once);
    const refused = lost();
    refused.returned(1, { kind: 'retry', reason: reason('rate-limited') });
    const after = refused.row;
    refused.tx.nowMs += 1_000;
    refused.returned(1, { kind: 'retry', reason: reason('rate-limited') });
    expect(refused.row).toEqual(after);
  });

  it('when policy has decided: only that it was taken still counts', () => {
    const calls = lost();
    const row = calls.row;
    const presumed = presume(row.parts![0]!, reason('unconfirmed'));
    calls.tx.put(MESSAGES, { ...row, parts: [presumed] });
    calls.returned(1, { kind: 'retry', reason: reason('rate-limited') });
    expect(calls.row.parts).toEqual([presumed]);
    calls.returned(1, accepted);
    expect(partState(calls.row.parts![0]!)).toBe('accepted');
  });

  it('when it is to be sent again by policy: a refusal does not count, a proof stops that', () => {
    const calls = lost(message([part([openAttempt()])]));
    const [first] = calls.row.parts!;
    const resent = { ...first!, attempts: [{ ...first!.attempts[0]!, resend: true }] };
    calls.tx.put(MESSAGES, { ...calls.row, parts: [resent] });
    calls.returned(1, { kind: 'rejected', reason: reason('content-refused') });
    expect(step(calls)).toBe('send');
    calls.returned(1, accepted);
    expect(step(calls)).toBe('finished');
  });

  it('when another attempt has been made: a refusal of the first says nothing, a proof settles the part', () => {
    const calls = lost(undefined, keyed(HOUR));
    expect(calls.intend(2)).toBe(true);
    calls.returned(1, { kind: 'rejected', reason: reason('content-refused') });
    expect(step(calls)).toBe('calling');
    calls.returned(1, accepted);
    calls.returned(2, { kind: 'retry', reason: reason('rate-limited') });
    expect(step(calls)).toBe('finished');
    expect(partState(calls.row.parts![0]!)).toBe('accepted');
  });

  it('under a key that lives: its own word takes the place of the guess', () => {
    const calls = lost(undefined, keyed(HOUR));
    calls.returned(1, { kind: 'rejected', reason: reason('content-refused') });
    expect(calls.row.parts![0]!.attempts[0]).toMatchObject({ outcome: 'rejected' });
    expect(calls.row.parts![0]!.attempts[0]).not.toHaveProperty('keyed');
    expect(step(calls)).toBe('finished');
  });

  it('is believed of its own call alone', () => {
    const calls = lost();
    const stranger = openAttempt({ correlation: 'another' });
    calls.tx.put(MESSAGES, { ...calls.row, parts: [part([{ ...stranger, outcome: 'uncertain', lost: true }])] });
    calls.returned(1, { kind: 'retry', reason: reason('rate-limited') });
    expect(step(calls)).toBe('resolve');
  });

  it('is put on record', () => {
    const calls = lost();
    calls.returned(1, accepted);
    expect(calls.tx.journaled.at(-1)).toMatchObject({
      type: 'attempt.returnedLate',
      data: { part: 1, attempt: 1, outcome: 'accepted', settles: true },
    });
  });
});

describe('a gate', () => {
  it('that a refusal has closed for long is not opened sooner by a milder one', () => {
    const calls = new Calls(message([part([openAttempt()])]));
    const untilMs = calls.tx.nowMs + HOUR;
    calls.tx.put(GATES, { key: `account:${ACCOUNT}`, kind: 'blocked', closedAtMs: 0, untilMs });
    calls.returned(1, { kind: 'retry', reason: reason('rate-limited', { scope: 'account', afterMs: 1_000 }) });
    expect(calls.tx.all(GATES)).toMatchObject([{ untilMs }]);
  });
});

it('parts that continue a failed one are given up, however many they are', () => {
  const continuing = Array.from({ length: 200 }, () => part([], { continues: true }));
  const row = message([part([attempt({ outcome: 'rejected', reason: reason('content-refused') })]), ...continuing]);
  const tx = new EventTx(new WorkingSet(), { kind: 'x', app: APP, portal: PORTAL, receivedAtMs: 0, body: 0 }, 0, 1);
  tx.put(MESSAGES, row);
  const known = channels(channelRuntime());
  settle(tx, [new OutgoingMessageSettler(known), new OutgoingLaneSettler(known)], () => undefined);
  const states = tx.get(MESSAGES, row.key)!.parts!.map(partState);
  expect(new Set(states)).toEqual(new Set(['failed']));
});
