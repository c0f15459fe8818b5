import { describe, expect, it } from '@jest/globals';
import type { Address } from '../../../../src/contract/address.js';
import { aliasKey, CONVERSATIONS } from '../../../../src/directory/people/conversation-row.js';
import {
  addAlias,
  conversationFor,
  findConversation,
  touchInbound,
} from '../../../../src/directory/people/conversations.js';
import { PeerReducer, PROVIDER_EVENT } from '../../../../src/directory/people/peer-reducer.js';
import { Tombstones } from '../../../../src/directory/people/tombstones.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';

const TOMBSTONES = new Tombstones([new Uint8Array(32).fill(7)]);
const owner = { app: 'main', portal: '1', channel: 'chat', account: 'line' };
const PHONE = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const NEW_PHONE = { type: 'HS_PHONE_NUMBER', value: '+15550200' } as const;
const HANDLE = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ada' } as const;

const told = (event: object) => ({
  kind: PROVIDER_EVENT,
  ...owner,
  receivedAtMs: 0,
  body: { channel: 'chat', event: { account: 'line', dedupeKey: 'k', ...event } },
});

describe('a conversation', () => {
  it('is one for an address on an account, and another on another account', () => {
    const tx = new MemoryTx();
    const first = conversationFor(tx, owner, PHONE, TOMBSTONES);
    expect(conversationFor(tx, owner, PHONE, TOMBSTONES).key).toBe(first.key);
    expect(conversationFor(tx, { ...owner, account: 'other' }, PHONE, TOMBSTONES).key).not.toBe(first.key);
  });

  it('stays the same under every alias; messages go to the newest address', () => {
    const tx = new MemoryTx();
    const { key } = conversationFor(tx, owner, PHONE, TOMBSTONES);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: PHONE, to: HANDLE }), tx);
    expect(findConversation(tx, 'line', HANDLE)).toMatchObject({ key, address: HANDLE, aliases: [PHONE, HANDLE] });
    expect(findConversation(tx, 'line', PHONE)?.key).toBe(key);
  });

  it('is that of the address we know, whichever of the two it is', () => {
    const tx = new MemoryTx();
    const { key } = conversationFor(tx, owner, PHONE, TOMBSTONES);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: HANDLE, to: PHONE }), tx);
    expect(tx.all(CONVERSATIONS)).toMatchObject([{ key, address: PHONE, aliases: [PHONE, HANDLE] }]);
  });

  it('is not sent back to an address its peer has left by what is told again, or late; only by a move from the present one', () => {
    const tx = new MemoryTx();
    const tell = (from: Address, to: Address) => {
      new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from, to }), tx);
      return findConversation(tx, 'line', PHONE)?.address;
    };
    expect(tell(HANDLE, PHONE)).toEqual(PHONE);
    expect(tell(PHONE, NEW_PHONE)).toEqual(NEW_PHONE);
    expect(tell(HANDLE, PHONE)).toEqual(NEW_PHONE);
    expect(tell(NEW_PHONE, PHONE)).toEqual(PHONE);
    expect(tx.all(CONVERSATIONS)).toHaveLength(1);
  });

  it('of which neither address was known is called by the one messages go to', () => {
    const tx = new MemoryTx();
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: HANDLE, to: PHONE }), tx);
    expect(tx.all(CONVERSATIONS)).toMatchObject([{ address: PHONE, aliases: [PHONE, HANDLE] }]);
  });

  it('keeps the newer of two reply handles, when the older message comes last', () => {
    const tx = new MemoryTx();
    const newer = { token: 'newer', expiresAtMs: 2000 };
    const touched = touchInbound(tx, conversationFor(tx, owner, PHONE, TOMBSTONES), 1000, newer);
    touchInbound(tx, touched, 500, { token: 'older', expiresAtMs: 1500 });
    expect(findConversation(tx, 'line', PHONE)).toMatchObject({ lastInboundAtMs: 1000, replyHandle: newer });
    touchInbound(tx, touched, 1000, { token: 'as long', expiresAtMs: 2000 });
    expect(findConversation(tx, 'line', PHONE)).toMatchObject({ replyHandle: { token: 'as long' } });
  });

  it('takes up an alias without sending to it', () => {
    const tx = new MemoryTx();
    addAlias(tx, conversationFor(tx, owner, PHONE, TOMBSTONES), HANDLE, false);
    expect(findConversation(tx, 'line', HANDLE)?.address).toEqual(PHONE);
  });

  it('whose peer has opted out by one address is not written to by another', () => {
    const tx = new MemoryTx();
    conversationFor(tx, owner, PHONE, TOMBSTONES);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'optOut', peer: HANDLE }), tx);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: PHONE, to: HANDLE }), tx);
    expect(findConversation(tx, 'line', HANDLE)?.optedOutAtMs).toBe(tx.nowMs);
  });

  it('knows of its peer what was heard under the other address before the two were told to be one', () => {
    const tx = new MemoryTx();
    touchInbound(tx, conversationFor(tx, owner, HANDLE, TOMBSTONES), 1_000);
    touchInbound(tx, conversationFor(tx, owner, PHONE, TOMBSTONES), 5_000, { token: 'newest', expiresAtMs: 9_000 });
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: HANDLE, to: PHONE }), tx);
    expect(findConversation(tx, 'line', PHONE)).toMatchObject({
      aliases: [HANDLE, PHONE],
      lastInboundAtMs: 5_000,
      lastHeardAtMs: tx.nowMs,
      replyHandle: { token: 'newest', expiresAtMs: 9_000 },
    });
  });

  it('takes the last word of the peer by whichever address, when two become one', () => {
    const tx = new MemoryTx();
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'optOut', peer: HANDLE, atMs: 1_000 }), tx);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'optIn', peer: PHONE, atMs: 2_000 }), tx);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'alias', from: PHONE, to: HANDLE }), tx);
    expect(findConversation(tx, 'line', HANDLE)).not.toHaveProperty('optedOutAtMs');
  });

  it('has a key that fits any store, however long its address is', () => {
    const long = { ...HANDLE, value: 'x'.repeat(5_000) };
    expect(aliasKey('line', long).length).toBeLessThan(300);
    expect(aliasKey('line', long)).not.toBe(aliasKey('line', { ...HANDLE, value: 'x'.repeat(5_001) }));
  });

  it('remembers an opt-out until an opt-in', () => {
    const tx = new MemoryTx();
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'optOut', peer: PHONE }), tx);
    expect(tx.all(CONVERSATIONS)[0]?.optedOutAtMs).toBe(tx.nowMs);
    new PeerReducer(TOMBSTONES).reduce(told({ kind: 'optIn', peer: PHONE }), tx);
    expect(tx.all(CONVERSATIONS)[0]).not.toHaveProperty('optedOutAtMs');
  });

  it('takes the last word of the peer, not the one that was told last', () => {
    const tx = new MemoryTx();
    const tell = (kind: 'optOut' | 'optIn', atMs: number) =>
      new PeerReducer(TOMBSTONES).reduce(told({ kind, peer: PHONE, atMs }), tx);
    tell('optIn', 2_000);
    tell('optOut', 1_000);
    expect(tx.all(CONVERSATIONS)[0]).not.toHaveProperty('optedOutAtMs');
    tell('optOut', 3_000);
    tell('optIn', 2_500);
    expect(tx.all(CONVERSATIONS)[0]?.optedOutAtMs).toBe(3_000);
  });

  it('hears from a peer that nobody writes who has opted out, where the adapter says so', () => {
    const tx = new MemoryTx();
    const isOut = () => findConversation(tx, 'line', PHONE)?.optedOutAtMs !== undefined;
    const hears = (event: Parameters<typeof told>[0]) => new PeerReducer(TOMBSTONES).reduce(told(event), tx);
    const message = { kind: 'message', id: 'm', conversation: PHONE, from: PHONE } as const;
    hears({ kind: 'optOut', peer: PHONE, atMs: 1_000 });
    hears({ ...message, atMs: 2_000, content: [] });
    expect(isOut()).toBe(true);
    hears({ ...message, atMs: 500, content: [], optIn: true });
    expect(isOut()).toBe(true);
    hears({ ...message, atMs: 2_000, content: [], optIn: true });
    expect(isOut()).toBe(false);
  });
});
