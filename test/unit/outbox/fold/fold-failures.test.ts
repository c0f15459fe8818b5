import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../../src/outbox/dead-letter.js';
import { Fold } from '../../../../src/outbox/fold/fold.js';
import type { FoldObserver } from '../../../../src/outbox/fold/fold-observer.js';
import { LANES, type LaneRow } from '../../../../src/outbox/lane.js';
import type { FoldEvent, Reducer } from '../../../../src/outbox/reducer.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { systemScheduler } from '../../../../src/policy/system-scheduler.js';
import { MemoryDisk } from '../../../fixtures/memory-disk.js';
import { MemoryStore } from '../../../fixtures/memory-store.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { until } from '../../../fixtures/until.js';

const lane = (key: string): LaneRow => ({
  key,
  app: 'main',
  portal: '1',
  channel: 'c',
  account: 'a',
  conversation: key,
  direction: 'out',
  items: [],
});

const event = (kind: string, key: string): FoldEvent => ({
  kind,
  app: 'main',
  portal: '1',
  receivedAtMs: 0,
  body: { key },
});

const keyOf = (told: FoldEvent) => (told.body as { key: string }).key;

/** Answers `licensed` once the lane is there, and makes it. */
const license: Reducer = {
  kinds: ['license', 'inbox.license'],
  reduce(told, tx) {
    tx.get(LANES, keyOf(told));
    tx.put(LANES, lane(keyOf(told)));
    tx.answer('licensed');
  },
};

/** No store holds a key as long as this one. */
const TOO_LONG = 'x'.repeat(600);

describe('the fold, when something is wrong', () => {
  let store: MemoryStore;
  let fold: Fold;
  let lost: unknown[];
  const observer: FoldObserver = {
    emitted: () => undefined,
    committed: () => undefined,
    writable: () => undefined,
    lost: (error) => lost.push(error),
  };
  const start = (reducers: Reducer[], over: WorkStore = store, inbox: 'open' | 'closed' = 'open') => {
    fold = new Fold(over, reducers, [], observer, systemScheduler, new SilentLog(), new SoleOwner(1));
    fold.start(inbox);
  };
  const append = (kind: string, key: string) =>
    store.append([{ kind, slot: 1, app: 'main', portal: '1', receivedAtMs: 0, body: { key } }]);
  const letters = async (): Promise<DeadLetterRow[]> => {
    const [rows = []] = await store.read([{ table: DEAD_LETTERS.name }]);
    return rows.map(({ doc }) => JSON.parse(doc) as DeadLetterRow);
  };

  beforeEach(() => {
    store = MemoryStore.engine(new MemoryDisk());
    lost = [];
  });
  afterEach(() => fold.stop());

  it('sets an event aside that asks for a row no store can hold; it does not die of it', async () => {
    await append('inbox.license', TOO_LONG);
    start([license]);
    expect(await fold.submit(event('license', 'good'))).toBe('licensed');
    await until('the event is a dead letter', async () => (await letters()).length === 1);
    expect(await store.inbox(0, 10)).toEqual([]);
    expect(lost).toEqual([]);
  });

  it('never confirms what could not be written', async () => {
    const unwritable: Reducer = {
      kinds: ['unwritable'],
      reduce(_told, tx) {
        tx.put(LANES, lane(TOO_LONG));
        tx.answer('licensed');
      },
    };
    start([license, unwritable]);
    const [good, bad] = await Promise.allSettled([
      fold.submit(event('license', 'good')),
      fold.submit(event('unwritable', 'bad')),
    ]);
    expect(good).toMatchObject({ status: 'fulfilled', value: 'licensed' });
    expect(bad).toMatchObject({ status: 'rejected' });
    expect(await letters()).toHaveLength(1);
  });

  it('keeps what this version does not know as a dead letter', async () => {
    await append('of.tomorrow', 'x');
    start([license]);
    await until('it is kept', async () => (await letters()).length === 1);
    expect((await letters())[0]).toMatchObject({ kind: 'of.tomorrow', cause: { code: 'CW_FOLD_FAILED' } });
  });

  it('leaves the inbox alone until it is opened', async () => {
    await append('inbox.license', 'waiting');
    start([license], store, 'closed');
    await fold.submit(event('license', 'first'));
    expect(await store.inbox(0, 10)).toHaveLength(1);
    fold.openInbox();
    await until('the inbox is empty', async () => (await store.inbox(0, 10)).length === 0);
  });

  it('refuses what comes after its end', async () => {
    start([license]);
    await fold.stop();
    await expect(fold.submit(event('license', 'late'))).rejects.toThrow(/not running/);
  });

  it('stops waiting for a store that cannot write when there is no time left', async () => {
    let tries = 0;
    const commit = async () => {
      tries += 1;
      throw new ChannelwrightError('CW_STORE_UNAVAILABLE');
    };
    start([license], { ...bound(store), commit });
    const submitted = fold.submit(event('license', 'x'));
    const outcome = submitted.catch((error: unknown) => error);
    await until('it was tried', () => tries > 0);
    fold.hurry();
    expect(String(await outcome)).toMatch(/CW_STORE_UNAVAILABLE|cannot/);
  });
});

/** The store's methods on a plain object, to replace some of them. */
function bound(store: MemoryStore): WorkStore {
  return {
    epoch: store.epoch,
    append: store.append.bind(store),
    commit: store.commit.bind(store),
    read: store.read.bind(store),
    inbox: store.inbox.bind(store),
    parked: store.parked.bind(store),
    overdueParked: store.overdueParked.bind(store),
    due: store.due.bind(store),
    nextDueAt: store.nextDueAt.bind(store),
    journal: store.journal.bind(store),
    prune: store.prune.bind(store),
    count: store.count.bind(store),
    ping: store.ping.bind(store),
    close: store.close.bind(store),
  };
}
