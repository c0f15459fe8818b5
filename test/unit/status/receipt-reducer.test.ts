import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Address } from '../../../src/contract/address.js';
import type { ProviderEvent, ReceiptEvent } from '../../../src/contract/provider-event.js';
import { ACCOUNTS, type AccountRow } from '../../../src/directory/accounts/account-row.js';
import { ALIASES, CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { PROVIDER_EVENT } from '../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import type { FoldEvent } from '../../../src/outbox/reducer.js';
import {
  type AttemptName,
  idRefKey,
  MESSAGES,
  type MessageRow,
  REFS,
  waitKey,
} from '../../../src/status/message-row.js';
import { ReceiptReducer } from '../../../src/status/receipt-reducer.js';
import { registerIds } from '../../../src/status/register-ids.js';
import { channelRuntime, channels } from '../../fixtures/channels.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';
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
  providerId,
  reason,
} from '../../fixtures/message-rows.js';
import { TEST_KEY } from '../../fixtures/temp-store.js';

const DAY = 24 * 60 * 60 * 1_000;
const KEPT = 180 * DAY;
const PEER: Address = { type: 'HS_PHONE_NUMBER', value: '+15550199' };

const OUR: Address = { type: 'HS_PHONE_NUMBER', value: '+15550100' };

const TOMBSTONES = new Tombstones([TEST_KEY]);
const RETENTION = { statesMs: KEPT, contentMs: 14 * DAY, disconnectedMs: 14 * DAY };
const reducer = new ReceiptReducer(channels(channelRuntime()), RETENTION, TOMBSTONES);
let tx: MemoryTx;

beforeEach(() => {
  tx = new MemoryTx(CREATED_AT + 60_000);
});

function receive(told: Omit<ReceiptEvent, 'kind'>, changes: Partial<FoldEvent> = {}): void {
  const event: ProviderEvent = { account: ACCOUNT, dedupeKey: 'k', kind: 'receipt', ...told };
  const body = { channel: 'sms', event };
  const receivedAtMs = CREATED_AT + 60_000;
  tx.fold({ kind: PROVIDER_EVENT, app: APP, portal: PORTAL, account: ACCOUNT, receivedAtMs, body, ...changes }, [
    reducer,
  ]);
}

/** Stores a message with every name its attempts have. */
function given(row: MessageRow): MessageRow {
  tx.put(MESSAGES, row);
  for (const { index, attempts } of row.parts ?? []) {
    for (const { n, correlation, ids } of attempts) {
      registerIds(tx, row, { part: index, attempt: n }, { correlation, ids: ids.map(({ id }) => id) }, KEPT);
    }
  }
  tx.unparked = [];
  tx.writes = 0;
  return row;
}

const OWNER = { app: APP, portal: PORTAL, channel: 'sms' };

/** Another account has taken the place of ours. */
function succeeds(address: Address): void {
  tx.put(ACCOUNTS, {
    ...OWNER,
    key: ACCOUNT,
    address: OUR,
    state: 'replaced',
    replacedBy: 'successor',
  } as AccountRow);
  tx.put(ACCOUNTS, { ...OWNER, key: 'successor', address, state: 'active', replaces: [ACCOUNT] } as AccountRow);
}

const idOf = (ref: string): AttemptName => ({ of: 'id', ref });
const attempts = (row: MessageRow, index = 0) => tx.get(MESSAGES, row.key)!.parts![index]!.attempts;

