import { describe, expect, it } from '@jest/globals';
import type { Account } from '../../../../src/contract/account.js';
import type { AccountRow } from '../../../../src/directory/accounts/account-row.js';
import { Accounts } from '../../../../src/directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../../../src/directory/channels/channel-runtime.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { channelRuntime, channels } from '../../../fixtures/channels.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

const row = (key: string, changes: Partial<AccountRow> = {}): AccountRow => ({
  key,
  app: 'main',
  portal: '1',
  channel: 'sms',
  channelAccountId: '9',
  address: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
  settings: {},
  settingsVersion: 1,
  state: 'active',
  ...changes,
});

const accounts = (runtime: ChannelRuntime = channelRuntime()) =>
  new Accounts({} as WorkStore, channels(runtime), new SilentLog());

describe('the accounts in memory', () => {
  it('that were renamed in the configuration are found under the name in use, in whatever order they come', () => {
    const known = accounts();
    known.changed(row('old'));
    known.changed(row('new'));
    known.changed(row('old', { state: 'disabled' }));
    expect(known.byChannelAccount('main', '9')?.row.key).toBe('new');
    known.changed(row('new'));
    expect(known.byChannelAccount('main', '9')?.row.key).toBe('new');
  });

  it('are found although they are disabled, where there is no other', () => {
    const known = accounts();
    known.changed(row('old', { state: 'disabled' }));
    expect(known.byChannelAccount('main', '9')?.row.state).toBe('disabled');
    known.changed(row('old', { state: 'disabled', channelAccountId: '10' }));
    expect(known.byChannelAccount('main', '9')).toBeUndefined();
  });

  it('over which an adapter fails are unusable; it does no harm to others', () => {
    const runtime = channelRuntime();
    const identities = () => {
      throw new Error('no number');
    };
    const known = accounts({ ...runtime, definition: { ...runtime.definition, identities } });
    known.changed(row('line'));
    expect(known.get('line')).toMatchObject({ problem: 'its adapter failed over it' });
    expect(known.lookup(runtime).all()).toEqual([]);
  });

  describe('of which another has taken the place', () => {
    const runtime = channelRuntime();
    const identities = ({ address }: Account) => [address.value, 'of a pool'];
    const pooled = { ...runtime, definition: { ...runtime.definition, identities } } as ChannelRuntime;
    const elsewhere = { type: 'HS_PHONE_NUMBER', value: '+15550101' } as const;
    const successor = (...rows: AccountRow[]) => {
      const known = accounts(pooled);
      for (const each of rows) known.changed(each);
      return known.lookup(pooled).successorOf?.('old')?.key;
    };
    const old = row('old', { state: 'replaced' });

    it('name the one at work that the provider calls the same', () => {
      expect(successor(old, row('new'))).toBe('new');
      expect(successor(old, row('new', { state: 'held' }), row('older', { state: 'replaced' }))).toBe('new');
      expect(successor(row('old', { state: 'disabled' }), row('renamed'))).toBe('renamed');
    });

    it('name nobody where they are at work themselves, or are gone', () => {
      expect(successor(row('old'), row('new'))).toBeUndefined();
      expect(successor(row('old', { state: 'purged' }), row('new'))).toBeUndefined();
    });

    it('name nobody of another number, though both are of one pool, of another portal, or who is not at work', () => {
      expect(successor(old, row('new', { address: elsewhere }))).toBeUndefined();
      expect(successor(old, row('new', { portal: '2' }))).toBeUndefined();
      expect(successor(old, row('new', { app: 'other' }))).toBeUndefined();
      expect(successor(old, row('new', { state: 'disabled' }))).toBeUndefined();
      expect(successor(old, row('one'), row('two'))).toBeUndefined();
    });
  });
});
