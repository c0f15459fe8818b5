import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import { Fold } from '../../../../src/outbox/fold/fold.js';
import { LANES, type LaneRow } from '../../../../src/outbox/lane.js';
import type { FoldEvent, Reducer } from '../../../../src/outbox/reducer.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { systemScheduler } from '../../../../src/policy/system-scheduler.js';
import { MemoryDisk } from '../../../fixtures/memory-disk.js';
import { MemoryStore } from '../../../fixtures/memory-store.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { SomeSlots } from '../../../fixtures/some-slots.js';

const [APP, PORTAL] = ['main', '1'];
const SLOT = slotOf(APP, PORTAL);

const laneOf = (writer: string): LaneRow => ({
  key: 'lane',
  app: APP,
  portal: PORTAL,
  channel: writer,
  account: 'a',
  conversation: 'c',
  direction: 'out',
  items: [],
});

const event = (kind: string): FoldEvent => ({ kind, app: APP, portal: PORTAL, receivedAtMs: 0, body: {} });

/** Answers who wrote the lane last; `write` writes it too. */
const reducer: Reducer = {
  kinds: ['look', 'write'],
  reduce({ kind }, tx) {
    tx.answer(tx.get(LANES, 'lane')?.channel ?? 'nobody');
    if (kind === 'write') tx.put(LANES, laneOf('this process'));
  },
};

describe('the fold, when slots come and go under its hands', () => {
  let store: MemoryStore;
  let slots: SomeSlots;
  let fold: Fold;

  const start = (over: Partial<Pick<WorkStore, 'read' | 'commit'>>) => {
    const between = new Proxy<WorkStore>(store, {
      get: (target, name) => {
        const own = Reflect.get(over, name) ?? Reflect.get(target, name);
        return typeof own === 'function' ? own.bind(target) : own;
      },
    });
    const observer = {
      emitted: () => undefined,
      committed: () => undefined,
      writable: () => undefined,
      lost: () => undefined,
    };
    fold = new Fold(between, [reducer], [], observer, systemScheduler, new SilentLog(), slots);
    fold.start('closed');
  };
  const othersWrite = () =>
    store.commit([
      {
        op: 'put',
        table: LANES.name,
        key: 'lane',
        columns: LANES.columns(laneOf('another')),
        doc: JSON.stringify(laneOf('another')),
      },
    ]);
  /** The slot goes to another process, which writes, and comes back. */
  const awayAndBack = async () => {
    slots.lose(APP, PORTAL);
    fold.forget();
    await othersWrite();
    slots.own(APP, PORTAL, 3);
    fold.forget();
  };

  beforeEach(() => {
    store = MemoryStore.engine(new MemoryDisk());
    slots = new SomeSlots().own(APP, PORTAL, 1);
  });
  afterEach(() => fold.stop());

  it('does not keep what it had asked for before', async () => {
    let isFirst = true;
    start({
      read: async (requests) => {
        const answer = await store.read(requests);
        if (isFirst) await awayAndBack();
        isFirst = false;
        return answer;
      },
    });
    expect(await fold.submit(event('look'))).toBe('another');
    expect(await fold.submit(event('look'))).toBe('another');
  });

  it('does not keep what it was writing before', async () => {
    let isFirst = true;
    start({
      commit: async (changes) => {
        await store.commit(changes);
        if (isFirst) await awayAndBack();
        isFirst = false;
      },
    });
    expect(await fold.submit(event('write'))).toBe('nobody');
    expect(await fold.submit(event('look'))).toBe('another');
  });

  it('does not give up a slot that has come back because of what was refused before', async () => {
    let isFirst = true;
    start({
      commit: async (changes) => {
        if (!isFirst) return store.commit(changes);
        isFirst = false;
        await awayAndBack();
        throw new ChannelwrightError('CW_STORE_FENCED');
      },
    });
    await expect(fold.submit(event('write'))).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
    expect(slots.refused).toEqual([{ slot: SLOT, epoch: 1 }]);
    expect(slots.epochOf(SLOT)).toBe(3);
    expect(await fold.submit(event('write'))).toBe('another');
  });
});
