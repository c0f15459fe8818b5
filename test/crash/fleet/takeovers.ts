import type { FleetWorld } from './fleet-world.js';

/** A portal that has lost its owner, and was worked on again. */
export interface Takeover {
  portalId: string;
  /** From the owner's death until HubSpot heard of the portal again, ms on the wall. */
  afterMs: number;
}

/** Told from HubSpot's log alone, apart from who had owned the portal. Portals for which nobody wrote any more are left out. */
export function takeovers({ stage, orphans, clock }: FleetWorld): Takeover[] {
  const requests = Map.groupBy(stage.emulator.control.requests(), ({ portalId }) => portalId);
  return orphans.flatMap(({ line: { portalId }, sinceMs }) => {
    const first = requests.get(portalId)?.find(({ atMs }) => atMs > sinceMs);
    return first ? [{ portalId, afterMs: (first.atMs - sinceMs) / clock.speed }] : [];
  });
}
