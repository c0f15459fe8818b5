import { ChannelwrightError } from '../errors/channelwright-error.js';
import { isFleetStore } from '../fleet/fleet-store.js';
import { webhookCounters } from '../observability/webhook-counters.js';
import type { OwnedSlots } from '../outbox/owned-slots.js';
import { SoleOwner } from '../outbox/sole-owner.js';
import type { WorkHandler } from '../outbox/work-handler.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import type { WorkStore } from '../outbox/work-store.js';
import { loadEngine, openEngine } from './engine/open-engine.js';
import { FreeSlotsOwner } from './ownership/free-slots-owner.js';
import { ProcessLicence } from './ownership/process-licence.js';
import type { RunParts } from './run-parts.js';
import { openStore } from './stores/open-store.js';
import { untilFolded } from './until-folded.js';

/** It is not aborted: it ends by itself. */
const NEVER = new AbortController().signal;

/**
 * Folds what waits in the inbox, where no engine runs: the store is opened as its engine, and closed again. Work that follows
 * is only written down; no call is made. In a fleet, this process is for so long the owner of all slots that it may own.
 *
 * @throws ChannelwrightError `CW_STORE_LOCKED` when an engine runs on the store, or a replica lives; `CW_STORE_*`
 */
export async function foldOffline(parts: RunParts): Promise<void> {
  await using fold = await OfflineFold.open(parts);
  await fold.untilEmpty();
}

/** The same for as long as somebody has more to fold: meanwhile no engine can start on the store. */
export class OfflineFold implements AsyncDisposable {
  private constructor(
    private readonly store: WorkStore,
    private readonly parts: RunParts,
    private readonly running: Running,
    private readonly resources: AsyncDisposableStack,
  ) {}

  /** @throws ChannelwrightError as {@link foldOffline} does */
  static async open(parts: RunParts): Promise<OfflineFold> {
    await using opened = new AsyncDisposableStack();
    const store = await openStore(parts.config, 'engine', parts.log.logger);
    opened.defer(() => store.close());
    const slots: OwnedSlots = isFleetStore(store)
      ? opened.use(await FreeSlotsOwner.take(store, parts))
      : new SoleOwner(store.epoch);
    const running = await start(store, slots, parts, opened);
    return new OfflineFold(store, parts, running, opened.move());
  }

  /** @throws ChannelwrightError `CW_STORE_*` where the store was lost, or folding takes too long */
  async untilEmpty(): Promise<void> {
    this.running.notify();
    const empty = await untilFolded(this.store, this.parts.scheduler, () => this.running.lost() !== undefined);
    const lost = this.running.lost();
    if (lost !== undefined) throw lost;
    if (!empty) throw new ChannelwrightError('CW_STORE_UNAVAILABLE', 'what waits in it could not be folded in time');
  }

  /** Erases what is to be erased, slice by slice. Answers whether nothing of it is left. */
  async erase(isEnded: () => boolean): Promise<boolean> {
    return this.#work(this.running.eraser, isEnded);
  }

  /** Corrects what is to be corrected, slice by slice, until nothing of it is left. */
  async correct(): Promise<void> {
    await this.#work(this.running.corrector, () => false);
  }

  async #work(handler: WorkHandler, isEnded: () => boolean): Promise<boolean> {
    const range = { column: 'key', from: `${handler.queue}:`, until: `${handler.queue};` };
    while (!isEnded()) {
      const [rows = []] = await this.store.read([{ table: WORK.name, range }]);
      if (rows.length === 0) return true;
      for (const { doc } of rows) await handler.run(JSON.parse(doc) as WorkRow, NEVER);
      // What waits for a call to end is not ended sooner by asking.
      await this.parts.scheduler.sleep(1);
    }
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.resources.disposeAsync();
  }
}

interface Running {
  eraser: WorkHandler;
  corrector: WorkHandler;
  notify(): void;
  /** Why it has lost the store. */
  lost(): unknown;
}

async function start(
  store: WorkStore,
  slots: OwnedSlots,
  parts: RunParts,
  opened: AsyncDisposableStack,
): Promise<Running> {
  const http = parts.openHttp();
  opened.defer(() => http.close());
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
  opened.defer(() => engine.fold.stop());
  const { eraser, corrector } = engine;
  return { eraser, corrector, notify: () => engine.fold.notify(), lost: () => lost };
}
