import { isChannelwrightError } from '../../errors/channelwright-error.js';
import type { Scheduler } from '../../policy/scheduler.js';
import type { Change } from '../change.js';
import type { SlotEpoch } from '../owned-slots.js';
import type { StoredRow } from '../table.js';
import type { Read, WorkStore } from '../work-store.js';
import type { FoldObserver } from './fold-observer.js';

/** How long to wait before a call that the store could not answer is tried again, ms. */
const STORE_RETRY_MS = 250;

/** The store as the fold uses it: while it cannot be used at all, a call waits. */
export class PatientStore {
  #isHurried = false;

  constructor(
    private readonly store: Pick<WorkStore, 'read' | 'commit'>,
    private readonly observer: Pick<FoldObserver, 'writable'>,
    private readonly scheduler: Scheduler,
  ) {}

  /** Nothing is waited for any longer: a call that cannot be answered fails. */
  hurry(): void {
    this.#isHurried = true;
  }

  read(reads: Read[]): Promise<StoredRow[][]> {
    return this.#patiently(() => this.store.read(reads));
  }

  async commit(changes: Change[], under: readonly SlotEpoch[]): Promise<void> {
    if (changes.length > 0) await this.#patiently(() => this.store.commit(changes, under));
  }

  async #patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let failed = false; ; failed = true) {
      try {
        const answer = await call();
        if (failed) this.observer.writable(true);
        return answer;
      } catch (error) {
        if (this.#isHurried || !isChannelwrightError(error, 'CW_STORE_UNAVAILABLE')) throw error;
        if (!failed) this.observer.writable(false, error);
        await this.scheduler.sleep(STORE_RETRY_MS);
      }
    }
  }
}
