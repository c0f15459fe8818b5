import { injectable } from 'inversify';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { CHECKPOINT, CHECKPOINTS, type CheckpointBody } from './checkpoint-row.js';

/** Everything that was read up to a checkpoint is durable before it. */
@injectable()
export class CheckpointReducer implements Reducer {
  readonly kinds = [CHECKPOINT];

  reduce(event: FoldEvent, tx: Tx): void {
    const { key, value } = event.body as CheckpointBody;
    tx.put(CHECKPOINTS, { key, value, atMs: event.receivedAtMs });
  }
}
