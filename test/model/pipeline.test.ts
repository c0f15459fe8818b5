import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryDisk } from '../fixtures/memory-disk.js';
import { MemoryStore } from '../fixtures/memory-store.js';
import { SEED } from '../fixtures/property.js';
import { happenings, play } from './commands.js';
import { problemsOf } from './invariants.js';
import { PipelineWorld } from './pipeline-world.js';
import { settings } from './settings.js';

const CASES = 300;
/** Only a case that hangs takes so long. */
const MOST_MS = 400_000;

describe(`the whole pipeline against a small model (seed ${SEED})`, () => {
  it(
    'whatever happens, and wherever it is killed, comes to rest as it was promised',
    async () => {
      await fc.assert(
        fc.asyncProperty(settings, happenings, async (settings, story) => {
          const disk = new MemoryDisk();
          const world = new PipelineWorld(settings, { open: async () => MemoryStore.engine(disk) });
          await play(world, story);
          expect(await problemsOf(world)).toEqual([]);
        }),
        { seed: SEED, numRuns: Number(process.env['CASES'] ?? CASES) },
      );
    },
    MOST_MS,
  );
});
