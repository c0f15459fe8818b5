import { describe, expect, it } from '@jest/globals';
import { AccountCommandReducer } from '../../../../src/directory/accounts/account-command-reducer.js';
import { ACCOUNTS, type AccountRow } from '../../../../src/directory/accounts/account-row.js';
import { CARRIED, carryKey } from '../../../../src/directory/accounts/opt-out-carrying.js';
import { withRotatedSecret } from '../../../../src/directory/accounts/rotated-secret.js';
import { CONVERSATIONS } from '../../../../src/directory/people/conversation-row.js';
import { conversationFor } from '../../../../src/directory/people/conversations.js';
import { OptOutReducer } from '../../../../src/directory/people/opt-out-carrier.js';
import { PeerReducer, PROVIDER_EVENT } from '../../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../../src/directory/people/tombstones.js';
import { ACCOUNT_COMMAND } from '../../../../src/outbox/command-event.js';
import { WORK } from '../../../../src/outbox/work-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const at = { app: 'main', portal: '1', receivedAtMs: 0 };
const PEER = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const NOBODY = { type: 'HS_PHONE_NUMBER', value: '+15550198' } as const;
const TOMBSTONES = new Tombstones([new Uint8Array(32).fill(7)]);

const account = (key: string, changes: Partial<AccountRow> = {}): AccountRow => ({
  key,
  app: 'main',
  portal: '1',
  channel: 'sms',
  channelAccountId: key,
  address: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
  settings: { token: 'old', region: 'eu' },
  settingsVersion: 1,
  state: 'active',
  ...changes,
});

const ask = (tx: MemoryTx, command: object) =>
  new AccountCommandReducer().reduce({ kind: ACCOUNT_COMMAND, ...at, body: { by: 'me', ...command } }, tx);
const owner = (key: string) => ({ app: 'main', portal: '1', channel: 'sms', account: key });
const optsOut = (tx: MemoryTx, key: string) =>
  new PeerReducer(TOMBSTONES).reduce(
    {
      kind: PROVIDER_EVENT,
      ...at,
      account: key,
      body: { channel: 'sms', event: { kind: 'optOut', account: key, dedupeKey: 'k', peer: PEER, atMs: 5 } },
    },
    tx,
  );

describe('an account', () => {
  it('is held and resumed, and nothing else is by that', () => {
    const tx = new MemoryTx();
    tx.put(ACCOUNTS, account('a'));
    ask(tx, { name: 'accounts.resume', key: 'a' });
    expect(tx.get(ACCOUNTS, 'a')?.state).toBe('active');
    ask(tx, { name: 'accounts.hold', key: 'a' });
    expect(tx.get(ACCOUNTS, 'a')).toMatchObject({ state: 'held', switched: { by: 'operator' } });
    ask(tx, { name: 'accounts.resume', key: 'a' });
    expect(tx.get(ACCOUNTS, 'a')).toEqual(account('a'));
  });

  it('takes the place of another only where that makes sense', () => {
    const tx = new MemoryTx();
    const others = [
      account('portal', { portal: '2' }),
      account('channel', { channel: 'line' }),
      account('gone', { state: 'purged' }),
      account('off', { state: 'disabled' }),
    ];
    for (const row of [account('a'), ...others]) tx.put(ACCOUNTS, row);
    for (const successor of ['a', 'none', ...others.map(({ key }) => key)]) {
      ask(tx, { name: 'accounts.replace', key: 'a', successor });
    }
    expect(tx.get(ACCOUNTS, 'a')?.state).toBe('active');
  });

  it('has the opt-outs of the one it replaces: in the conversations it has, those it will have, and later ones', () => {
    const tx = new MemoryTx();
    for (const key of ['old', 'new']) tx.put(ACCOUNTS, account(key));
    const has = conversationFor(tx, owner('new'), PEER, TOMBSTONES);
    optsOut(tx, 'old');
    ask(tx, { name: 'accounts.replace', key: 'old', successor: 'new' });
    expect(tx.get(ACCOUNTS, 'old')).toMatchObject({ state: 'replaced', replacedBy: 'new' });
    expect(tx.get(WORK, carryKey('new'))).toMatchObject({ queue: 'carry' });
    new OptOutReducer(TOMBSTONES).reduce(
      { kind: CARRIED, ...at, body: { account: 'new', conversations: [has.key] } },
      tx,
    );
    expect(tx.get(CONVERSATIONS, has.key)?.optedOutAtMs).toBe(5);
    expect(tx.get(WORK, carryKey('new'))).toBeUndefined();
    expect(conversationFor(tx, owner('new'), NOBODY, TOMBSTONES).optedOutAtMs).toBeUndefined();
  });

  it('has them where its conversation begins only afterwards, or the opt-out comes afterwards', () => {
    const tx = new MemoryTx();
    for (const key of ['old', 'new']) tx.put(ACCOUNTS, account(key));
    optsOut(tx, 'old');
    ask(tx, { name: 'accounts.replace', key: 'old', successor: 'new' });
    expect(conversationFor(tx, owner('new'), PEER, TOMBSTONES).optedOutAtMs).toBe(5);

    const later = new MemoryTx();
    for (const key of ['old', 'new']) later.put(ACCOUNTS, account(key));
    ask(later, { name: 'accounts.replace', key: 'old', successor: 'new' });
    const { key } = conversationFor(later, owner('new'), PEER, TOMBSTONES);
    optsOut(later, 'old');
    expect(later.get(CONVERSATIONS, key)?.optedOutAtMs).toBe(5);
  });

  it('has a new secret before the old one, unless it comes from the configuration', () => {
    const tx = new MemoryTx();
    tx.put(ACCOUNTS, account('a'));
    tx.put(ACCOUNTS, account('seeded', { seed: 's' }));
    tx.put(ACCOUNTS, account('replaced', { state: 'replaced' }));
    tx.put(ACCOUNTS, account('purged', { state: 'purged' }));
    for (const key of ['a', 'seeded', 'replaced', 'purged']) {
      ask(tx, { name: 'accounts.rotate-secret', key, setting: ['token'], secret: 'new', dropOld: false });
    }
    expect(tx.get(ACCOUNTS, 'a')?.settings).toEqual({ token: ['new', 'old'], region: 'eu' });
    expect(tx.get(ACCOUNTS, 'replaced')?.settings).toEqual({ token: ['new', 'old'], region: 'eu' });
    for (const key of ['seeded', 'purged']) {
      expect(tx.get(ACCOUNTS, key)?.settings).toEqual({ token: 'old', region: 'eu' });
    }
  });
});

describe('a secret', () => {
  it('that is rotated again is as it was; the old ones go when they are dropped', () => {
    const rotation = { setting: ['inner', 'token'], secret: 'b', dropOld: false };
    const once = withRotatedSecret({ inner: { token: 'a' } }, rotation)!;
    expect(withRotatedSecret(once, rotation)).toEqual({ inner: { token: ['b', 'a'] } });
    expect(withRotatedSecret(once, { setting: rotation.setting, dropOld: true })).toEqual({ inner: { token: ['b'] } });
    expect(withRotatedSecret({ inner: 5 }, rotation)).toBeUndefined();
    expect(withRotatedSecret({}, rotation)).toBeUndefined();
  });
});
