import { describe, expect, it } from '@jest/globals';
import type { FailureReason } from '../../../../src/contract/failure-reason.js';
import type { Json } from '../../../../src/contract/json.js';
import { AccountGateSettler } from '../../../../src/delivery/gates/account-gate-settler.js';
import { closeGate, gatesBefore } from '../../../../src/delivery/gates/gate-changes.js';
import type { AccountRow, AccountState } from '../../../../src/directory/accounts/account-row.js';
import { GATES } from '../../../../src/outbox/gate.js';
import { LANES, laneKey } from '../../../../src/outbox/lane.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { MESSAGES } from '../../../../src/status/message-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { ACCOUNT, APP, CONVERSATION, CREATED_AT, message, PORTAL } from '../../../fixtures/message-rows.js';

const HOUR = 3_600_000;
const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
const row = message(undefined);

function accountIn(state: AccountState): AccountRow {
  const address = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;
  const { account: key, ...rest } = owner;
  return { key, ...rest, channelAccountId: '1', address, settings: {}, settingsVersion: 1, state };
}

/** An account goes through states, an hour each, while a message waits in a lane. */
function through(...states: AccountState[]): MemoryTx {
  const tx = new MemoryTx(CREATED_AT + 1_000);
  const lane = laneKey(CONVERSATION, 'out');
  const items = [{ kind: 'message', key: row.key, atMs: row.createdAtMs, sequence: 0 } as const];
  tx.put(MESSAGES, row);
  tx.put(LANES, { key: lane, ...owner, conversation: CONVERSATION, direction: 'out', items });
  let before: AccountRow | undefined;
  for (const state of states) {
    new AccountGateSettler().settle(accountIn(state), before, tx);
    before = accountIn(state);
    const gate = tx.get(GATES, `held:${ACCOUNT}`);
    const waits = { app: APP, portal: PORTAL, slot: 0, leased: false, ref: lane, queue: 'outgoing' };
    if (gate) tx.put(WORK, { key: `lane:${lane}`, ...waits, dueAtMs: tx.nowMs + 10 * HOUR, gate: gate.key });
    tx.nowMs += HOUR;
  }
  return tx;
}

describe('an account whose provider has refused its credentials', () => {
  const refused = (reason: Partial<FailureReason>): MemoryTx => {
    const tx = through('active');
    const blocked = { class: 'credentials-invalid', scope: 'account', ...reason } as FailureReason;
    closeGate(tx, { key: `account:${ACCOUNT}`, kind: 'blocked', closedAtMs: 0, reason: blocked }, owner);
    return tx;
  };
  const settle = (tx: MemoryTx, settings: Json) =>
    new AccountGateSettler().settle({ ...accountIn('active'), settings }, accountIn('active'), tx);

  it('sends again as soon as it has others', () => {
    const tx = refused({});
    settle(tx, {});
    expect(tx.all(GATES)).toHaveLength(1);
    settle(tx, { token: 'new' });
    expect(tx.all(GATES)).toEqual([]);
    expect(tx.all(WORK).map(({ queue }) => queue)).not.toContain('validate');
  });

  it('is tried at once where it was refused for something else, unless an operator has paused it', () => {
    const tx = refused({ class: 'account-suspended' });
    settle(tx, { token: 'new' });
    expect(tx.all(GATES)).toHaveLength(1);
    expect(tx.get(WORK, `validate:account:${ACCOUNT}`)).toMatchObject({ dueAtMs: tx.nowMs });
    const paused = through('active');
    paused.put(GATES, { key: `account:${ACCOUNT}`, kind: 'paused', closedAtMs: 0 });
    settle(paused, { token: 'new' });
    expect(paused.all(GATES)).toHaveLength(1);
    expect(paused.get(WORK, `validate:account:${ACCOUNT}`)).toBeUndefined();
  });
});

describe('an account that is held', () => {
  it('sends nothing, as if an operator had paused it', () => {
    const tx = through('active', 'held', 'held');
    expect(tx.all(GATES)).toEqual([{ key: `held:${ACCOUNT}`, kind: 'paused', closedAtMs: CREATED_AT + 1_000 + HOUR }]);
    expect(gatesBefore(row)).toContain(`held:${ACCOUNT}`);
    expect(tx.emitted.map(({ type }) => type)).toEqual(['gate.closed']);
  });

  it.each(['active', 'disabled'] as const)('lets go of what waited when it is %s, and gives its time back', (state) => {
    const tx = through('active', 'held', state);
    expect(tx.all(GATES)).toEqual([]);
    expect(tx.get(WORK, `lane:${laneKey(CONVERSATION, 'out')}`)).not.toHaveProperty('gate');
    expect(tx.get(MESSAGES, row.key)!.deadlineAtMs - row.deadlineAtMs).toBe(HOUR);
  });

  it('is one thing, and what an operator has paused another', () => {
    const tx = through('held');
    tx.put(GATES, { key: `account:${ACCOUNT}`, kind: 'paused', closedAtMs: 0 });
    new AccountGateSettler().settle(accountIn('active'), accountIn('held'), tx);
    expect(tx.all(GATES).map(({ key }) => key)).toEqual([`account:${ACCOUNT}`]);
  });
});
