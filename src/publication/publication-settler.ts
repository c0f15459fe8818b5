import { injectable } from 'inversify';
import { LANES, type LaneRow } from '../outbox/lane.js';
import type { Settler } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK } from '../outbox/work-row.js';
import { PUBLICATIONS, type PublicationRow } from './publication-row.js';
import { laneHeadedBy, placeHead, placeMedia, waitKey } from './publication-work.js';

/** A publication has changed: fetch its files, and, where it is its turn, wait or publish. */
@injectable()
export class PublicationSettler implements Settler<PublicationRow> {
  readonly table = PUBLICATIONS;

  settle(row: PublicationRow, before: PublicationRow | undefined, tx: Tx): void {
    placeMedia(tx, row, before);
    if (before?.state === 'waiting' && row.state !== 'waiting') tx.remove(WORK, waitKey(row.key));
    const lane = laneHeadedBy(tx, row);
    if (lane) placeHead(tx, lane);
  }
}

/** Somebody else may be at the head of an incoming lane. */
@injectable()
export class IncomingLaneSettler implements Settler<LaneRow> {
  readonly table = LANES;

  settle(lane: LaneRow, before: LaneRow | undefined, tx: Tx): void {
    if (lane.direction === 'in' && lane.items[0]?.key !== before?.items[0]?.key) placeHead(tx, lane);
  }
}
