import { describe, expect, it } from '@jest/globals';
import type { Accounts } from '../../../src/directory/accounts/accounts.js';
import { eraseTarget } from '../../../src/directory/erasing/erase-work.js';
import { PRIVACY_ERASE } from '../../../src/directory/erasing/privacy-erase.js';
import { ALIASES, CONVERSATIONS } from '../../../src/directory/people/conversation-row.js';
import { conversationFor } from '../../../src/directory/people/conversations.js';
import { PeerReducer, PROVIDER_EVENT } from '../../../src/directory/people/peer-reducer.js';
import { TOMBSTONES } from '../../../src/directory/people/tombstone-row.js';
import { Tombstones } from '../../../src/directory/people/tombstones.js';
import { type EraseCursor, type EraseSlice, NOTHING } from '../../../src/erasure/erase-slice.js';
import { PrivacyReducer } from '../../../src/erasure/privacy-reducer.js';
import { SliceReducer } from '../../../src/erasure/slice-reducer.js';
import { WORK } from '../../../src/outbox/work-row.js';
import { MemoryTx } from '../../fixtures/memory-tx.js';

const KEYS = new Tombstones([new Uint8Array(32).fill(7)]);
const owner = { app: 'main', portal: '1', channel: 'chat', account: 'line' };
const accounts = { all: () => [{ row: { key: 'line', app: 'main', portal: '1' } }] } as unknown as Accounts;
const PHONE = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const HANDLE = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ada' } as const;

/** Who wrote under two names, in two conversations, before it was told that they are one; and wants nothing from us since. */
function oneOfTwo(): MemoryTx {
  const tx = new MemoryTx();
  const tell = (event: object) =>
    new PeerReducer(KEYS).reduce(
      { kind: PROVIDER_EVENT, ...owner, receivedAtMs: 0, body: { channel: 'chat', event } },
      tx,
    );
  for (const address of [PHONE, HANDLE]) conversationFor(tx, owner, address, KEYS);
  tell({ kind: 'alias', from: PHONE, to: HANDLE });
  tell({ kind: 'optOut', peer: HANDLE });
  return tx;
}

function erase(tx: MemoryTx, peer: string): string[] {
  const body = { peers: [peer], by: 'test' };
  new PrivacyReducer(accounts, KEYS).reduce({ kind: PRIVACY_ERASE, ...owner, receivedAtMs: 0, body }, tx);
  return tx.all(WORK).map((work) => eraseTarget(work).of);
}

describe('what mentions somebody', () => {
  const fold = (tx: MemoryTx, slice: Partial<EraseSlice>) => {
    const [{ key: work } = { key: '' }] = tx.all(WORK);
    const body: EraseSlice = { ...NOTHING, work, last: true, ...slice };
    new SliceReducer(KEYS).reduce({ kind: 'erasure.slice', ...owner, receivedAtMs: 0, body }, tx);
  };

  it('is looked through from its beginning once more where that is asked for meanwhile', () => {
    const tx = new MemoryTx();
    erase(tx, 'ada');
    erase(tx, 'ada');
    // It was looked up before, when not everything was there yet.
    fold(tx, {});
    const [work] = tx.all(WORK);
    expect(work?.cursor).toMatchObject({ in: 'parked', after: 0 });
    fold(tx, { from: work?.cursor as EraseCursor });
    expect(tx.all(WORK)).toEqual([]);
  });
});

describe('somebody whose two conversations turned out to be of one person', () => {
  it.each([PHONE, HANDLE])('is forgotten in both, by either name', ({ value }) => {
    expect(erase(oneOfTwo(), value).filter((of) => of === 'conversation')).toHaveLength(2);
  });

  it.each([PHONE, HANDLE])(
    'is forgotten in both where they were joined before conversations knew of each other',
    ({ value }) => {
      const tx = new MemoryTx();
      const [phone, handle] = [PHONE, HANDLE].map((address) => conversationFor(tx, owner, address, KEYS));
      tx.put(CONVERSATIONS, { ...phone!, aliases: [PHONE, HANDLE], address: HANDLE });
      tx.put(ALIASES, { account: owner.account, address: HANDLE, conversation: phone!.key });
      expect(erase(tx, value).filter((of) => of === 'conversation')).toHaveLength(2);
      expect(tx.get(CONVERSATIONS, handle!.key)).toBeDefined();
    },
  );

  it('stays opted out under both', () => {
    const tx = oneOfTwo();
    erase(tx, PHONE.value);
    for (const work of tx.all(WORK)) {
      const { of, name } = eraseTarget(work);
      const conversations = of === 'conversation' ? [{ key: name, whole: true }] : [];
      const body = { ...NOTHING, work: work.key, conversations, last: true };
      new SliceReducer(KEYS).reduce({ kind: 'erasure.slice', ...owner, receivedAtMs: 0, body }, tx);
    }
    expect(tx.all(CONVERSATIONS)).toEqual([]);
    expect(tx.all(TOMBSTONES).map(({ kind }) => kind)).toEqual(['suppressed', 'suppressed']);
  });
});
