import { beforeEach, describe, expect, it } from '@jest/globals';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import { MESSAGES, type MessageRow } from '../../../src/status/message-row.js';
import { MessageSettler } from '../../../src/status/message-settler.js';
import { ReceiptDeadlineReducer } from '../../../src/status/receipt-deadline.js';
import { STATUSES } from '../../../src/status/status-row.js';
import { type ChannelChanges, channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
import { APP, attempt, CREATED_AT, message, PORTAL, part, providerId } from '../../fixtures/message-rows.js';

const DAY = 24 * 60 * 60 * 1_000;
const accepted = message([part([attempt({ ids: [providerId('a')], returnedAtMs: CREATED_AT })])]);

let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx(CREATED_AT);
});

function begin(row: MessageRow, changes: ChannelChanges) {
  const known = channels(channelRuntime(changes));
  const settler = new MessageSettler(known);
  const reducer = new ReceiptDeadlineReducer(known);
  tx.put(MESSAGES, row);
  settler.settle(row, undefined, tx);
  tx.takeEmitted();
  return {
    /** The timer fires. */
    fire(work: WorkRow) {
      tx.fold(
        { kind: 'due.receipt-deadline', app: APP, portal: PORTAL, receivedAtMs: tx.nowMs, body: work },
        [reducer],
        settler,
      );
    },
    becomes(after: MessageRow) {
      const before = tx.get(MESSAGES, after.key);
      tx.put(MESSAGES, after);
      settler.settle(tx.get(MESSAGES, after.key)!, before, tx);
    },
    timer: () => tx.all(WORK).find(({ queue }) => queue === 'timer'),
    row: () => tx.get(MESSAGES, row.key)!,
  };
}

describe('when no receipt came in time', () => {
  it('the message is unconfirmed, once, and HubSpot is told nothing else by default', () => {
    const { fire, timer, row } = begin(accepted, {});
    const work = timer()!;
    tx.nowMs = work.dueAtMs;
    fire(work);
    expect(tx.takeEmitted()).toEqual(['message.unconfirmed']);
    expect(row().unconfirmedAtMs).toBe(CREATED_AT + DAY);
    expect(tx.get(STATUSES, row().key)?.desired).toEqual({ status: 'SENT' });
    expect(timer()).toBeUndefined();
    fire(work);
    expect(tx.takeEmitted()).toEqual([]);
  });

  it('it is FAILED as unconfirmed where the account chose so, until a late receipt proves otherwise', () => {
    const { fire, timer, row, becomes } = begin(accepted, { status: { onMissingReceipt: 'fail' } });
    tx.nowMs = CREATED_AT + DAY;
    fire(timer()!);
    expect(tx.takeEmitted()).toEqual(['part.failed', 'message.failed', 'message.unconfirmed']);
    expect(tx.get(STATUSES, row().key)?.desired).toEqual({ status: 'FAILED', reason: { class: 'unconfirmed' } });
    const late = attempt({ ids: [providerId('a', 'delivered')] });
    becomes({ ...row(), parts: [{ ...row().parts![0]!, attempts: [late] }] });
    expect(tx.takeEmitted()).toEqual(['part.delivered', 'message.delivered']);
    expect(tx.get(STATUSES, row().key)?.desired).toEqual({ status: 'SENT' });
  });
});

describe('a timer that has become stale', () => {
  it('moves to the time that holds now', () => {
    const { fire, timer, row } = begin(accepted, {});
    const work = timer()!;
    tx.put(MESSAGES, message([part([attempt({ returnedAtMs: CREATED_AT + 5_000 })])]));
    tx.nowMs = work.dueAtMs;
    fire(work);
    expect(timer()?.dueAtMs).toBe(CREATED_AT + 5_000 + DAY);
    expect(row().unconfirmedAtMs).toBeUndefined();
  });

  it('goes when the message is gone', () => {
    const { fire, timer } = begin(accepted, {});
    tx.remove(MESSAGES, accepted.key);
    fire(timer()!);
    expect(tx.all(WORK).filter(({ queue }) => queue === 'timer')).toEqual([]);
  });
});
