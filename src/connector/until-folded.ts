import type { WorkStore } from '../outbox/work-store.js';
import type { Scheduler } from '../policy/scheduler.js';

/** How long the inbox may take to become empty, ms. */
const PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 10;

/** Resolves when nothing waits in the inbox any more; to `false` when that takes too long, or `gaveUp` says so. */
export async function untilFolded(
  store: Pick<WorkStore, 'inbox'>,
  scheduler: Scheduler,
  gaveUp: () => boolean = () => false,
): Promise<boolean> {
  const untilMs = scheduler.now() + PATIENCE_MS;
  while (scheduler.now() < untilMs && !gaveUp()) {
    if ((await store.inbox(0, 1)).length === 0) return true;
    await scheduler.sleep(LOOK_EVERY_MS);
  }
  return false;
}
