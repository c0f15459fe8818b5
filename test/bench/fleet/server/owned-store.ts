import type { FleetStore } from '../../../../src/fleet/fleet-store.js';
import type { OwnedSlots, SlotEpoch } from '../../../../src/outbox/owned-slots.js';
import { SLOTS } from '../../../../src/outbox/slot.js';
import { openPostgresStore } from '../../../../src/store/postgres/open-postgres-store.js';
import { STORE_KEY } from '../../traffic/the-account.js';

export interface OwnedStore {
  store: FleetStore;
  slots: OwnedSlots;
}

/** Longer than any measurement: there are no heartbeats here. */
const EXPIRY_MS = 3_600_000;

/** An empty store. */
export async function makeTables(url: string): Promise<void> {
  const store = await openPostgresStore({ url, keys: [STORE_KEY], mode: 'client' });
  await store.close();
}

/** The store of a fleet of one, which owns every slot. */
export async function openOwnedStore(url: string): Promise<OwnedStore> {
  const store = await openPostgresStore({ url, keys: [STORE_KEY], mode: 'engine' });
  const id = await store.join({
    name: 'bench',
    version: '0.0.0',
    fingerprint: 'bench',
    apps: ['main'],
    channels: ['chat'],
    expiryMs: EXPIRY_MS,
  });
  const owned: SlotEpoch[] = [];
  while (owned.length < SLOTS) {
    const claimed = await store.claim(id, SLOTS - owned.length);
    if (claimed.length === 0) throw new Error('not every slot could be had');
    owned.push(...claimed);
  }
  await store.take(owned);
  const epochs = new Map(owned.map(({ slot, epoch }) => [slot, epoch]));
  return {
    store,
    slots: { shared: true, epochOf: (slot) => epochs.get(slot), mayBegin: () => true, fenced: () => undefined },
  };
}
