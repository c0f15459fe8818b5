import { beforeEach, describe, expect, it } from '@jest/globals';
import { DEAD_LETTERS } from '../../../src/outbox/dead-letter.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { presume } from '../../../src/status/aggregate.js';
import { MESSAGES, type MessageRow } from '../../../src/status/message-row.js';
import { MessageSettler } from '../../../src/status/message-settler.js';
import { statusDeadLetter } from '../../../src/status/status-dead-letter.js';
import { STATUSES } from '../../../src/status/status-row.js';
import { type ChannelChanges, channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { attempt, CREATED_AT, message, openAttempt, part, providerId, reason } from '../../fixtures/message-rows.js';

const DAY = 24 * 60 * 60 * 1_000;
const KEY = message([]).key;

let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx(CREATED_AT + 2_000);
});

/** Lets the settler see the message come to be as it is now. */
function settle(row: MessageRow, channel: ChannelChanges = {}): void {
  const before = tx.get(MESSAGES, row.key);
  tx.put(MESSAGES, row);
  new MessageSettler(channels(channelRuntime(channel))).settle(row, before, tx);
}

const status = () => tx.get(STATUSES, KEY);
const work = () => tx.all(WORK).map(({ key, queue, dueAtMs }) => ({ key, queue, dueAtMs }));
const accepted = (...ids: string[]) => attempt({ ids: ids.map((id) => providerId(id)) });
const delivered = attempt({ ids: [providerId('a', 'delivered')] });
const bounced = attempt({
  ids: [providerId('a', 'failed', { reason: reason('recipient-unreachable', { code: '30003' }) })],
});

describe('lifecycle events', () => {
  it('follow a message of one part, each once', () => {
    settle(message(undefined));
    settle(message([part()]));
    settle(message([part([openAttempt()])]));
    expect(tx.takeEmitted()).toEqual([]);
    settle(message([part([accepted('a')])]));
    expect(tx.takeEmitted()).toEqual(['part.accepted', 'message.accepted']);
    settle(message([part([accepted('a')])]));
    expect(tx.takeEmitted()).toEqual([]);
    settle(message([part([delivered])]));
    expect(tx.takeEmitted()).toEqual(['part.delivered', 'message.delivered']);
  });

  it('of the message wait for its weakest part, those of parts do not', () => {
    settle(message([part([accepted('a')]), part()]));
    expect(tx.takeEmitted()).toEqual(['part.accepted']);
    settle(message([part([accepted('a')]), part([accepted('b')])]));
    expect(tx.takeEmitted()).toEqual(['part.accepted', 'message.accepted']);
    settle(message([part([delivered]), part([accepted('b')])]));
    expect(tx.takeEmitted()).toEqual(['part.delivered']);
  });

  it('carry ids and the reason, but neither the provider’s words nor an address', () => {
    const words = reason('recipient-unreachable', { code: '30003', detail: 'handset of +15550199 is off' });
    settle(message([part([accepted('x')]), part([attempt({ ids: [providerId('a', 'failed', { reason: words })] })])]));
    expect(tx.emitted.map(({ type, payload }) => ({ type, payload }))).toContainEqual({
      type: 'part.failed',
      payload: {
        app: 'main',
        portal: '62515',
        channel: 'sms',
        account: 'line',
        message: KEY,
        messageId: 'message-1',
        conversation: 'conversation-1',
        threadId: 'thread-1',
        createdAtMs: expect.any(Number),
        atMs: tx.nowMs,
        part: 2,
        parts: 2,
        providerIds: ['a'],
        reason: { class: 'recipient-unreachable', code: '30003' },
      },
    });
    expect(JSON.stringify(tx.emitted)).not.toContain('handset');
  });

  it('say that a failure was taken back', () => {
    settle(message([part([bounced])]));
    tx.takeEmitted();
    settle(message([part([delivered])]));
    expect(tx.takeEmitted()).toEqual(['part.delivered', 'message.delivered']);
  });

  it('do not go back when another id turns up', () => {
    settle(message([part([delivered])]));
    tx.takeEmitted();
    settle(message([part([attempt({ ids: [providerId('a', 'delivered'), providerId('b')] })])]));
    expect(tx.takeEmitted()).toEqual([]);
  });

  it('tell of doubt, and of its end', () => {
    const doubt = attempt({ outcome: 'uncertain', reason: reason('timeout') });
    settle(message([part([doubt])]));
    expect(tx.takeEmitted()).toEqual(['part.uncertain', 'message.uncertain']);
    settle(message([presume(part([doubt]), reason('unconfirmed'))]));
    expect(tx.takeEmitted()).toEqual(['part.failed', 'message.failed']);
  });

  it('tell of a message that cannot be sent at all', () => {
    settle(message(undefined, { rejection: reason('content-empty') }));
    expect(tx.emitted).toMatchObject([{ type: 'message.failed', payload: { reason: { class: 'content-empty' } } }]);
  });

  it('are in the journal too, there with what operators need', () => {
    const words = reason('recipient-invalid', { code: '21211', detail: 'not a number' });
    settle(message([part([attempt({ outcome: 'rejected', reason: words })])]));
    expect(tx.journaled).toMatchObject([
      {
        type: 'part.failed',
        message: KEY,
        data: { part: 1, class: 'recipient-invalid', code: '21211', detail: 'not a number' },
      },
      { type: 'message.failed', message: KEY, data: { class: 'recipient-invalid', code: '21211' } },
    ]);
  });

  it('are in the journal without the address, though an adapter has passed the words on as they were', () => {
    const to = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ada.l' } as const;
    const words = reason('recipient-invalid', { detail: 'ada.l, +15550199, is not known' });
    settle(message([part([attempt({ outcome: 'rejected', reason: words })])], { to }));
    expect(tx.journaled).toMatchObject([{ data: { detail: '…, …, is not known' } }, {}]);
  });

  it('are none for what we published', () => {
    settle(message([part([delivered])], { origin: 'published' }));
    expect(tx.emitted).toEqual([]);
    expect(tx.journaled).toEqual([]);
    expect(status()).toBeUndefined();
    expect(work()).toEqual([]);
  });
});

