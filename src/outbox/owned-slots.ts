/** A slot, and the epoch under which a process owns it. Every change of owner raises the epoch. */
export interface SlotEpoch {
  slot: number;
  epoch: number;
}

/** Which slots this process may write, as those see it that write and call. */
export interface OwnedSlots {
  /** Slots come and go one by one. Otherwise all are owned by one process, and to lose one is to lose the store. */
  readonly shared: boolean;
  /** The epoch under which this process owns the slot; `undefined`: it does not. */
  epochOf(slot: number): number | undefined;
  /** Whether work of the slot may begin: it is owned, and is neither being prepared nor being handed over. */
  mayBegin(slot: number): boolean;
  /** The store has refused a commit under this epoch: another process owns the slot. */
  fenced(slot: SlotEpoch): void;
}

export const OWNED_SLOTS = Symbol.for('channelwright.OwnedSlots');
