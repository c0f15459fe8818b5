import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, type AccountRow } from '../../../../src/directory/accounts/account-row.js';
import type { Accounts } from '../../../../src/directory/accounts/accounts.js';
import { AccountEventReducer, HUBSPOT_ACCOUNT } from '../../../../src/directory/connections/account-event-reducer.js';
import {
  CONNECTION_ASKED,
  CONNECTION_TRIED,
  type ConnectionAsked,
  type ConnectionOutcome,
} from '../../../../src/directory/connections/connection-events.js';
import { findChannelAccount } from '../../../../src/directory/connections/connection-look.js';
import { ConnectionReducer } from '../../../../src/directory/connections/connection-reducer.js';
import { CONNECTIONS, type ConnectionRow } from '../../../../src/directory/connections/connection-row.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const at = { app: 'main', portal: '1', receivedAtMs: 0 };
const NUMBER = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;
const DAY_MS = 24 * 3_600_000;

const form: ConnectionAsked = {
  ...{ key: 'c1', channel: 'sms', accountToken: 't', hubspotChannelId: '7', inboxId: '2', accountName: 'Support' },
  ...{ address: NUMBER, settings: { token: 'new' }, settingsVersion: 3 },
};

function stand() {
  const tx = new MemoryTx();
  const reducer = new ConnectionReducer();
  const accounts = { byChannelAccount: () => undefined, read: (row: AccountRow) => ({ row }) };
  const events = new AccountEventReducer(accounts as unknown as Accounts);
  const fold = (kind: string, body: unknown) => tx.fold({ kind, ...at, body }, [events, reducer]);
  return {
    tx,
    ask: (change: Partial<ConnectionAsked> = {}) => fold(CONNECTION_ASKED, { ...form, ...change }),
    tried: (outcome: ConnectionOutcome, askedAtMs?: number) =>
      fold(CONNECTION_TRIED, { key: 'c1', outcome, ...(askedAtMs === undefined ? {} : { askedAtMs }) }),
    created: (channelAccountId: string) =>
      fold(HUBSPOT_ACCOUNT, {
        ...{ type: 'CHANNEL_ACCOUNT_CREATED', portalId: '1', channelId: '7', channelAccountId },
        channelAccountDeliveryIdentifier: NUMBER,
      }),
    row: () => tx.get(CONNECTIONS, 'c1')!,
    dueInMs: () => tx.all(WORK).map(({ dueAtMs }) => dueAtMs - tx.nowMs),
    account: (change: Partial<AccountRow>) =>
      tx.put(ACCOUNTS, {
        ...{ key: 'old', app: 'main', portal: '1', channel: 'sms', channelAccountId: '9', address: NUMBER },
        ...{ settings: { token: 'old' }, settingsVersion: 2, state: 'active' },
        ...change,
      }),
  };
}

