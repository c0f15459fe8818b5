import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CurrentRows } from '../../../src/outbox/current-rows.js';
import { Fold } from '../../../src/outbox/fold/fold.js';
import { LANES, type LaneRow } from '../../../src/outbox/lane.js';
import type { Reducer } from '../../../src/outbox/reducer.js';
import { SoleOwner } from '../../../src/outbox/sole-owner.js';
import type { Read } from '../../../src/outbox/work-store.js';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';
import { SilentLog } from '../../fixtures/silent-log.js';

function lane(key: string, portal = '1'): LaneRow {
  return { key, app: 'main', portal, channel: 'c', account: 'a', conversation: key, direction: 'out', items: [] };
}

const put: Reducer = { kinds: ['put'], reduce: (event, tx) => tx.put(LANES, event.body as LaneRow) };
const observer = {
  emitted: () => undefined,
  committed: () => undefined,
  writable: () => undefined,
  lost: () => undefined,
};

describe('rows as they are now', () => {
  let store: MemoryStore;
  let fold: Fold;
  let rows: CurrentRows;
  let reads: Read[][];

  const write = (row: LaneRow) => fold.submit({ kind: 'put', app: 'main', portal: '1', receivedAtMs: 0, body: row });
  const writeBehindTheFold = (row: LaneRow) =>
    store.commit([
      { op: 'put', table: LANES.name, key: row.key, columns: LANES.columns(row), doc: JSON.stringify(row) },
    ]);

  beforeEach(() => {
    store = MemoryStore.engine(new MemoryDisk());
    reads = [];
    const read = store.read.bind(store);
    store.read = (requests) => {
      reads.push(requests);
      return read(requests);
    };
    fold = new Fold(store, [put], [], observer, systemScheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
    rows = new CurrentRows(store, (table, key) => fold.committedRow(table, key));
  });
  afterEach(() => fold.stop());

  it('come from the fold where it holds them', async () => {
    await write(lane('x'));
    reads = [];
    expect(await rows.get(LANES, 'x')).toEqual(lane('x'));
    expect(reads).toEqual([]);
  });

  it('come from the store otherwise, those of one turn in one round trip, and each asked for once', async () => {
    await writeBehindTheFold(lane('x'));
    await writeBehindTheFold(lane('y'));
    const found = await Promise.all(['x', 'y', 'x', 'z'].map((key) => rows.get(LANES, key)));
    expect(found).toEqual([lane('x'), lane('y'), lane('x'), undefined]);
    expect(reads).toEqual([[{ table: 'lanes', keys: ['x', 'y', 'z'] }]]);
  });

  it('are not taken from memory while a commit of them is under way', async () => {
    await write(lane('x', 'old'));
    const commit = store.commit.bind(store);
    const written = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    store.commit = async (changes) => {
      await commit(changes);
      written.resolve();
      await told.promise;
    };
    const submitted = write(lane('x', 'new'));
    await written.promise;
    expect((await rows.get(LANES, 'x'))?.portal).toBe('new');
    told.resolve();
    await submitted;
  });

  it('are asked of the store again after rows were deleted', async () => {
    await write(lane('x'));
    await store.commit([{ op: 'remove', table: 'lanes', key: 'x' }]);
    fold.forget();
    expect(await rows.get(LANES, 'x')).toBeUndefined();
  });

  it('reject when the store cannot be read', async () => {
    store.read = () => Promise.reject(new Error('gone'));
    await expect(rows.get(LANES, 'x')).rejects.toThrow('gone');
  });
});
