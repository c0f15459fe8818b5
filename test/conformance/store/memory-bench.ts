import { ChannelwrightError } from '../../../src/errors/channelwright-error.js';
import type { StoreBench } from '../../../src/testing/store-conformance.js';
import { MemoryDisk } from '../../fixtures/memory-disk.js';
import { MemoryStore } from '../../fixtures/memory-store.js';

/** What has to do with keys and bytes on a disk cannot be asked of it. */
export async function openMemoryBench(): Promise<StoreBench> {
  const disk = new MemoryDisk();
  const nothingSealed = async () => {
    throw new Error('there is nothing sealed in memory');
  };
  let engine = MemoryStore.engine(disk);
  return {
    store: engine,
    keys: [],
    client: async () => MemoryStore.client(disk),
    async reopen() {
      await engine.close();
      engine = MemoryStore.engine(disk);
      return engine;
    },
    async secondEngine() {
      throw new ChannelwrightError('CW_STORE_LOCKED');
    },
    takeOver: async () => MemoryStore.engine(disk),
    openWithKeys: nothingSealed,
    remains: nothingSealed,
    destroy: async () => undefined,
  };
}
