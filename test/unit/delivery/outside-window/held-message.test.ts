import { describe, expect, it } from '@jest/globals';
import type { Capabilities } from '../../../../src/contract/capabilities.js';
import {
  AnswerSettler,
  HeldMessageSettler,
  UnansweredReducer,
} from '../../../../src/delivery/outside-window/held-message.js';
import type { Accounts } from '../../../../src/directory/accounts/accounts.js';
import { CONVERSATIONS, type ConversationRow } from '../../../../src/directory/people/conversation-row.js';
import { LANES, laneKey } from '../../../../src/outbox/lane.js';
import { heldTimes, messageState } from '../../../../src/status/aggregate.js';
import { MESSAGES, type MessageRow } from '../../../../src/status/message-row.js';
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
} from '../../../fixtures/message-rows.js';
import { plainDefinition } from '../../contract/definitions.js';

const HOUR = 3_600_000;
const NOW = CREATED_AT + 10_000;
const WINDOW = { ms: 24 * HOUR };
const peer = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;

/** A message whose template has gone out, at the head of its lane, with another behind it. */
class Held {
  readonly tx = new MemoryTx(NOW);
  readonly #accounts: Accounts;

  constructor(
    row = held(),
    capabilities: Partial<Capabilities> = { window: WINDOW },
    behind = message(undefined, { id: 'message-2' }),
  ) {
    const known = { row: { sinceMs: 0 }, capabilities: { ...plainDefinition().capabilities, ...capabilities } };
    this.#accounts = { get: () => known } as unknown as Accounts;
    const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT, conversation: CONVERSATION };
    const items = [row, behind].map(
      ({ key, createdAtMs: atMs }) => ({ kind: 'message', key, atMs, sequence: 0 }) as const,
    );
    this.tx.put(LANES, { key: laneKey(CONVERSATION, 'out'), ...owner, direction: 'out', items });
    for (const one of [row, behind]) this.tx.put(MESSAGES, one);
    this.conversation({});
  }

  get row(): MessageRow {
    return this.tx.get(MESSAGES, message([]).key)!;
  }

  deadlineOf(id: string): number {
    return this.tx.get(MESSAGES, message([], { id }).key)!.deadlineAtMs;
  }

  /** The conversation becomes this, and what follows from it. */
  conversation(changes: Partial<ConversationRow>): void {
    const before = this.tx.get(CONVERSATIONS, CONVERSATION);
    const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
    const row = { key: CONVERSATION, ...owner, address: peer, aliases: [peer], lastAtMs: 0, ...before, ...changes };
    this.tx.put(CONVERSATIONS, row);
    if (before) new AnswerSettler(this.#accounts).settle(row, before, this.tx);
  }

  /** The message was `before`; what follows. */
  settle(before?: MessageRow): void {
    new HeldMessageSettler(this.#accounts).settle(this.row, before, this.tx);
  }

  expire(): void {
    const at = { app: APP, portal: PORTAL, receivedAtMs: 0 };
    new UnansweredReducer().reduce({ kind: 'delivery.unanswered', ...at, body: { message: this.row.key } }, this.tx);
  }
}

function held(sinceMs?: number, template = attempt({ intendedAtMs: CREATED_AT, progress: 'accepted' })): MessageRow {
  const awaitsReply = { forMs: HOUR, ...(sinceMs === undefined ? {} : { sinceMs }) };
  return message([part([template]), part([], { awaitsReply, continues: true }), part()]);
}

const isReleased = ({ parts }: MessageRow) => parts?.every(({ awaitsReply }) => awaitsReply === undefined);

describe('a message whose next part waits for the peer', () => {
  it('is held from the moment it comes to that part', () => {
    const world = new Held();
    world.settle();
    expect(heldTimes(world.row)).toEqual({ sinceMs: NOW, untilMs: NOW + HOUR });
  });

  it('is not held while its template is on its way', () => {
    const world = new Held(held(undefined, openAttempt()));
    world.settle();
    expect(heldTimes(world.row)).toBeUndefined();
  });

  it('is released by an answer that was here before the template’s call had returned', () => {
    const world = new Held(held(undefined, openAttempt()));
    world.conversation({ lastInboundAtMs: NOW, lastHeardAtMs: NOW });
    expect(isReleased(world.row)).toBe(false);
    world.tx.put(MESSAGES, held());
    world.settle();
    expect(isReleased(world.row)).toBe(true);
  });

  it('is released by an answer, even where the provider’s clock is behind ours', () => {
    const world = new Held(held(NOW));
    world.conversation({ lastInboundAtMs: CREATED_AT - 60_000, lastHeardAtMs: NOW });
    expect(isReleased(world.row)).toBe(true);
  });

  it('stays held when something comes late that was written before the window', () => {
    const world = new Held(held(NOW));
    world.conversation({ lastInboundAtMs: NOW - 25 * HOUR, lastHeardAtMs: NOW });
    expect(isReleased(world.row)).toBe(false);
  });

  it('stays held when something else about the peer changes', () => {
    const world = new Held(held(NOW));
    world.conversation({ threadId: 'thread-2' });
    expect([isReleased(world.row), heldTimes(world.row)?.sinceMs]).toEqual([false, NOW]);
  });

  it('on a channel without a window waits for something that comes after the part before it', () => {
    const world = new Held(held(NOW), {});
    world.conversation({ lastInboundAtMs: NOW, lastHeardAtMs: CREATED_AT - 1 });
    expect(isReleased(world.row)).toBe(false);
    world.conversation({ lastHeardAtMs: CREATED_AT });
    expect(isReleased(world.row)).toBe(true);
  });

  it('gives the time back that it stood, to itself and to what is behind it', () => {
    const before = held(NOW - HOUR / 2);
    const world = new Held(before, undefined, message(undefined, { id: 'message-2', receivedAtMs: NOW - 1_000 }));
    const deadlines = ['message-1', 'message-2'].map((id) => world.deadlineOf(id));
    world.tx.put(MESSAGES, { ...before, receivedAtMs: NOW - HOUR });
    world.conversation({ lastInboundAtMs: NOW, lastHeardAtMs: NOW });
    world.settle(before);
    expect(world.deadlineOf('message-1') - deadlines[0]!).toBe(HOUR / 2);
    expect(world.deadlineOf('message-2') - deadlines[1]!).toBe(1_000);
    world.settle(world.row);
    expect(world.deadlineOf('message-1') - deadlines[0]!).toBe(HOUR / 2);
  });

  it('is FAILED when the peer leaves, also before the hold began', () => {
    const leaving = new Held(held(NOW));
    leaving.conversation({ optedOutAtMs: NOW });
    const left = new Held(held(undefined, openAttempt()));
    left.conversation({ optedOutAtMs: NOW });
    left.tx.put(MESSAGES, held());
    left.settle();
    for (const { row } of [leaving, left]) {
      expect(row.parts?.map(({ abandoned }) => abandoned?.class)).toEqual([
        undefined,
        'recipient-opted-out',
        'recipient-opted-out',
      ]);
    }
  });

  it('is FAILED when its time is over, not before, and not once it was released', () => {
    const early = new Held(held(NOW - HOUR + 1));
    early.expire();
    expect(messageState(early.row, { sentWhen: 'accepted' })).toBe('pending');
    const late = new Held(held(NOW - HOUR));
    late.expire();
    expect(late.row.parts?.[1]?.abandoned).toMatchObject({ class: 'outside-window' });
    const released = new Held(message([part([attempt({ progress: 'accepted' })]), part()]));
    released.expire();
    expect(messageState(released.row, { sentWhen: 'accepted' })).toBe('pending');
  });
});
