import { ChannelwrightError } from '../errors/channelwright-error.js';
import { isFleetStore } from '../fleet/fleet-store.js';
import { webhookCounters } from '../observability/webhook-counters.js';
import type { OwnedSlots } from '../outbox/owned-slots.js';
import { SoleOwner } from '../outbox/sole-owner.js';
import type { WorkStore } from '../outbox/work-store.js';
import { FreeSlotsOwner } from './free-slots-owner.js';
import { loadEngine, openEngine } from './open-engine.js';
import { openStore } from './open-store.js';
import { ProcessLicence } from './process-licence.js';
import type { RunParts } from './run-parts.js';
import { untilFolded } from './until-folded.js';

/**
 * Folds what waits in the inbox, where no engine runs: the store is opened as its engine, and closed again. Work that follows
 * is only written down; no call is made. In a fleet, this process is for so long the owner of all slots that it may own.
 *
 * @throws ChannelwrightError `CW_STORE_LOCKED` when an engine runs on the store, or a replica lives; `CW_STORE_*`
 */
export async function foldOffline(parts: RunParts): Promise<void> {
  const { config, log } = parts;
  const store = await openStore(config, 'engine', log.logger);
  try {
    if (!isFleetStore(store)) return await foldOn(store, new SoleOwner(store.epoch), parts);
    await using owner = await FreeSlotsOwner.take(store, parts);
    await foldOn(store, owner, parts);
  } finally {
    await store.close();
  }
}

async function foldOn(store: WorkStore, slots: OwnedSlots, parts: RunParts): Promise<void> {
  const http = parts.openHttp();
  try {
    let lost: unknown;
    const { engine, channels } = openEngine(store, http, parts, {
      slots,
      licence: new ProcessLicence(),
      counters: webhookCounters(parts.metrics),
      accountsChanged: () => undefined,
      writable: () => undefined,
      lost: (error) => {
        lost = error;
      },
    });
    await loadEngine(engine, channels, store);
    engine.fold.start();
    const empty = await untilFolded(store, parts.scheduler, () => lost !== undefined);
    await engine.fold.stop();
    if (lost !== undefined) throw lost;
    if (!empty) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'what waits in it could not be folded in time');
  } finally {
    await http.close();
  }
}
