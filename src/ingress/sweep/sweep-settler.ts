import { inject, injectable } from 'inversify';
import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import type { Settler } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { WORK } from '../../outbox/work-row.js';
import { CHECKPOINTS } from '../receiving/checkpoint-row.js';
import { SWEEP_SETTINGS, type SweepSettings } from './sweep-settings.js';
import { putSweep, sweepCheckpoint, sweepIn } from './sweep-state.js';
import { isSwept, lacksScope, placeSweep, sweepWorkKey, turnOf } from './sweep-work.js';

/** A portal that is connected is swept, at once where it has been away or lacked the scope for it; one that is not, is not. */
@injectable()
export class SweepSettler implements Settler<PortalRow> {
  readonly table = PORTALS;

  constructor(@inject(SWEEP_SETTINGS) private readonly settings: SweepSettings) {}

  settle(row: PortalRow, before: PortalRow | undefined, tx: Tx): void {
    const { app, portal } = row;
    const swept = isSwept(row) && this.settings.share > 0;
    const was = before !== undefined && isSwept(before);
    const mayNow = before !== undefined && lacksScope(before) && !lacksScope(row);
    if (!swept && was) tx.remove(WORK, sweepWorkKey(app, portal));
    if (row.state === 'purged' && before?.state !== 'purged') tx.remove(CHECKPOINTS, sweepCheckpoint(app, portal));
    if (!swept || (was && !mayNow)) return;
    const state = sweepIn(tx, app, portal);
    if (state) putSweep(tx, app, portal, { ...state, wantedMs: tx.nowMs });
    placeSweep(tx, app, portal, turnOf(app, portal, tx.nowMs));
  }
}
