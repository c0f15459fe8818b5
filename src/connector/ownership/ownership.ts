import type { Receivers } from '../../ingress/receiving/receivers.js';
import type { Licence } from '../../outbox/licence.js';
import type { OwnedSlots } from '../../outbox/owned-slots.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { ChannelRegistry } from '../channels/channel-registry.js';
import type { Engine } from '../engine/engine.js';

/** What works on slots. */
export interface Worker {
  engine: Engine;
  channels: ChannelRegistry;
  store: WorkStore;
  /** Not there while the connector starts. */
  receivers(): Receivers | undefined;
}

/** How a process comes to own the slots it works on, and how it loses them. */
export interface Ownership {
  readonly slots: OwnedSlots;
  readonly licence: Licence;
  /** Before the directory is loaded. */
  prepare(): Promise<void>;
  /** Plants what is configured, then lets the work begin. */
  begin(worker: Worker): Promise<void>;
  /**
   * Learns what other processes have written into the directory before the call. Answers whether all that is configured is in
   * it. Absent: there are no others.
   *
   * @throws ChannelwrightError `CW_STORE_UNAVAILABLE`
   */
  catchUp?(): Promise<boolean>;
  /** Why this process is not well as an owner of slots; `undefined`: it is. Shown to whoever asks. */
  readonly health: string | undefined;
  /** The store is lost for good: nothing may be called any more. */
  lose(): void;
  /** Gives everything up. What is under way comes to its end first, or is left behind once `hard` is aborted. */
  stop(hard: AbortSignal): Promise<void>;
}
