import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Fold } from '../../../../src/outbox/fold/fold.js';
import type { Reducer } from '../../../../src/outbox/reducer.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import type { Urgency } from '../../../../src/outbox/urgency.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { CONTENTS } from '../../../../src/status/content-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { MemoryDisk } from '../../../fixtures/memory-disk.js';
import { MemoryStore } from '../../../fixtures/memory-store.js';
import { SilentLog } from '../../../fixtures/silent-log.js';

describe('the fold, when nothing comes', () => {
  const scheduler = new ManualScheduler();
  let store: MemoryStore;
  let fold: Fold;
  let looks: number;
  let folded: number;
  const count: Reducer = {
    kinds: ['told'],
    reduce: () => {
      folded += 1;
    },
  };
  const observer = {
    emitted: () => undefined,
    committed: () => undefined,
    writable: () => undefined,
    lost: () => undefined,
  };
  const start = async (restMs?: () => number) => {
    const watched = new Proxy<WorkStore>(store, {
      get(target, name) {
        if (name === 'inbox') looks += 1;
        const own: unknown = Reflect.get(target, name);
        return typeof own === 'function' ? own.bind(target) : own;
      },
    });
    fold = new Fold(watched, [count], [], observer, scheduler, new SilentLog(), new SoleOwner(1));
    fold.start('open', restMs);
    await scheduler.settle();
    looks = 0;
  };
  const append = () => store.append([{ kind: 'told', slot: 1, app: 'main', portal: '1', receivedAtMs: 0, body: null }]);

  beforeEach(() => {
    store = MemoryStore.engine(new MemoryDisk());
    looks = 0;
    folded = 0;
  });
  afterEach(() => fold.stop());

  it('looks at the inbox twice a second: another process may have appended', async () => {
    await start();
    await append();
    await scheduler.advance(500);
    expect(folded).toBe(1);
    await scheduler.advance(10_000);
    expect(looks).toBeGreaterThanOrEqual(20);
  });

  it('looks as often while calls of its own keep it busy: what another process appends is not to wait for their end', async () => {
    await start();
    await append();
    for (let ms = 0; ms < 500; ms += 100) {
      void fold.submit({ kind: 'noted', app: 'main', portal: '1', receivedAtMs: 0, body: null }, 'unhurried');
      await scheduler.advance(100);
    }
    expect(folded).toBe(1);
  });

  it('looks ever more rarely where it may, and often again once something has come', async () => {
    await start(() => 2_000);
    await scheduler.advance(500 + 1_000 + 2_000 + 2_000);
    expect(looks).toBe(4);
    await append();
    await scheduler.advance(2_000);
    expect(folded).toBe(1);
    await append();
    await scheduler.advance(500);
    expect(folded).toBe(2);
  });

  it('looks at once when it is told that something has come', async () => {
    await start(() => 2_000);
    await scheduler.advance(60_000);
    await append();
    fold.notify();
    await scheduler.settle();
    expect(folded).toBe(1);
  });

  it('takes what is in no hurry once nothing else has come for a moment; at the latest, after a while', async () => {
    await start();
    const unhurried = () => {
      let isFolded = false;
      const event = { kind: 'later', app: 'main', portal: '1', receivedAtMs: 0, body: null };
      void fold.submit(event, 'unhurried').then(() => {
        isFolded = true;
      });
      return () => isFolded;
    };
    const submit = () => fold.submit({ kind: 'told', app: 'main', portal: '1', receivedAtMs: 0, body: null });
    const first = unhurried();
    await submit();
    await scheduler.advance(4);
    await submit();
    await scheduler.advance(4);
    expect(first()).toBe(false);
    await scheduler.advance(1);
    expect(first()).toBe(true);
    const second = unhurried();
    for (let ms = 0; ms < 248; ms += 4) {
      await submit();
      await scheduler.advance(4);
    }
    expect(second()).toBe(false);
    await submit();
    await scheduler.advance(2);
    expect(second()).toBe(true);
    const last = unhurried();
    await submit();
    await fold.stop();
    expect(last()).toBe(true);
  });

  it('takes what is in no hurry a few at a time beside deliveries, each kind in its turn; a note of its own is no delivery', async () => {
    const seen: string[] = [];
    const note: Reducer = {
      kinds: ['told', 'slice', 'patched'],
      reduce: ({ kind }, tx) => {
        if (kind !== 'told') seen.push(kind);
        tx.journal({ type: kind, atMs: tx.nowMs, app: 'main', portal: '1', data: {} });
      },
    };
    const slow = Object.assign(Object.create(store) as MemoryStore, { commit: () => scheduler.sleep(1) });
    fold = new Fold(slow, [count, note], [], observer, scheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
    const submit = (kind: string, urgency?: Urgency) =>
      fold.submit({ kind, app: 'main', portal: '1', receivedAtMs: 0, body: null }, urgency);
    const wait = () => {
      for (let n = 0; n < 20; n++) void submit('patched', 'unhurried');
      void submit('slice', 'unhurried');
    };
    void submit('told', 'aside');
    wait();
    await scheduler.advance(10);
    expect(seen).toHaveLength(21);
    expect(fold.isAlone).toBe(true);
    void submit('told');
    await scheduler.advance(1);
    expect(fold.isAlone).toBe(false);
    wait();
    await scheduler.advance(40);
    expect(seen.slice(21)).toEqual(['patched', 'slice']);
    await scheduler.advance(800);
    expect(seen).toHaveLength(42);
  });

  it('keeps no rows of a great task, also where a note of its own is in the same commit; those of deliveries it does', async () => {
    const writes: Reducer = {
      kinds: ['slice', 'note', 'sent'],
      reduce: ({ kind, body }, tx) => tx.put(CONTENTS, { key: `${kind}-${String(body)}`, items: [], expiresAtMs: 1 }),
    };
    fold = new Fold(store, [writes], [], observer, scheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
    await scheduler.settle();
    const submit = (kind: string, body: number, urgency?: Urgency) =>
      fold.submit({ kind, app: 'main', portal: '1', receivedAtMs: 0, body }, urgency);
    const isKept = (key: string) => fold.committedRow(CONTENTS.name, key) !== undefined;
    const together = [submit('note', 1, 'aside'), submit('slice', 1, 'unhurried')];
    await scheduler.settle();
    await Promise.all(together);
    expect([isKept('slice-1'), isKept('note-1')]).toEqual([false, false]);
    await submit('sent', 1);
    expect(isKept('sent-1')).toBe(true);
  });

  it('folds what was submitted before it is to end, also while it reads the inbox', async () => {
    const reading = Promise.withResolvers<void>();
    const slow = Object.assign(Object.create(store) as MemoryStore, {
      inbox: () => reading.promise.then(() => []),
      overdueParked: async () => [],
    });
    fold = new Fold(slow, [count], [], observer, scheduler, new SilentLog(), new SoleOwner(1));
    fold.start();
    void fold.submit({ kind: 'told', app: 'main', portal: '1', receivedAtMs: 0, body: null });
    const ended = fold.stop();
    reading.resolve();
    await ended;
    expect(folded).toBe(1);
  });

  it('goes by what may change meanwhile', async () => {
    let restMs = 2_000;
    await start(() => restMs);
    await scheduler.advance(60_000);
    restMs = 1_000;
    await scheduler.advance(2_000);
    looks = 0;
    await scheduler.advance(10_000);
    expect(looks).toBe(10);
  });
});
