import { injectable } from 'inversify';
import { GATE_COMMAND, type OperatorCommand } from '../outbox/command-event.js';
import { GATES } from '../outbox/gate.js';
import type { FoldEvent, Reducer } from '../outbox/reducer.js';
import type { Tx } from '../outbox/tx.js';
import { WORK, type WorkRow } from '../outbox/work-row.js';
import type { DeliveryEvents } from './delivery-events.js';
import { closeGate, type GatePath, placeValidation, validationKey } from './gate-changes.js';
import { openAndRelease, releaseSome } from './gate-release.js';

/** What an operator asks: `key` is the gate's. */
export interface GateCommand extends OperatorCommand {
  name: 'gates.open' | 'pause' | 'resume';
}

/** Lanes that wait for gates, and gates that open. */
@injectable()
export class GateReducer implements Reducer {
  readonly kinds = ['delivery.gated', 'delivery.validated', 'due.gate', 'due.release', GATE_COMMAND];

  reduce(event: FoldEvent, tx: Tx): void {
    switch (event.kind) {
      case 'delivery.gated':
        return waitFor(event.body as DeliveryEvents['gated'], tx);
      case 'delivery.validated':
        return validated(event.body as Validated, event, tx);
      case 'due.gate':
        return timeIsUp(event.body as WorkRow, event, tx);
      case 'due.release':
        return release(event.body as WorkRow, tx);
      default:
        return obey(event.body as GateCommand, event, tx);
    }
  }
}

interface Validated {
  gate: string;
  /** `undefined`: the adapter cannot try. */
  valid?: boolean;
}

/** Credentials that work open the gate, unless it is an operator who keeps it closed; those that do not are tried again. */
function validated({ gate, valid }: Validated, event: FoldEvent, tx: Tx): void {
  const isBlocked = tx.get(GATES, gate)?.kind === 'blocked';
  if (isBlocked && valid) openAndRelease(gate, 'validator', event, tx);
  else if (isBlocked && valid === false) placeValidation(tx, gate, event);
  else tx.remove(WORK, validationKey(gate));
}

/** The timer may have been on its way while the gate was closed for longer, or paused. */
function timeIsUp({ key, ref }: WorkRow, event: FoldEvent, tx: Tx): void {
  const untilMs = tx.get(GATES, ref)?.untilMs;
  if (untilMs === undefined) tx.remove(WORK, key);
  else if (untilMs <= tx.nowMs) openAndRelease(ref, 'time', event, tx);
}

function obey(command: GateCommand, event: FoldEvent, tx: Tx): void {
  if (command.name !== 'pause') return openAndRelease(command.key, 'operator', event, tx);
  const path: GatePath = { app: event.app, portal: event.portal, channel: '', account: event.account ?? '' };
  closeGate(tx, { key: command.key, kind: 'paused', closedAtMs: tx.nowMs }, path);
}

/** The work of the lane says which gate it waits for. It looks again at its message's deadline, unless the gate is a pause. */
function waitFor({ lane, gate, untilMs }: DeliveryEvents['gated'], tx: Tx): void {
  const key = `lane:${lane}`;
  const work = tx.get(WORK, key);
  // The gate may have opened while this was on its way.
  if (work && tx.get(GATES, gate)) tx.put(WORK, { ...work, gate, dueAtMs: untilMs });
}

function release(work: WorkRow, tx: Tx): void {
  tx.remove(WORK, work.key);
  const { gate, pausedMs } = JSON.parse(work.ref) as { gate: string; pausedMs: number };
  if (!tx.get(GATES, gate)) releaseSome(gate, pausedMs, work, tx);
}
