import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEAD_LETTERS, type DeadLetterRow } from '../../../../src/outbox/dead-letter.js';
import { Fold } from '../../../../src/outbox/fold/fold.js';
import type { FoldObserver } from '../../../../src/outbox/fold/fold-observer.js';
import { LANES, type LaneRow } from '../../../../src/outbox/lane.js';
import type { FoldEvent, Reducer, Settler } from '../../../../src/outbox/reducer.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import type { Emission } from '../../../../src/outbox/tx.js';
import { systemScheduler } from '../../../../src/policy/system-scheduler.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { openTempStore, type TempStore } from '../../../fixtures/temp-store.js';

/** A lane used as a list of names: enough to see what the fold does with rows. */
function lane(key: string, names: string[] = []): LaneRow {
  const items = names.map((name) => ({ atMs: 0, sequence: 0, kind: 'message' as const, key: name }));
  return { key, app: 'main', portal: '1', channel: 'c', account: 'a', conversation: key, direction: 'out', items };
}

const names = (row: LaneRow | undefined) => row?.items.map((item) => item.key);

function event(kind: string, body: unknown): FoldEvent {
  return { kind, app: 'main', portal: '1', receivedAtMs: 0, body };
}

/** Adds a name to a list, from whatever the list is at that moment. */
const add: Reducer = {
  kinds: ['add', 'inbox.add'],
  reduce(told, tx) {
    const { list, name } = told.body as { list: string; name: string };
    const before = tx.get(LANES, list) ?? lane(list);
    tx.put(LANES, lane(list, [...names(before)!, name]));
    tx.emit({ type: 'added', payload: name });
    tx.answer(before.items.length);
  },
};

