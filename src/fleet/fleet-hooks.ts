import type { SlotEpoch } from '../outbox/owned-slots.js';
import type { ClaimedSlot } from './fleet-store.js';

/** What the process does when slots come and go. A slot that was gained goes by {@link handOver} or by {@link lost}. */
export interface FleetHooks {
  /**
   * These slots are this process's; prepare them. Commits under their epochs work already; work of them begins when this
   * resolves. A rejection gives the slots back. Called for another batch while one is being prepared; slots may be lost meanwhile.
   */
  gained(slots: readonly ClaimedSlot[]): Promise<void>;

  /** They are prepared: their work begins. */
  begun(slots: readonly SlotEpoch[]): void;

  /**
   * These are to be handed over: nothing of them begins any more. Resolves when nothing of them is under way and all that must
   * outlive the handover is committed. Called for several batches at once. After a rejection it is called again.
   *
   * @param signal aborted when it is too late: they are lost
   */
  handOver(slots: readonly SlotEpoch[], signal: AbortSignal): Promise<void>;

  /** Lost without a farewell: expired, fenced, or left behind. */
  lost(slots: readonly SlotEpoch[]): void;

  /** How many members live, this one too, for splitting limits: never fewer than may call at this moment. */
  membersChanged(count: number): void;
}
