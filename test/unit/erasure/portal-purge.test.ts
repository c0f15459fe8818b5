import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS, type AccountRow } from '../../../src/directory/accounts/account-row.js';
import { PORTALS } from '../../../src/directory/portals/portal-row.js';
import { PORTAL_GRACE } from '../../../src/erasure/portal-grace.js';
import { PortalPurgeReducer } from '../../../src/erasure/portal-purge-reducer.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../src/outbox/dead-letter.js';
import { WORK, type WorkRow } from '../../../src/outbox/work-row.js';
import type { Retention } from '../../../src/status/retention.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';

const at = { app: 'main', portal: '1', receivedAtMs: 0 };

function letter(app: string, number: number): DeadLetterRow {
  const cause = { code: 'CW_FOLD_FAILED', detail: '' };
  return { key: `${app}-${number}`, kind: 'k', atMs: number, app, portal: '1', cause, body: 'of a customer' };
}

function account(app: string, number: number): AccountRow {
  return {
    ...{ key: `${app}-${number}`, app, portal: '1', channel: 'sms', channelAccountId: `${number}`, state: 'active' },
    ...{ address: { type: 'HS_PHONE_NUMBER', value: '+15550100' }, settings: { token: 't' }, settingsVersion: 1 },
  };
}

/** The time of grace is over, and over again until nothing is left to do. */
function purge(tx: MemoryTx): void {
  const reducer = new PortalPurgeReducer({ disconnectedMs: 0 } as Retention);
  const body = { key: `${PORTAL_GRACE}:main/1` } as WorkRow;
  for (let slices = 0; slices < 50; slices += 1) {
    reducer.reduce({ kind: `due.${PORTAL_GRACE}`, ...at, body }, tx);
    if (!tx.all(WORK).some(({ key }) => key === body.key)) return;
  }
  throw new Error('there is no end to it');
}

describe('the purge of a portal', () => {
  it('finds all that is the app’s own, however much another app has there, and leaves that alone', () => {
    const tx = new MemoryTx();
    tx.put(PORTALS, { app: 'main', portal: '1', state: 'disconnected', tokens: { version: 1 } });
    for (let number = 0; number < 1_100; number += 1) tx.put(ACCOUNTS, account('staging', number));
    for (let number = 0; number < 150; number += 1) tx.put(DEAD_LETTERS, letter('staging', number));
    tx.put(ACCOUNTS, account('main', 1));
    tx.put(DEAD_LETTERS, letter('main', 1));
    purge(tx);
    expect(tx.get(ACCOUNTS, 'main-1')).toMatchObject({ state: 'purged' });
    expect(tx.get(DEAD_LETTERS, 'main-1')).toBeUndefined();
    expect(tx.all(DEAD_LETTERS)).toHaveLength(150);
    expect(tx.all(ACCOUNTS).filter(({ state }) => state === 'active')).toHaveLength(1_100);
  });
});
