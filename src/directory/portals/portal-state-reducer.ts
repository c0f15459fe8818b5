import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { TIMER_QUEUE } from '../../outbox/work-handler.js';
import { portalKey, WORK, type WorkRow } from '../../outbox/work-row.js';
import { PORTAL_REPORT, PORTAL_RETURNS, type PortalReport } from './portal-report.js';
import { isGone, PORTALS, type PortalRow } from './portal-row.js';
import { disconnected, lackingScopes, returned, suspended, withCallTaken } from './portal-trouble.js';

/** What a portal's calls have met: told once for each change, kept in its row. */
@injectable()
export class PortalStateReducer implements Reducer {
  readonly kinds = [PORTAL_REPORT, `due.${PORTAL_RETURNS}`];

  reduce({ kind, app, portal, body }: FoldEvent, tx: Tx): void {
    const row = tx.get(PORTALS, portalKey(app, portal));
    if (kind !== PORTAL_REPORT) timeIsUp(row, body as WorkRow, tx);
    // Whatever is heard of a portal that is gone was on its way: only an installation brings it back.
    else if (row && !isGone(row)) put(tx, row, after(row, body as PortalReport, tx.nowMs));
  }
}

function after(row: PortalRow, report: PortalReport, nowMs: number): PortalRow {
  switch (report.kind) {
    case 'refused':
      // Others may have been stored since.
      return report.version === row.tokens.version ? disconnected(row, report.detail, nowMs) : row;
    case 'uninstalled':
      return report.atMs > consentedAtMs(row) + SKEW_MS ? disconnected(row, UNINSTALLED, nowMs) : row;
    case 'suspended':
      return suspended(row, report, nowMs);
    case 'lacks-scopes':
      return lackingScopes(row, report, nowMs);
    case 'taken':
      return withCallTaken(row, report.call);
  }
}

const UNINSTALLED = 'the app was uninstalled';

/**
 * HubSpot's clock and ours may differ by so much, ms. An uninstall so soon after an install is met by the next refresh; a portal that
 * was taken for gone would have to be installed once more.
 */
const SKEW_MS = 30_000;

/** Since when there has been a consent, as far as is known. The journal may tell of older ones that were taken back. */
function consentedAtMs({ installedAtMs = 0, seededAtMs = 0 }: PortalRow): number {
  return Math.max(installedAtMs, seededAtMs);
}

function put(tx: Tx, before: PortalRow, row: PortalRow): void {
  if (row === before) return;
  tx.put(PORTALS, row);
  const { app, portal, trouble } = row;
  const key = `${PORTAL_RETURNS}:${portalKey(app, portal)}`;
  if (trouble?.untilMs !== undefined) {
    const dueAtMs = trouble.untilMs;
    const slot = slotOf(app, portal);
    tx.put(WORK, { key, queue: TIMER_QUEUE, app, portal, slot, dueAtMs, leased: false, ref: portalKey(app, portal) });
  } else if (before.trouble?.untilMs !== undefined) tx.remove(WORK, key);
}

function timeIsUp(row: PortalRow | undefined, timer: WorkRow, tx: Tx): void {
  tx.remove(WORK, timer.key);
  if (row?.state !== 'suspended') return;
  const untilMs = row.trouble?.untilMs ?? 0;
  if (untilMs > tx.nowMs) tx.put(WORK, { ...timer, dueAtMs: untilMs });
  else tx.put(PORTALS, returned(row));
}