describe('a receipt by provider id', () => {
  it('moves the attempt the id belongs to', () => {
    const row = given(
      message([
        part([attempt({ ids: [providerId('SM1')] })]),
        part([attempt({ correlation: 'c2', ids: [providerId('SM2')] })]),
      ]),
    );
    receive({ of: { id: 'SM2' }, state: 'delivered', atMs: CREATED_AT + 7 });
    expect(attempts(row, 1)[0]!.ids).toEqual([providerId('SM2', 'delivered', { atMs: CREATED_AT + 7 })]);
    expect(attempts(row, 0)[0]!.ids).toEqual([providerId('SM1')]);
  });

  it('is that of the account whose place another has taken under the same name', () => {
    const row = given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    succeeds(OUR);
    receive({ of: { id: 'SM1' }, state: 'delivered', atMs: CREATED_AT + 7 }, { account: 'successor' });
    expect(attempts(row)[0]!.ids).toEqual([providerId('SM1', 'delivered', { atMs: CREATED_AT + 7 })]);
  });

  it('is that of the account in its place where the URL still names the old one', () => {
    const row = given({ ...message([part([attempt({ ids: [providerId('SM1')] })])]), account: 'successor' });
    succeeds(OUR);
    receive({ of: { id: 'SM1' }, state: 'delivered' });
    expect(attempts(row)[0]!.ids).toMatchObject([{ id: 'SM1', progress: 'delivered' }]);
  });

  it('is that of an account of the same address before one takes the place of the other, or where it was renamed', () => {
    const row = given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    tx.put(ACCOUNTS, { ...OWNER, key: ACCOUNT, address: OUR, state: 'active' } as AccountRow);
    tx.put(ACCOUNTS, { ...OWNER, key: 'renamed', address: OUR, state: 'active' } as AccountRow);
    receive({ of: { id: 'SM1' }, state: 'delivered' }, { account: 'renamed' });
    expect(attempts(row)[0]!.ids).toMatchObject([{ id: 'SM1', progress: 'delivered' }]);
  });

  it.each([
    ['of another address', { address: { ...OUR, value: '+15550101' } }],
    ['of another channel', { channel: 'chat' }],
    ['in another portal', { portal: 'another' }],
    ['that is purged', { state: 'purged' }],
  ])('is not that of an account %s', (_, other) => {
    given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    tx.put(ACCOUNTS, { ...OWNER, key: ACCOUNT, address: OUR, state: 'active', ...other } as AccountRow);
    tx.put(ACCOUNTS, { ...OWNER, key: 'beside', address: OUR, state: 'active' } as AccountRow);
    receive({ of: { id: 'SM1' }, state: 'delivered' }, { account: 'beside' });
    expect(tx.parked).toHaveLength(1);
  });

  it('is that of the replaced account also where its id told who was erased', () => {
    const [hidden = ''] = TOMBSTONES.hiddenIds(ACCOUNT, 'SM1');
    const row = given({ ...message([part([attempt({ ids: [providerId(hidden)] })])]), erasedAtMs: CREATED_AT });
    succeeds(OUR);
    receive({ of: { id: 'SM1' }, state: 'delivered' }, { account: 'successor' });
    expect(attempts(row)[0]!.ids).toMatchObject([{ id: hidden, progress: 'delivered' }]);
  });

  it('finds an earlier attempt as well as the last', () => {
    const first = attempt({ outcome: 'uncertain', reason: reason('timeout'), ids: [providerId('SM1')], resend: true });
    const row = given(message([part([first, attempt({ n: 2, ids: [providerId('SM2')] })])]));
    receive({ of: { id: 'SM1' }, state: 'sent' });
    expect(attempts(row)[0]).toMatchObject({ outcome: 'accepted', ids: [{ progress: 'sent' }] });
  });

  it('writes nothing the second time', () => {
    given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    receive({ of: { id: 'SM1' }, state: 'sent' });
    const { writes } = tx;
    receive({ of: { id: 'SM1' }, state: 'sent' });
    receive({ of: { id: 'SM1' }, state: 'accepted' });
    expect(tx.writes).toBe(writes);
  });

  it('that failed keeps the reason, and adds no attempt', () => {
    const row = given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    receive({ of: { id: 'SM1' }, state: 'failed', reason: reason('carrier-filtered', { code: '30007' }) });
    expect(attempts(row)).toHaveLength(1);
    expect(attempts(row)[0]!.ids[0]).toMatchObject({ progress: 'failed', reason: { code: '30007' } });
  });

  it('records what was consumed, and that nothing more will come', () => {
    const row = given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    receive({ of: { id: 'SM1' }, state: 'sent', usage: { units: 3 }, final: true });
    expect(attempts(row)[0]!.ids[0]!.usage).toEqual({ units: 3 });
    expect(tx.get(MESSAGES, row.key)!.parts![0]!.final).toBe(true);
  });
});