describe('a connection', () => {
  it('is asked for, staged, and looked for less and less often until the day is over', () => {
    const { tx, ask, tried, row, dueInMs } = stand();
    ask();
    expect(dueInMs()).toEqual([0]);
    tried({ kind: 'staged' });
    const waits: number[] = [];
    for (let looks = 0; row().state === 'staged' && looks < 50; looks += 1) {
      const [wait = 0] = dueInMs();
      waits.push(wait / 1_000);
      tx.nowMs += wait;
      tried({ kind: 'missing' });
    }
    expect(waits.slice(0, 6)).toEqual([5, 25, 90, 480, 3_600, 3_600]);
    expect(row()).toMatchObject({ state: 'refused', problem: { code: 'unconfirmed' } });
    expect(Object.keys(row().settings as object)).toEqual([]);
    expect(tx.nowMs - row().createdAtMs).toBeLessThanOrEqual(DAY_MS);
    expect(dueInMs()).toEqual([]);
  });

  it('is tried again while HubSpot is busy, and given up with what it said last', () => {
    const { tx, ask, tried, row, dueInMs } = stand();
    ask();
    const problem = { code: 'busy', detail: 'locked' } as const;
    tried({ kind: 'later', afterMs: 2_000, problem });
    expect([row().problem, dueInMs()]).toEqual([problem, [2_000]]);
    tx.nowMs += DAY_MS;
    tried({ kind: 'later', afterMs: 2_000, problem });
    expect(row().state).toBe('refused');
    expect(row().settings).toEqual({});
  });

  it('takes a form that is sent again only while HubSpot knows nothing', () => {
    const { ask, tried, row } = stand();
    ask();
    ask({ settings: { token: 'newer' } });
    expect(row().settings).toEqual({ token: 'newer' });
    tried({ kind: 'staged' });
    ask({ settings: { token: 'late' } });
    expect([row().state, row().settings]).toEqual(['staged', { token: 'newer' }]);
  });

  it('goes by the last form: what HubSpot said of the one before it is no answer', () => {
    const { ask, tried, row, dueInMs } = stand();
    ask({ askedAtMs: 1 });
    ask({ askedAtMs: 2, address: { ...NUMBER, value: '+15550101' } });
    tried({ kind: 'staged' }, 1);
    tried({ kind: 'refused', problem: { code: 'refused', detail: '' } }, 1);
    expect([row().state, dueInMs()]).toEqual(['asked', [0]]);
    tried({ kind: 'staged' }, 2);
    expect(row().state).toBe('staged');
  });

  it('becomes one account, by whichever word of HubSpot comes first', () => {
    const { tx, ask, tried, created, row } = stand();
    ask();
    tried({ kind: 'staged' });
    created('9');
    tried({ kind: 'found', channelAccountId: '9' });
    created('9');
    expect(tx.all(ACCOUNTS)).toMatchObject([{ channelAccountId: '9', settings: { token: 'new' }, settingsVersion: 3 }]);
    expect(row().settings).toEqual({});
    expect(tx.journaled.filter(({ type }) => type === 'account.connected')).toHaveLength(1);
    expect(tx.all(WORK)).toEqual([]);
  });

  it.each(['active', 'held', 'disabled'] as const)(
    'takes a second account of HubSpot’s while its own is %s',
    (state) => {
      const { tx, ask, tried, created } = stand();
      ask();
      tried({ kind: 'staged' });
      created('9');
      tx.put(ACCOUNTS, { ...tx.all(ACCOUNTS)[0]!, state });
      created('10');
      expect(tx.all(ACCOUNTS).map((row) => [row.channelAccountId, row.state])).toEqual([
        ['9', 'replaced'],
        ['10', 'active'],
      ]);
      expect(tx.emitted).toEqual([]);
    },
  );

  it('takes no second one once its own holds the address no more: another portal may have claimed it', () => {
    const { tx, ask, tried, created, row } = stand();
    ask();
    tried({ kind: 'staged' });
    created('9');
    tx.put(ACCOUNTS, { ...tx.all(ACCOUNTS)[0]!, state: 'replaced', replacedBy: 'of another number' });
    created('10');
    expect(tx.all(ACCOUNTS).map((account) => account.channelAccountId)).toEqual(['9']);
    expect(row()).toMatchObject({ state: 'connected', channelAccountId: '9' });
    expect(tx.takeEmitted()).toEqual(['account.unclaimed']);
  });

  it('is found among those that strangers have made up', () => {
    const { tx, ask, tried, created } = stand();
    for (let number = 0; number < 250; number += 1) ask({ key: `forged-${number}`, accountToken: `${number}` });
    tx.nowMs += 1;
    ask();
    tried({ kind: 'staged' });
    created('9');
    expect(tx.all(ACCOUNTS)).toMatchObject([{ channelAccountId: '9' }]);
  });

  it('keeps an operator’s hold, and lifts what else had ended the account', () => {
    for (const state of ['held', 'disabled', 'replaced'] as const) {
      const { tx, ask, tried, created, account } = stand();
      account({ state });
      ask();
      tried({ kind: 'staged' });
      created('9');
      const expected = state === 'held' ? 'held' : 'active';
      expect(tx.all(ACCOUNTS)).toMatchObject([{ key: 'old', state: expected, settings: { token: 'new' } }]);
    }
  });

  it('does not bring back what was purged', () => {
    const { tx, ask, tried, created, account } = stand();
    account({ state: 'purged', settings: {} });
    ask();
    tried({ kind: 'staged' });
    created('9');
    expect(tx.all(ACCOUNTS)).toMatchObject([{ state: 'purged' }]);
    expect(tx.get(ACCOUNTS, 'old')!.settings).toEqual({});
  });

  it('becomes another account where HubSpot still has one that was purged here, and none is asked about for ever', () => {
    const { tx, ask, tried, created, account, row, dueInMs } = stand();
    account({ state: 'purged', settings: {} });
    ask();
    tried({ kind: 'staged' });
    created('9');
    // Its webhook may be old. Whether the account is there is for HubSpot's list to say.
    expect([row().state, dueInMs()]).toEqual(['staged', [0]]);
    tried({ kind: 'found', channelAccountId: '9' });
    expect(tx.get(ACCOUNTS, 'old')).toMatchObject({ state: 'purged', settings: {} });
    const [made] = tx.all(ACCOUNTS).filter(({ key }) => key !== 'old');
    expect(made).toMatchObject({ channelAccountId: '9', state: 'active', settings: { token: 'new' } });
    expect([row().account, tx.all(WORK)]).toEqual([made!.key, []]);
  });

  it('is not connected by an account of another channel or address', () => {
    const one = stand();
    one.ask({ hubspotChannelId: '8' });
    one.tried({ kind: 'staged' });
    one.created('9');
    const other = stand();
    other.ask({ address: { ...NUMBER, value: '+15550101' } });
    other.tried({ kind: 'staged' });
    other.created('9');
    expect([...one.tx.all(ACCOUNTS), ...other.tx.all(ACCOUNTS)]).toEqual([]);
  });

  it('has no word in an account before HubSpot has taken its staging token: anybody may have asked', () => {
    const { tx, ask, tried, created, account } = stand();
    ask();
    tried({ kind: 'staged' });
    tx.nowMs += 1;
    ask({ key: 'forged', accountToken: 'made up', settings: { token: 'of a stranger' } });
    account({});
    created('9');
    expect(tx.all(ACCOUNTS)).toMatchObject([{ key: 'old', settings: { token: 'new' } }]);
    expect(tx.get(CONNECTIONS, 'forged')).toMatchObject({ state: 'asked' });
  });
});

