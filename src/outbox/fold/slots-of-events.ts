import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { OwnedSlots, SlotEpoch } from '../owned-slots.js';
import type { FoldEvent } from '../reducer.js';
import { slotOf } from '../slot.js';

/** The slot that an event writes, as this process owns it; `undefined`: it does not. */
export function ownSlotOf(slots: OwnedSlots, { app, portal }: FoldEvent): SlotEpoch | undefined {
  const slot = slotOf(app, portal);
  const epoch = slots.epochOf(slot);
  return epoch === undefined ? undefined : { slot, epoch };
}

/** The slots of these events, each once. @throws ChannelwrightError `CW_STORE_FENCED` where one is not owned any more */
export function ownSlotsOf(slots: OwnedSlots, events: readonly FoldEvent[]): SlotEpoch[] {
  const found = new Map<number, SlotEpoch>();
  for (const event of events) {
    const own = ownSlotOf(slots, event);
    if (!own) throw new ChannelwrightError('CW_STORE_FENCED');
    found.set(own.slot, own);
  }
  return [...found.values()];
}
