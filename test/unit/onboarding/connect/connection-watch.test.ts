import { describe, expect, it } from '@jest/globals';
import type { ConnectionRow } from '../../../../src/directory/connections/connection-row.js';
import { ConnectionWatch } from '../../../../src/onboarding/connect/connection-watch.js';
import type { StoredRow } from '../../../../src/outbox/table.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';

const KEYS = ['a', 'b', 'c'];

function stand() {
  const scheduler = new ManualScheduler();
  const states = new Map<string, ConnectionRow['state']>(KEYS.map((key) => [key, 'asked']));
  const asked: string[][] = [];
  let broken = false;
  const store = {
    async read([get]: { keys?: string[] }[]): Promise<StoredRow[][]> {
      asked.push(get?.keys ?? []);
      if (broken) throw new Error('the store cannot be used');
      return [(get?.keys ?? []).map((key) => ({ key, doc: JSON.stringify({ key, state: states.get(key) }) }))];
    },
  };
  const watch = new ConnectionWatch(store as never, scheduler);
  const wait = (key: string) => watch.until(key, ({ state }) => state !== 'asked', 20_000);
  return { scheduler, states, asked, watch, wait, breakStore: (is: boolean) => (broken = is) };
}

describe('pages that wait for connections', () => {
  it('ask the store together, however many they are', async () => {
    const { scheduler, states, asked, wait } = stand();
    const pages = Array.from({ length: 1_000 }, (_, at) => wait(KEYS[at % KEYS.length]!));
    await scheduler.advance(10_000);
    expect(asked.length).toBeLessThan(20);
    expect(asked.at(-1)).toEqual(KEYS);
    for (const key of KEYS) states.set(key, 'staged');
    await scheduler.advance(1_000);
    expect((await Promise.all(pages)).every((row) => row?.state === 'staged')).toBe(true);
    const before = asked.length;
    await scheduler.advance(60_000);
    expect(asked).toHaveLength(before);
  });

  it('are a thousand at most: whoever comes then is told at once how it stands', async () => {
    const { scheduler, wait } = stand();
    for (let page = 0; page < 1_000; page += 1) void wait('a');
    let told: ConnectionRow | undefined;
    void wait('b').then((row) => {
      told = row;
    });
    await scheduler.settle();
    expect(told).toMatchObject({ key: 'b', state: 'asked' });
    await scheduler.advance(21_000);
  });

  it('have what there is when their patience is over', async () => {
    const { scheduler, wait } = stand();
    const page = wait('a');
    await scheduler.advance(21_000);
    expect(await page).toMatchObject({ state: 'asked' });
  });

  it('outlast a store that cannot be read', async () => {
    const { scheduler, states, wait, breakStore } = stand();
    breakStore(true);
    const page = wait('a');
    await scheduler.advance(5_000);
    breakStore(false);
    states.set('a', 'refused');
    await scheduler.advance(2_000);
    expect(await page).toMatchObject({ state: 'refused' });
  });
});
