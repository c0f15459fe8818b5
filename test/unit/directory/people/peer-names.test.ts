import { describe, expect, it } from '@jest/globals';
import type { Address } from '../../../../src/contract/address.js';
import type { ConversationRow } from '../../../../src/directory/people/conversation-row.js';
import {
  mayAskName,
  nameOf,
  readableName,
  withNameAnswer,
  withNameTold,
} from '../../../../src/directory/people/peer-names.js';

const NOW = Date.UTC(2026, 4, 4, 9, 30);
const MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MINUTE;
const opaque = (value: string): Address => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value });
const [ANN, BEN, GROUP] = ['ann', 'ben', 'group'].map(opaque) as [Address, Address, Address];

const fresh: ConversationRow = {
  key: 'c',
  app: 'main',
  portal: '1',
  channel: 'chat',
  account: 'line',
  address: ANN,
  aliases: [ANN],
  lastAtMs: NOW,
};
const group: ConversationRow = { ...fresh, address: GROUP, aliases: [GROUP] };
const answered = (name?: string) => ({ kind: 'answered' as const, ...(name !== undefined && { name }) });
const FAILED = { kind: 'failed' as const, code: 'timeout' };
const mayAsk = (row: ConversationRow, peer: Address, nowMs: number) => mayAskName(nameOf(row, peer), nowMs);

describe('the name of a peer', () => {
  it('is asked for where nothing is known', () => {
    expect(mayAsk(fresh, ANN, NOW)).toBe(true);
  });

  it.each([
    ['a name', answered('Ann'), WEEK],
    ['that there is none', answered(), WEEK],
    ['nothing', FAILED, MINUTE],
  ])('is not asked for again at once after the provider has said %s', (_, answer, pauseMs) => {
    const row = withNameAnswer(fresh, ANN, answer, NOW);
    expect([mayAsk(row, ANN, NOW + pauseMs - 1), mayAsk(row, ANN, NOW + pauseMs)]).toEqual([false, true]);
  });

  it('outlives a later answer that has none', () => {
    const named = withNameAnswer(fresh, ANN, answered('Ann'), NOW);
    const again = withNameAnswer(named, ANN, answered(), NOW + WEEK);
    const failed = withNameAnswer(again, ANN, FAILED, NOW + 2 * WEEK);
    expect([nameOf(again, ANN)?.name, nameOf(failed, ANN)?.name]).toEqual(['Ann', 'Ann']);
  });

  it('changes with the answers', () => {
    const named = withNameAnswer(fresh, ANN, answered('Ann'), NOW);
    expect(nameOf(withNameAnswer(named, ANN, answered('Anna'), NOW + WEEK), ANN)?.name).toBe('Anna');
  });

  it('that an event brought wins over every answer, and is never asked for', () => {
    const told = withNameTold(withNameAnswer(fresh, ANN, answered('Ann'), NOW), { ...ANN, name: 'Annie' });
    expect(nameOf(withNameAnswer(told, ANN, answered('Ann'), NOW), ANN)?.name).toBe('Annie');
    expect(mayAsk(told, ANN, NOW + 10 * WEEK)).toBe(false);
  });

  it('is not forgotten by an event without one', () => {
    const named = withNameAnswer(fresh, ANN, answered('Ann'), NOW);
    expect(withNameTold(named, ANN)).toBe(named);
  });

  it('is the same under each address of the peer', () => {
    const known = { ...fresh, aliases: [ANN, BEN] };
    const named = withNameAnswer(known, BEN, answered('Ann'), NOW);
    expect([nameOf(named, ANN)?.name, nameOf({ ...named, address: BEN }, BEN)?.name]).toEqual(['Ann', 'Ann']);
  });

  it('in a group is the member’s own', () => {
    const row = withNameAnswer(withNameAnswer(group, ANN, answered('Ann'), NOW), BEN, answered('Ben'), NOW);
    expect([ANN, BEN, GROUP].map((peer) => nameOf(row, peer)?.name)).toEqual(['Ann', 'Ben', undefined]);
  });

  it('is kept for the fifty learnt last', () => {
    const members = Array.from({ length: 51 }, (_, index) => opaque(`member-${index}`));
    const row = members.reduce((so, peer) => withNameAnswer(so, peer, answered(peer.value), NOW), group);
    expect(row.names).toHaveLength(50);
    expect([nameOf(row, members[0]!)?.name, nameOf(row, members[50]!)?.name]).toEqual([undefined, 'member-50']);
  });
});

describe('a name', () => {
  it.each([
    ['  Ann \n Smith ', 'Ann Smith'],
    [' ', undefined],
    [undefined, undefined],
    [7, undefined],
    ['x'.repeat(101), 'x'.repeat(100)],
  ])('%p is read as %p', (given, read) => {
    expect(readableName(given)).toBe(read);
  });
});
