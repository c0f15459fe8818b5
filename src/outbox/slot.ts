import { createHash } from 'node:crypto';

export const SLOTS = 1024;

/** Portals whose slot is remembered, at most. */
const REMEMBERED = 10_000;

const remembered = new Map<string, number>();

/** The unit of ownership a portal's work belongs to. Stable for ever: it is written into every row of work. */
export function slotOf(app: string, portal: string): number {
  const name = `${app}\n${portal}`;
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const slot = createHash('sha256').update(name).digest().readUInt32BE(0) % SLOTS;
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(name, slot);
  return slot;
}
