import type { Address } from '../../contract/address.js';
import { boundedKey } from '../../outbox/bounded-key.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK, type WorkRow } from '../../outbox/work-row.js';

/** The queue of what is erased in slices. */
export const ERASE_QUEUE = 'erase';

/**
 * What is to be erased: everything of an account (by its key) · a conversation (by its key) · what mentions an address (its
 * value), though it belongs to no conversation · what a member has written in a group: see {@link memberName}.
 */
export interface EraseTarget {
  of: 'account' | 'conversation' | 'address' | 'member';
  name: string;
}

/** What somebody has written in a group until they were to be forgotten. Who writes there again is not. */
export interface Membership {
  conversation: string;
  member: Address;
  untilMs: number;
}

export function memberName({ conversation, member: { type, value }, untilMs }: Membership): string {
  return JSON.stringify([conversation, untilMs, type, value]);
}

export function membershipOf(name: string): Membership {
  const [conversation, untilMs, type, value] = JSON.parse(name) as [string, number, Address['type'], string];
  return { conversation, member: { type, value }, untilMs };
}

/** Has it erased, from now on and until nothing of it is left. Asking again changes nothing. */
export function placeErasure(tx: Tx, { app, portal }: Pick<WorkRow, 'app' | 'portal'>, target: EraseTarget): void {
  const ref = `${target.of}:${target.name}`;
  const key = eraseKey({ app, portal }, target);
  if (tx.get(WORK, key)) return;
  tx.put(WORK, {
    key,
    queue: ERASE_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: tx.nowMs,
    leased: false,
    ref,
  });
}

/** The key of that piece of work. Some addresses are long: keys are not. */
export function eraseKey({ app, portal }: Pick<WorkRow, 'app' | 'portal'>, { of, name }: EraseTarget): string {
  return `${ERASE_QUEUE}:${app}/${portal}|${of}:${boundedKey(name)}`;
}

/** What a piece of work is about. */
export function eraseTarget({ ref }: Pick<WorkRow, 'ref'>): EraseTarget {
  const at = ref.indexOf(':');
  return { of: ref.slice(0, at) as EraseTarget['of'], name: ref.slice(at + 1) };
}