describe('a receipt by our correlation', () => {
  it('moves a call that has not returned yet', () => {
    const row = given(message([part([openAttempt()])]));
    receive({ of: { correlation: 'c-1' }, state: 'sent' });
    expect(attempts(row)[0]).toMatchObject({ progress: 'sent' });
  });

  it('teaches the provider’s ids, and wakes what waited for them', () => {
    const row = given(message([part([attempt({ outcome: 'uncertain', reason: reason('timeout') })])]));
    receive({ of: { correlation: 'c-1', ids: ['SM1', 'SM2'] }, state: 'accepted' });
    expect(attempts(row)[0]).toMatchObject({ outcome: 'accepted', ids: [{ id: 'SM1' }, { id: 'SM2' }] });
    expect(tx.get(REFS, idRefKey(ACCOUNT, 'SM2'))).toEqual({
      key: idRefKey(ACCOUNT, 'SM2'),
      message: row.key,
      partIndex: 0,
      attempt: 1,
      expiresAtMs: tx.nowMs + KEPT,
    });
    expect(tx.unparked).toEqual([waitKey(OWNER, idOf('SM1')), waitKey(OWNER, idOf('SM2'))]);
  });
});

describe('a receipt for a name nobody knows', () => {
  it('waits under that name, for as long as it may still become known', () => {
    receive({ of: { id: 'SM9' }, state: 'sent' });
    receive({ of: { correlation: 'c9' }, state: 'sent' });
    expect(tx.parked).toEqual([
      { parkKey: waitKey(OWNER, idOf('SM9')), untilMs: CREATED_AT + 60_000 + DAY },
      { parkKey: waitKey(OWNER, { of: 'correlation', ref: 'c9' }), untilMs: CREATED_AT + 60_000 + DAY },
    ]);
    expect(tx.emitted).toEqual([]);
  });

  it('is woken by the name becoming known', () => {
    receive({ of: { id: 'SM9' }, state: 'sent' });
    registerIds(tx, message([]), { part: 0, attempt: 1 }, { ids: ['SM9'] }, KEPT);
    expect(tx.unparked).toEqual(tx.parked.map(({ parkKey }) => parkKey));
  });

  it('is woken also where it was heard by the account that takes the place of the sender', () => {
    succeeds(OUR);
    receive({ of: { id: 'SM9' }, state: 'sent' }, { account: 'successor' });
    registerIds(tx, message([]), { part: 0, attempt: 1 }, { ids: ['SM9'] }, KEPT);
    expect(tx.parked).toHaveLength(1);
    expect(tx.unparked).toEqual(tx.parked.map(({ parkKey }) => parkKey));
  });

  it('is not another account’s', () => {
    given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    receive({ of: { id: 'SM1' }, state: 'sent' }, { account: 'other' });
    expect(tx.parked).toHaveLength(1);
  });

  it('is dropped, and said to be, when its time is over', () => {
    receive({ of: { id: 'SM9' }, state: 'sent' }, { overdue: true });
    expect(tx.parked).toEqual([]);
    expect(tx.journaled).toMatchObject([
      {
        type: 'receipt.unmatched',
        account: ACCOUNT,
        data: { of: 'id', ref: TOMBSTONES.hiddenIds(ACCOUNT, 'SM9')[0], state: 'sent' },
      },
    ]);
    expect(tx.takeEmitted()).toEqual(['receipt.unmatched']);
  });

  it('is dropped where the message is gone', () => {
    const row = given(message([part([attempt({ ids: [providerId('SM1')] })])]));
    tx.remove(MESSAGES, row.key);
    receive({ of: { id: 'SM1' }, state: 'sent' });
    expect(tx.takeEmitted()).toEqual(['receipt.unmatched']);
  });
});

