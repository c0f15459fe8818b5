import type { ClaimedSlot, NewMember } from '../../fleet/fleet-store.js';
import type { FleetBench } from './fleet-bench.js';

/** So long that no member expires by itself while a case runs, ms. */
export const EXPIRY_MS = 600_000;

export function newMember(name: string, more: Partial<NewMember> = {}): NewMember {
  return {
    name,
    version: '1.2.3',
    fingerprint: 'f1',
    apps: ['app'],
    channels: ['channel'],
    expiryMs: EXPIRY_MS,
    ...more,
  };
}

/** One process that has joined. */
export async function joined(bench: FleetBench, name: string, more: Partial<NewMember> = {}) {
  const ledger = await bench.connect();
  const id = await ledger.join(newMember(name, more));
  return {
    ledger,
    id,
    claim: (limit: number) => ledger.claim(id, limit),
    renew: () => ledger.renew(id),
    release: (slots: readonly ClaimedSlot[]) =>
      ledger.release(
        id,
        slots.map(({ slot, epoch }) => ({ slot, epoch })),
      ),
    expire: () => bench.age(id, EXPIRY_MS + 1),
  };
}

export function numbers(slots: readonly { slot: number }[]): number[] {
  return slots.map(({ slot }) => slot).sort((a, b) => a - b);
}

export function oneOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('there is none');
  return first;
}
