import { describe, expect, it } from '@jest/globals';
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
});