describe('a look for the channel account', () => {
  const staged: ConnectionRow = { ...form, app: 'main', portal: '1', state: 'staged', createdAtMs: DAY_MS, looks: 0 };
  const look = (results: object[], looks = 0) => {
    const list = async () => ({ ok: true, status: 200, value: { results } });
    const client = { channelAccounts: { list } } as unknown as Parameters<typeof findChannelAccount>[1];
    return findChannelAccount({ ...staged, looks }, client, new AbortController().signal);
  };
  const of = (id: string, createdAtMs: number, archived = false) => ({
    ...{ id, archived, createdAt: new Date(createdAtMs).toISOString() },
    deliveryIdentifier: NUMBER,
  });

  it('finds the one that is new, and an old one only after a while', async () => {
    expect(await look([of('1', 0), of('2', DAY_MS)])).toEqual({ kind: 'found', channelAccountId: '2' });
    expect(await look([of('1', 0)])).toEqual({ kind: 'missing' });
    expect(await look([of('1', 0)], 1)).toEqual({ kind: 'found', channelAccountId: '1' });
  });

  it('takes none that is archived, or of another address', async () => {
    const other = { ...of('3', DAY_MS), deliveryIdentifier: { ...NUMBER, value: '+15550101' } };
    expect(await look([of('2', DAY_MS, true), other])).toEqual({ kind: 'missing' });
  });
});
