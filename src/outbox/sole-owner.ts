import type { OwnedSlots } from './owned-slots.js';

/** The slots of the only engine on a store: all of them, under the epoch of its opening. */
export class SoleOwner implements OwnedSlots {
  readonly shared = false;

  constructor(private readonly epoch: number) {}

  epochOf(): number {
    return this.epoch;
  }

  mayBegin(): boolean {
    return true;
  }

  fenced(): void {}
}
