import { beforeEach, describe, expect, it } from '@jest/globals';
import { CONVERSATIONS } from '../../../../src/directory/people/conversation-row.js';
import { conversationFor, findConversation } from '../../../../src/directory/people/conversations.js';
import { type SuppressionCommand, SuppressionReducer } from '../../../../src/directory/people/suppression-reducer.js';
import { TOMBSTONES } from '../../../../src/directory/people/tombstone-row.js';
import { Tombstones } from '../../../../src/directory/people/tombstones.js';
import { SUPPRESSION_COMMAND } from '../../../../src/outbox/command-event.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { ACCOUNT, APP, PORTAL } from '../../../fixtures/message-rows.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const PEER = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const OWNER = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
const tombstones = new Tombstones([TEST_KEY]);

let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx();
});

function tell(name: SuppressionCommand['name']): void {
  const body: SuppressionCommand = {
    name,
    key: 's1',
    by: 'ann',
    channel: 'sms',
    reason: 'by letter',
    addresses: [PEER],
  };
  const event = { kind: SUPPRESSION_COMMAND, app: APP, portal: PORTAL, account: ACCOUNT, receivedAtMs: tx.nowMs, body };
  new SuppressionReducer(tombstones).reduce(event, tx);
}

const known = () => findConversation(tx, ACCOUNT, PEER);

describe('an opt-out by command', () => {
  it('makes the conversation where there is none, and is on record without the address', () => {
    tell('suppressions.add');
    expect(known()).toMatchObject({ optedOutAtMs: tx.nowMs, address: PEER });
    expect(tx.journaled).toMatchObject([
      {
        type: 'command.suppressions.add',
        conversation: known()?.key,
        data: { key: 's1', by: 'ann', reason: 'by letter' },
      },
    ]);
    expect(JSON.stringify(tx.journaled)).not.toContain(PEER.value);
  });

  it('said twice changes nothing', () => {
    tell('suppressions.add');
    const before = known();
    tx.nowMs += 1_000;
    tell('suppressions.add');
    expect(known()).toEqual(before);
    expect(tx.journaled).toHaveLength(1);
  });

  it('is taken back as by an opt-in', () => {
    tell('suppressions.remove');
    expect(known()).toBeUndefined();
    tell('suppressions.add');
    tell('suppressions.remove');
    expect(known()).toMatchObject({ optedInAtMs: tx.nowMs });
    expect(known()).not.toHaveProperty('optedOutAtMs');
  });

  it('of somebody who was erased stays what it is, until it is taken back', () => {
    const gone = conversationFor(tx, OWNER, PEER, tombstones);
    tombstones.leave(tx, gone, 'suppressed');
    tx.remove(CONVERSATIONS, gone.key);
    tell('suppressions.add');
    expect(known()).toBeUndefined();
    tell('suppressions.remove');
    expect(known()).not.toHaveProperty('optedOutAtMs');
    expect(tx.all(TOMBSTONES)).toEqual([]);
  });
});