describe('a watermark', () => {
  const upToMs = CREATED_AT + 10_000;
  const sentBy = (returnedAtMs: number, id: string) => attempt({ returnedAtMs, ids: [providerId(id, 'sent')] });

  beforeEach(() => {
    const owner = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };
    tx.put(CONVERSATIONS, { key: CONVERSATION, ...owner, address: PEER, aliases: [PEER], lastAtMs: 0 });
    tx.put(ALIASES, { account: ACCOUNT, address: PEER, conversation: CONVERSATION });
  });

  it('moves all that had gone to the peer by then', () => {
    const before = given(message([part([sentBy(upToMs, 'a')])], { id: 'before' }));
    const after = given(message([part([sentBy(upToMs + 1, 'b')])], { id: 'after' }));
    const elsewhere = given(message([part([sentBy(upToMs, 'c')])], { id: 'elsewhere', conversation: 'another' }));
    receive({ of: { peer: PEER, upToMs }, state: 'read' });
    expect(attempts(before)[0]!.progress).toBe('read');
    expect(attempts(after)[0]!.progress).toBe('pending');
    expect(attempts(elsewhere)[0]!.progress).toBe('pending');
  });

  it('counts for what the account before it has sent from the same address, not from another', () => {
    const row = given(message([part([sentBy(upToMs, 'a')])]));
    succeeds({ ...OUR, value: '+15550101' });
    receive({ of: { peer: PEER, upToMs }, state: 'read' }, { account: 'successor' });
    expect(attempts(row)[0]!.progress).toBe('pending');
    succeeds(OUR);
    receive({ of: { peer: PEER, upToMs }, state: 'read' }, { account: 'successor' });
    expect(attempts(row)[0]!.progress).toBe('read');
  });

  it('counts for what the account in its place has sent where the URL still names the old one', () => {
    const owner = { ...OWNER, account: 'successor', address: PEER, aliases: [PEER], lastAtMs: 0 };
    tx.put(CONVERSATIONS, { ...owner, key: 'of the successor' });
    tx.put(ALIASES, { account: 'successor', address: PEER, conversation: 'of the successor' });
    const row = given({
      ...message([part([sentBy(upToMs, 'a')])], { conversation: 'of the successor' }),
      account: 'successor',
    });
    succeeds(OUR);
    receive({ of: { peer: PEER, upToMs }, state: 'read' });
    expect(attempts(row)[0]!.progress).toBe('read');
  });

  it('does not move what failed, is uncertain, is under way or waits', () => {
    const failed = attempt({ ids: [providerId('a', 'failed')] });
    const row = given(
      message([
        part([failed]),
        part([attempt({ outcome: 'uncertain' })]),
        part([openAttempt()]),
        part(),
        part([sentBy(upToMs, 'b')]),
      ]),
    );
    receive({ of: { peer: PEER, upToMs }, state: 'delivered' });
    const moved = tx.get(MESSAGES, row.key)!.parts!;
    expect(moved.slice(0, 4)).toEqual(row.parts!.slice(0, 4));
    expect(moved[4]!.attempts[0]!.progress).toBe('delivered');
  });

  it('says nothing of failures', () => {
    given(message([part([sentBy(upToMs, 'a')])]));
    receive({ of: { peer: PEER, upToMs }, state: 'failed' });
    expect(tx.writes).toBe(0);
  });

  it('of a peer nobody knows is dropped, without naming the peer', () => {
    receive({ of: { peer: { ...PEER, value: '+15550100' }, upToMs }, state: 'read' });
    expect(tx.takeEmitted()).toEqual(['receipt.unmatched']);
    expect(JSON.stringify(tx.journaled)).not.toContain('+15550100');
  });
});

it('events of other kinds are left alone', () => {
  const event: ProviderEvent = { account: ACCOUNT, dedupeKey: 'k', kind: 'optOut', peer: PEER };
  tx.fold(
    {
      kind: PROVIDER_EVENT,
      app: APP,
      portal: PORTAL,
      account: ACCOUNT,
      receivedAtMs: 0,
      body: { channel: 'sms', event },
    },
    [reducer],
  );
  expect(tx.writes + tx.parked.length + tx.emitted.length).toBe(0);
});
