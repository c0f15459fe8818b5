import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, type AccountRow } from '../../../src/directory/accounts/account-row.js';
import { PORTALS, type PortalRow } from '../../../src/directory/portals/portal-row.js';
import { TOKENS_REFRESHED, TokenReducer } from '../../../src/directory/portals/token-reducer.js';
import { SEED, SeedReducer, UNSEED } from '../../../src/directory/seed-reducer.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';

const at = { app: 'main', portal: '1', receivedAtMs: 0 };

function portal(seed: string, accessToken = 'a'): PortalRow & { seed: string } {
  return { app: 'main', portal: '1', state: 'connected', tokens: { accessToken, version: 0 }, seed };
}

function account(seed: string, changes: Partial<AccountRow> = {}): AccountRow & { seed: string } {
  return {
    key: 'line',
    app: 'main',
    portal: '1',
    channel: 'sms',
    channelAccountId: '9',
    address: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
    settings: {},
    settingsVersion: 1,
    state: 'active',
    ...changes,
    seed,
  };
}

describe('the configuration seeds the directory', () => {
  const reducer = new SeedReducer();
  const plant = (tx: MemoryTx, table: 'portals' | 'accounts', row: object) =>
    reducer.reduce({ kind: SEED, ...at, body: { table, row } }, tx);

  it('what was learnt at run time stays as long as the seed is as it was', () => {
    const tx = new MemoryTx();
    plant(tx, 'portals', portal('s1'));
    new TokenReducer().reduce(
      { kind: TOKENS_REFRESHED, ...at, body: { tokens: { accessToken: 'b', version: 2 }, expectedVersion: 1 } },
      tx,
    );
    plant(tx, 'portals', portal('s1'));
    expect(tx.get(PORTALS, 'main/1')?.tokens).toEqual({ accessToken: 'b', version: 2 });
  });

  it('an edited seed wins over the store', () => {
    const tx = new MemoryTx();
    plant(tx, 'portals', portal('s1'));
    plant(tx, 'portals', portal('s2', 'new'));
    expect(tx.get(PORTALS, 'main/1')?.tokens.accessToken).toBe('new');
  });

  it('an account is connected since it has its channel account, not since its key was first used', () => {
    const tx = new MemoryTx();
    plant(tx, 'accounts', account('s1'));
    const first = tx.nowMs;
    tx.nowMs += 86_400_000;
    plant(tx, 'accounts', account('s2', { name: 'another' }));
    expect(tx.get(ACCOUNTS, 'line')?.sinceMs).toBe(first);
    plant(tx, 'accounts', account('s3', { channelAccountId: '10' }));
    expect(tx.get(ACCOUNTS, 'line')?.sinceMs).toBe(tx.nowMs);
  });

  it('an account that is gone from the file is disabled, and active again when it is back', () => {
    const tx = new MemoryTx();
    plant(tx, 'accounts', account('s1'));
    reducer.reduce({ kind: UNSEED, ...at, body: { account: 'line' } }, tx);
    expect(tx.get(ACCOUNTS, 'line')?.state).toBe('disabled');
    plant(tx, 'accounts', account('s1'));
    expect(tx.get(ACCOUNTS, 'line')?.state).toBe('active');
  });

  it('a purged account does not come back by being named', () => {
    const tx = new MemoryTx();
    plant(tx, 'accounts', account('s1'));
    tx.put(ACCOUNTS, account('s1', { state: 'purged' }));
    plant(tx, 'accounts', account('s2'));
    expect(tx.get(ACCOUNTS, 'line')?.state).toBe('purged');
  });

  it('tokens that were replaced in the meantime are not overwritten', () => {
    const tx = new MemoryTx();
    plant(tx, 'portals', portal('s1'));
    const body = { tokens: { accessToken: 'late', version: 1 }, expectedVersion: 0 };
    new TokenReducer().reduce({ kind: TOKENS_REFRESHED, ...at, body }, tx);
    expect(tx.answered).toBe(false);
    expect(tx.get(PORTALS, 'main/1')?.tokens.accessToken).toBe('a');
  });
});
