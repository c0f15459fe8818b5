import { injectable } from 'inversify';
import { isGone, PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import type { Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { type LifecycleEvents, lifecycleEvent, type PortalStatePayload } from '../../status/lifecycle-events.js';
import { closeGate, consentGate } from './gate-changes.js';
import { openAndRelease } from './gate-release.js';

type PortalEvent = Extract<keyof LifecycleEvents, `portal.${string}`>;

/**
 * A portal has another state. Where its consent is gone, nothing new is sent for it either: whose app it is no longer, for him we
 * do not write to customers. Its gate is closed as by a refusal, so that deadlines burn: what an agent wrote is not to go out days
 * later.
 */
@injectable()
export class PortalSettler implements Settler<PortalRow> {
  readonly table = PORTALS;

  settle(row: PortalRow, before: PortalRow | undefined, tx: Tx): void {
    const { app, portal } = row;
    const gate = consentGate(app, portal);
    const wasGone = before !== undefined && isGone(before);
    if (isGone(row) && !wasGone) {
      const reason = { class: 'account-unavailable', scope: 'account', detail: row.trouble?.detail ?? '' } as const;
      closeGate(
        tx,
        { key: gate, kind: 'blocked', closedAtMs: tx.nowMs, reason },
        { app, portal, channel: '', account: '' },
      );
    } else if (!isGone(row) && wasGone) openAndRelease(gate, 'install', { app, portal }, tx);
    for (const event of eventsOf(row, before)) tell(row, before, event, tx);
  }
}

function eventsOf(row: PortalRow, before: PortalRow | undefined): PortalEvent[] {
  if (row.state === 'connected') return before && before.state !== 'connected' ? ['portal.reconnected'] : [];
  const isBack = before && isGone(before) && !isGone(row);
  const isNews = row.state !== before?.state || scopesOf(row) !== scopesOf(before);
  return [...(isBack ? (['portal.reconnected'] as const) : []), ...(isNews ? ([`portal.${row.state}`] as const) : [])];
}

function scopesOf(row: PortalRow | undefined): string | undefined {
  return row?.trouble?.missingScopes?.join(' ');
}

function tell(row: PortalRow, before: PortalRow | undefined, event: PortalEvent, tx: Tx): void {
  const { app, portal, state, trouble } = row;
  const about = {
    state,
    ...(before ? { was: before.state } : {}),
    ...(trouble ? { detail: trouble.detail } : {}),
    ...(trouble?.missingScopes ? { missingScopes: trouble.missingScopes } : {}),
    ...(trouble?.untilMs === undefined ? {} : { untilMs: trouble.untilMs }),
  };
  const payload: PortalStatePayload = { app, portal, ...about, atMs: tx.nowMs };
  tx.journal({ type: event, atMs: tx.nowMs, app, portal, data: about });
  tx.emit(lifecycleEvent(event, payload));
}
