import assert from 'node:assert/strict';
import { content, NOW } from './rows.js';
import type { BenchCase, StoreBench } from './store-bench.js';

/** Of a store that belongs to one engine. */
export const soleEngineCases: BenchCase<StoreBench>[] = [
  {
    id: 'one-engine',
    why: 'Two engines on one store would send everything twice.',
    async check({ store, secondEngine }) {
      await assert.rejects(secondEngine(), { code: 'CW_STORE_LOCKED' });
      await store.commit([content('a', 'still mine')]);
    },
  },
  {
    id: 'epoch-rises',
    why: 'An intent tells by its epoch whether the process that wrote it still lives.',
    async check({ store, reopen, client }) {
      assert.ok(store.epoch > 0);
      const again = await reopen();
      assert.ok(again.epoch > store.epoch);
      assert.equal((await client()).epoch, 0);
    },
  },
  {
    id: 'prune-fenced',
    why: 'Only the engine knows what of its rows may go.',
    async check({ store, takeOver }) {
      await takeOver();
      const prune = store.prune({ table: 'contents', column: 'expires_at', before: NOW, limit: 1 });
      await assert.rejects(prune, { code: 'CW_STORE_FENCED' });
    },
  },
];
