import { describe, expect, it } from '@jest/globals';
import { PeerRefusalSettler } from '../../../../src/delivery/outcomes/peer-refusal-settler.js';
import { CONVERSATIONS, type ConversationRow } from '../../../../src/directory/people/conversation-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import {
  ACCOUNT,
  APP,
  attempt,
  CONVERSATION,
  CREATED_AT,
  message,
  PORTAL,
  part,
  providerId,
  reason,
} from '../../../fixtures/message-rows.js';

const peer = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;

/** What is known of the peer once a receipt has said that a message was refused because of an opt-out. */
function afterRefusal(changes: Partial<ConversationRow> = {}): ConversationRow | undefined {
  const tx = new MemoryTx(CREATED_AT + 3_600_000);
  const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
  tx.put(CONVERSATIONS, { key: CONVERSATION, ...owner, address: peer, aliases: [peer], lastAtMs: 0, ...changes });
  const failed = providerId('a', 'failed', { reason: reason('recipient-opted-out'), atMs: tx.nowMs });
  const row = message([part([attempt({ intendedAtMs: CREATED_AT, ids: [failed] })])]);
  new PeerRefusalSettler().settle(row, message([part([attempt()])]), tx);
  return tx.get(CONVERSATIONS, CONVERSATION);
}

describe('a provider that refuses because of an opt-out', () => {
  it('tells that the peer had opted out when the message was sent', () => {
    expect(afterRefusal()?.optedOutAtMs).toBe(CREATED_AT);
  });

  it('tells nothing of a peer who has opted in since', () => {
    expect(afterRefusal({ optedInAtMs: CREATED_AT + 1 })).not.toHaveProperty('optedOutAtMs');
    expect(afterRefusal({ optedInAtMs: CREATED_AT - 1 })?.optedOutAtMs).toBe(CREATED_AT);
  });
});