describe('what HubSpot should know', () => {
  it('is nothing before there is a verdict', () => {
    settle(message([part([openAttempt()])]));
    expect(status()).toBeUndefined();
    expect(tx.all(WORK)).toEqual([]);
  });

  it('is due at once when it changes', () => {
    settle(message([part([accepted('a')])]));
    expect(status()).toMatchObject({ desired: { status: 'SENT' }, failures: 0, messageId: 'message-1' });
    expect(status()).not.toHaveProperty('synced');
    expect(work()).toContainEqual({ key: `status:${KEY}`, queue: 'status', dueAtMs: tx.nowMs });
  });

  it('goes by the urgent queue when it is FAILED', () => {
    settle(message([part([bounced])]));
    expect(work()).toEqual([{ key: `status:${KEY}`, queue: 'status-failed', dueAtMs: tx.nowMs }]);
  });

  it('moves from one queue to the other under the same key', () => {
    settle(message([part([accepted('a')])]));
    settle(message([part([bounced])]));
    expect(work()).toEqual([{ key: `status:${KEY}`, queue: 'status-failed', dueAtMs: tx.nowMs }]);
  });

  it('goes behind all others where it follows from a correction; what comes after that does not', () => {
    settle(message([part([bounced])]));
    const corrected = { corrected: { id: 'c1', to: 'sent', atMs: tx.nowMs } };
    settle(message([part([accepted('a')])], corrected));
    expect(work()).toContainEqual({ key: `status:${KEY}`, queue: 'status-later', dueAtMs: tx.nowMs });
    settle(message([part([attempt({ ids: [providerId('a', 'read')] })])], corrected));
    expect(work()).toContainEqual({ key: `status:${KEY}`, queue: 'status', dueAtMs: tx.nowMs });
  });

  it('is known from birth as SENT where SENT need not be confirmed', () => {
    settle(message([part([accepted('a')])]), { status: { confirmSent: false } });
    expect(status()).toMatchObject({ desired: { status: 'SENT' }, synced: { status: 'SENT' } });
    expect(work().map(({ queue }) => queue)).toEqual(['timer']);
    settle(message([part([bounced])]), { status: { confirmSent: false } });
    expect(work().map(({ queue }) => queue)).toEqual(['status-failed']);
  });

  it('does not disturb a call that waits its time', () => {
    settle(message([part([accepted('a')])]));
    tx.put(STATUSES, { ...status()!, failures: 3, notBeforeMs: tx.nowMs + 9_000 });
    settle(message([part([attempt({ ids: [providerId('a', 'read')] })])]));
    expect(status()).toMatchObject({ desired: { status: 'READ' }, failures: 3, notBeforeMs: tx.nowMs + 9_000 });
  });

  it('is tried again after HubSpot refused something else', () => {
    settle(message([part([bounced])]));
    const refused = { ...status()!, abandoned: true };
    tx.put(STATUSES, refused);
    tx.put(DEAD_LETTERS, statusDeadLetter(refused, { code: '400', detail: '' }, tx.nowMs));
    tx.remove(WORK, `status:${KEY}`);
    settle(message([part([delivered])]));
    expect(status()).toMatchObject({ desired: { status: 'SENT' } });
    expect(status()).not.toHaveProperty('abandoned');
    expect(tx.all(DEAD_LETTERS)).toEqual([]);
    expect(work()).toContainEqual({ key: `status:${KEY}`, queue: 'status', dueAtMs: tx.nowMs });
  });

  it('is asked for where a PATCH that is no longer wanted may be under way', () => {
    settle(message([part([accepted('a')])]));
    tx.put(STATUSES, { ...status()!, synced: { status: 'SENT' } });
    settle(message([part([bounced])]));
    expect(status()).not.toHaveProperty('readBackAtMs');
    settle(message([part([delivered])]));
    expect(status()).toMatchObject({ desired: { status: 'SENT' }, synced: { status: 'SENT' } });
    expect(work()).toContainEqual({ key: `read-back:${KEY}`, queue: 'read-back', dueAtMs: tx.nowMs + 60_000 });
  });

  it('writes nothing when nothing changes', () => {
    const row = message([part([accepted('a')])]);
    settle(row);
    tx.writes = 0;
    settle(row);
    expect(tx.writes).toBe(1); // the message itself, by this test
  });

  it('is told too for a message whose channel is gone from the configuration', () => {
    settle(message(undefined, { channel: 'gone', rejection: reason('account-unavailable') }));
    expect(status()?.desired).toEqual({ status: 'FAILED', reason: { class: 'account-unavailable' } });
  });
});

