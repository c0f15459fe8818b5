import { inject, injectable } from 'inversify';
import { isGone, PORTALS, type PortalRow } from '../directory/portals/portal-row.js';
import type { Settler } from '../outbox/reducer.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { TIMER_QUEUE } from '../outbox/work-handler.js';
import { portalKey, WORK } from '../outbox/work-row.js';
import { RETENTION, type Retention } from '../status/retention.js';

/** The timer of a portal whose consent is gone: at its end, all that is kept of the portal goes. */
export const PORTAL_GRACE = 'portal-grace';

/** Keeps that timer in step with the portal. */
@injectable()
export class PortalGraceSettler implements Settler<PortalRow> {
  readonly table = PORTALS;

  constructor(@inject(RETENTION) private readonly retention: Retention) {}

  settle(row: PortalRow, before: PortalRow | undefined, tx: Tx): void {
    if (row.state === 'disconnected' && before?.state !== 'disconnected') {
      placeGrace(tx, row, tx.nowMs + this.retention.disconnectedMs);
    } else if (!isGone(row) && before && isGone(before)) tx.remove(WORK, graceKey(row));
  }
}

export function placeGrace(tx: Tx, row: PortalRow, dueAtMs: number): void {
  const { app, portal } = row;
  const slot = slotOf(app, portal);
  const ref = portalKey(app, portal);
  tx.put(WORK, { key: graceKey(row), queue: TIMER_QUEUE, app, portal, slot, dueAtMs, leased: false, ref });
}

function graceKey({ app, portal }: PortalRow): string {
  return `${PORTAL_GRACE}:${portalKey(app, portal)}`;
}
