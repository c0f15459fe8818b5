import assert from 'node:assert/strict';
import type { Change } from '../../outbox/change.js';
import type { WorkStore } from '../../outbox/work-store.js';
import { NOW, named } from './rows.js';
import { same } from './same.js';
import type { StoreCase } from './store-bench.js';

export const parkingCases: StoreCase[] = [
  {
    id: 'park-and-unpark',
    why: 'A receipt that overtakes its message waits outside the inbox and comes back when the message is there.',
    async check({ store }) {
      const [a, b, c] = await three(store);
      await store.commit([
        { op: 'park', seq: a, parkKey: 'x', untilMs: NOW + 1 },
        { op: 'park', seq: b, parkKey: 'y', untilMs: NOW + 1 },
      ]);
      same(await seqs(store), [c]);
      await store.commit([{ op: 'unpark', parkKey: 'x' }]);
      same(await seqs(store), [a, c]);
      same(await overdue(store, NOW + 1), [b], 'what is back in the inbox no longer waits');
    },
  },
  {
    id: 'overdue-parked',
    why: 'What waits in vain ends as a dead letter, the longest overdue first, and not before its time.',
    async check({ store }) {
      const [a, b, c] = await three(store);
      await store.commit([
        { op: 'park', seq: a, parkKey: 'x', untilMs: NOW + 2 },
        { op: 'park', seq: b, parkKey: 'x', untilMs: NOW + 1 },
        { op: 'park', seq: c, parkKey: 'x', untilMs: NOW + 3 },
      ]);
      same(await overdue(store, NOW), []);
      same(await overdue(store, NOW + 2), [b, a]);
      same(
        (await store.overdueParked(NOW + 9, 1)).map((event) => event.body),
        ['b'],
      );
    },
  },
  {
    id: 'parked-in-order',
    why: 'Whoever erases looks through everything that waits, page by page, whatever it waits for.',
    async check({ store }) {
      const [a, b, c] = await three(store);
      await store.commit([
        { op: 'park', seq: c, parkKey: 'x', untilMs: NOW + 1 },
        { op: 'park', seq: a, parkKey: 'y', untilMs: NOW + 2 },
      ]);
      const seqsOf = async (after: number, limit: number) => (await store.parked(after, limit)).map(({ seq }) => seq);
      same(await seqsOf(0, 10), [a, c]);
      same(await seqsOf(0, 1), [a]);
      same(await seqsOf(a, 10), [c]);
      assert.equal((await seqsOf(0, 10)).includes(b), false);
    },
  },
  {
    id: 'parked-of-portal',
    why: 'Whoever erases something of one portal is not handed what waits of the others.',
    async check({ store }) {
      await store.append([named('a'), { ...named('b'), portal: 'other' }, named('c')]);
      const [a, b, c] = (await seqs(store)) as [number, number, number];
      const park = (seq: number): Change => ({ op: 'park', seq, parkKey: `x${seq}`, untilMs: NOW });
      await store.commit([park(a), park(b)]);
      const seqsOf = async (portal: string, after = 0) => (await store.parked(after, 10, portal)).map(({ seq }) => seq);
      same(await seqsOf(named('a').portal), [a]);
      same(await seqsOf('other'), [b]);
      same(await seqsOf('other', b), []);
      assert.equal((await seqsOf(named('a').portal)).includes(c), false);
    },
  },
  {
    id: 'consume-parked',
    why: 'A parked event that is given up is gone for good.',
    async check({ store }) {
      const [a] = await three(store);
      await store.commit([{ op: 'park', seq: a, parkKey: 'x', untilMs: NOW }]);
      await store.commit([{ op: 'consume', seq: a }]);
      await store.commit([{ op: 'unpark', parkKey: 'x' }]);
      assert.equal((await seqs(store)).includes(a), false);
      same(await overdue(store, NOW), []);
    },
  },
];

async function three(store: WorkStore): Promise<[number, number, number]> {
  await store.append([named('a'), named('b'), named('c')]);
  const [a, b, c] = await seqs(store);
  return [a!, b!, c!];
}

async function seqs(store: WorkStore): Promise<number[]> {
  return (await store.inbox(0, 100)).map((event) => event.seq);
}

async function overdue(store: WorkStore, nowMs: number): Promise<number[]> {
  return (await store.overdueParked(nowMs, 100)).map((event) => event.seq);
}
