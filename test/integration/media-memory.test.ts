import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Child } from '../bench/processes/child.js';
import { FILE_WAYS } from '../bench/traffic/file-ways.js';
import { PouringServer } from '../bench/traffic/pouring-server.js';

const SMALL = 1_000_000;
const LARGE = 100_000_000;
/** What one large file may cost more than a hundred small ones, bytes. Held whole, it would cost 100 MB and more. */
const MOST_GROWTH = 60_000_000;

let far: PouringServer;
beforeAll(async () => {
  far = await PouringServer.start();
});
afterAll(() => far[Symbol.asyncDispose]());

describe('a file of 100 MB', () => {
  it.each(Object.entries(FILE_WAYS))('goes %s in the memory that a hundred of 1 MB take', async (_name, go) => {
    await using child = Child.start('media');
    await child.ask('start', { farSide: far.url });
    // As many bytes as in the large one, so that both leave as much behind for the garbage collector.
    for (let times = 0; times < LARGE / SMALL; times += 1)
      expect(await go(child, SMALL, far)).toBeGreaterThanOrEqual(SMALL);
    const before = await child.ask<number>('peak');
    expect(await go(child, LARGE, far)).toBeGreaterThanOrEqual(LARGE);
    const growth = (await child.ask<number>('peak')) - before;
    expect(growth).toBeLessThan(MOST_GROWTH);
  });
});