describe('the fold', () => {
  let temp: TempStore;
  let fold: Fold;
  let emitted: Emission[];
  const observer: FoldObserver = {
    emitted: (emissions) => emitted.push(...emissions),
    committed: () => undefined,
    writable: () => undefined,
    lost: () => undefined,
  };

  const start = (reducers: Reducer[], settlers: Settler[] = []) => {
    fold = new Fold(temp.store, reducers, settlers, observer, systemScheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
  };
  const stored = async <Row>(table: { name: string }, key: string): Promise<Row | undefined> => {
    const [rows = []] = await temp.store.read([{ table: table.name, keys: [key] }]);
    return rows[0] && (JSON.parse(rows[0].doc) as Row);
  };

  beforeEach(async () => {
    temp = await openTempStore();
    emitted = [];
  });
  afterEach(async () => {
    await fold.stop();
    await temp.remove();
  });

  it('commits what a reducer did before it confirms the submission, and tells listeners after it', async () => {
    start([add]);
    await fold.submit(event('add', { list: 'x', name: 'one' }));
    expect(names(await stored(LANES, 'x'))).toEqual(['one']);
    expect(emitted).toEqual([{ type: 'added', payload: 'one' }]);
  });

  it('runs events of one batch one after another, on rows that were in the store before', async () => {
    const before = lane('x', ['zero']);
    await temp.store.commit([
      { op: 'put', table: 'lanes', key: 'x', columns: LANES.columns(before), doc: JSON.stringify(before) },
    ]);
    start([add]);
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((name) => fold.submit(event('add', { list: 'x', name }))),
    );
    expect(names(await stored(LANES, 'x'))).toEqual(['zero', 'one', 'two', 'three']);
    expect(answers).toEqual([1, 2, 3]);
  });

  it('takes events from the inbox and consumes them in the same commit', async () => {
    start([add]);
    const base = { slot: 1, app: 'main', portal: '1', receivedAtMs: 0 };
    await temp.store.append([{ ...base, kind: 'inbox.add', body: { list: 'x', name: 'told' } }]);
    fold.notify();
    await fold.submit(event('add', { list: 'y', name: 'after' }));
    await fold.submit(event('add', { list: 'y', name: 'after that' }));
    expect(names(await stored(LANES, 'x'))).toEqual(['told']);
    expect(await temp.store.inbox(0, 10)).toEqual([]);
  });

  it('keeps an event that cannot be folded as a dead letter; its neighbours go on', async () => {
    const poison: Reducer = {
      kinds: ['poison'],
      reduce: (_told, tx) => {
        tx.put(LANES, lane('half', ['done']));
        throw new Error('cannot be read');
      },
    };
    start([add, poison]);
    const [, poisoned] = await Promise.allSettled([
      fold.submit(event('add', { list: 'x', name: 'one' })),
      fold.submit(event('poison', { secret: true })),
      fold.submit(event('add', { list: 'x', name: 'two' })),
    ]);
    expect(poisoned).toMatchObject({ status: 'rejected' });
    expect(names(await stored(LANES, 'x'))).toEqual(['one', 'two']);
    expect(await stored(LANES, 'half')).toBeUndefined();
    const [letters = []] = await temp.store.read([{ table: DEAD_LETTERS.name }]);
    const letter = JSON.parse(letters[0]!.doc) as DeadLetterRow;
    expect(letter).toMatchObject({ kind: 'poison', cause: { code: 'CW_FOLD_FAILED', detail: 'cannot be read' } });
  });

  it('parks an event until what it waits for is there', async () => {
    const waiting: Reducer = {
      kinds: ['inbox.wait', 'arrive'],
      reduce(told, tx) {
        if (told.kind === 'arrive') {
          tx.put(LANES, lane('awaited'));
          tx.unpark('awaited');
        } else if (tx.get(LANES, 'awaited')) tx.put(LANES, lane('met'));
        else tx.park('awaited', Number.MAX_SAFE_INTEGER);
      },
    };
    start([waiting, add]);
    const base = { slot: 1, app: 'main', portal: '1', receivedAtMs: 0 };
    await temp.store.append([{ ...base, kind: 'inbox.wait', body: {} }]);
    fold.notify();
    await fold.submit(event('add', { list: 'y', name: 'later' }));
    expect(await stored(LANES, 'met')).toBeUndefined();
    await fold.submit(event('arrive', {}));
    await fold.submit(event('add', { list: 'y', name: 'later still' }));
    await fold.submit(event('add', { list: 'y', name: 'and later' }));
    expect(await stored(LANES, 'met')).toBeDefined();
  });

  it('derives until nothing is left to derive, and shows each settler what it last saw', async () => {
    const seen: [string[] | undefined, string[]][] = [];
    const grow: Settler<LaneRow> = {
      table: LANES,
      settle(row, before, tx) {
        seen.push([names(before), names(row)!]);
        if (row.items.length < 3) tx.put(LANES, lane(row.key, [...names(row)!, 'derived']));
      },
    };
    start([add], [grow as Settler]);
    await fold.submit(event('add', { list: 'x', name: 'one' }));
    expect(names(await stored(LANES, 'x'))).toEqual(['one', 'derived', 'derived']);
    expect(seen.slice(-3)).toEqual([
      [undefined, ['one']],
      [['one'], ['one', 'derived']],
      [
        ['one', 'derived'],
        ['one', 'derived', 'derived'],
      ],
    ]);
  });

  it('goes by what another process has written, once it was told', async () => {
    start([add]);
    await fold.submit(event('add', { list: 'x', name: 'one' }));
    fold.learn(LANES.name, 'x', lane('x', ['theirs']));
    await fold.submit(event('add', { list: 'x', name: 'two' }));
    expect(names(await stored(LANES, 'x'))).toEqual(['theirs', 'two']);
    fold.learn(LANES.name, 'x', undefined);
    await fold.submit(event('add', { list: 'x', name: 'three' }));
    expect(names(await stored(LANES, 'x'))).toEqual(['three']);
  });

  it('does not let an answer of the store that is older than what it was told win', async () => {
    const { store } = temp;
    const asked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const slow: typeof store.read = async (requests) => {
      const answers = await store.read(requests);
      asked.resolve();
      await told.promise;
      return answers;
    };
    const between = Object.assign(Object.create(store) as typeof store, {
      read: slow,
      commit: store.commit.bind(store),
      inbox: store.inbox.bind(store),
      parked: store.parked.bind(store),
      overdueParked: store.overdueParked.bind(store),
    });
    fold = new Fold(between, [add], [], observer, systemScheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
    const folded = fold.submit(event('add', { list: 'x', name: 'one' }));
    await asked.promise;
    fold.learn(LANES.name, 'x', lane('x', ['theirs']));
    told.resolve();
    await folded;
    expect(names(await stored(LANES, 'x'))).toEqual(['theirs', 'one']);
  });

  it('finds rows by column, those of the same batch among them', async () => {
    const count: Reducer = {
      kinds: ['count'],
      reduce: (_told, tx) => tx.answer(tx.find(LANES, { equal: { portal: 'main/1' } }).length),
    };
    start([add, count]);
    await fold.submit(event('add', { list: 'x', name: 'one' }));
    const [, found] = await Promise.all([
      fold.submit(event('add', { list: 'y', name: 'two' })),
      fold.submit(event('count', {})),
    ]);
    expect(found).toBe(2);
  });
});
