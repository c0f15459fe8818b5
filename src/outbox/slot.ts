import { createHash } from 'node:crypto';

export const SLOTS = 1024;

/** The unit of ownership a portal's work belongs to. Stable for ever: it is written into every row of work. */
export function slotOf(app: string, portal: string): number {
  const digest = createHash('sha256').update(`${app}\n${portal}`).digest();
  return digest.readUInt32BE(0) % SLOTS;
}