describe('waiting for receipts', () => {
  const timer = () => work().find(({ queue }) => queue === 'timer');

  it('lasts until the deadline after the last part was handed over', () => {
    settle(
      message([part([attempt({ returnedAtMs: CREATED_AT + 10 })]), part([attempt({ returnedAtMs: CREATED_AT + 90 })])]),
    );
    expect(timer()).toEqual({ key: `receipt-deadline:${KEY}`, queue: 'timer', dueAtMs: CREATED_AT + 90 + DAY });
  });

  it('begins when no part is still to be sent', () => {
    settle(message([part([accepted('a')]), part()]));
    expect(timer()).toBeUndefined();
  });

  it.each<[string, MessageRow]>([
    ['all have arrived', message([part([delivered])])],
    ['it has failed', message([part([bounced])])],
    ['the adapter says that no more will come', message([part([accepted('a')], { final: true })])],
    ['it was given up before', message([part([accepted('a')])], { unconfirmedAtMs: CREATED_AT })],
  ])('is over when %s', (_name, row) => {
    settle(message([part([accepted('a')])]));
    expect(timer()).toBeDefined();
    settle(row);
    expect(timer()).toBeUndefined();
  });

  it.each<[ChannelChanges['receipts'], boolean]>([
    [{ states: ['delivered'] }, true],
    [{ states: ['sent', 'failed'] }, true],
    [{ states: ['failed'] }, false],
    [{ states: ['read', 'failed'] }, false],
    [{ delivery: 'none' }, false],
  ])('with receipts declared as %j: %s', (receipts, waits) => {
    settle(message([part([accepted('a')])]), receipts ? { receipts } : {});
    expect(timer() !== undefined).toBe(waits);
  });

  it('does not wait for delivery where only leaving is told', () => {
    settle(message([part([attempt({ ids: [providerId('a', 'sent')] })])]), { receipts: { states: ['sent'] } });
    expect(timer()).toBeUndefined();
  });
});
