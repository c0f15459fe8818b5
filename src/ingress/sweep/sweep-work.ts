import type { PortalRow } from '../../directory/portals/portal-row.js';
import { SLOTS, slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey, WORK } from '../../outbox/work-row.js';

export const SWEEP_QUEUE = 'sweep';
const SWEEP_SCOPE = 'conversations.read';

/** How long after its cause a sweep begins at the earliest: webhooks that HubSpot repeats come first, ms. */
const FIRST_MS = 10_000;
/** Over how long the portals of a process are spread, ms. */
const SPREAD_MS = 60_000;

export function sweepWorkKey(app: string, portal: string): string {
  return `sweep:${portalKey(app, portal)}`;
}

/** When a portal has its turn after something that concerns all of them, ms. The same for every process. */
export function turnOf(app: string, portal: string, nowMs: number): number {
  return nowMs + FIRST_MS + Math.floor((slotOf(app, portal) / SLOTS) * SPREAD_MS);
}

export function placeSweep(tx: Tx, app: string, portal: string, dueAtMs: number): void {
  const key = sweepWorkKey(app, portal);
  const ref = portalKey(app, portal);
  tx.put(WORK, { key, queue: SWEEP_QUEUE, app, portal, slot: slotOf(app, portal), dueAtMs, leased: false, ref });
}

/** A portal that is not called has nothing to be read. */
export function isSwept({ state }: PortalRow): boolean {
  return state === 'connected' || state === 'degraded';
}

/** Whether HubSpot has said that its tokens do not allow it. */
export function lacksScope({ scopes, trouble }: PortalRow): boolean {
  return (
    trouble?.missingScopes?.includes(SWEEP_SCOPE) === true || (scopes !== undefined && !scopes.includes(SWEEP_SCOPE))
  );
}
