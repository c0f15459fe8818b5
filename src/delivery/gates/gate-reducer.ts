import { inject, injectable } from 'inversify';
import { GATE_COMMAND, type OperatorCommand } from '../../outbox/command-event.js';
import { GATES } from '../../outbox/gate.js';
import { OWNED_SLOTS, type OwnedSlots } from '../../outbox/owned-slots.js';
import type { FoldEvent, Reducer } from '../../outbox/reducer.js';
import type { Tx } from '../../outbox/tx.js';
import { portalKey, WORK, type WorkRow } from '../../outbox/work-row.js';
import type { DeliveryEvents } from '../message/delivery-events.js';
import { isChannelGate } from './channel-gate.js';
import { closeGate, type GatePath, placeValidation, validationKey } from './gate-changes.js';
import { type Opener, openAndRelease, openOnly, releaseSome } from './gate-release.js';

/** What an operator asks: `key` is the gate's. */
export interface GateCommand extends OperatorCommand {
  name: 'gates.open' | 'pause' | 'resume';
}

/** Lanes that wait for gates, and gates that open. */
@injectable()
export class GateReducer implements Reducer {
  readonly kinds = [
    'delivery.gated',
    'delivery.validated',
    'delivery.released',
    'due.gate',
    'due.release',
    GATE_COMMAND,
  ];

  constructor(@inject(OWNED_SLOTS) private readonly slots: OwnedSlots) {}

  reduce(event: FoldEvent, tx: Tx): void {
    switch (event.kind) {
      case 'delivery.gated':
        return waitFor(event.body as DeliveryEvents['gated'], tx);
      case 'delivery.validated':
        return this.#validated(event.body as DeliveryEvents['validated'], event, tx);
      case 'delivery.released':
        return this.#release((event.body as DeliveryEvents['released']).gate, 0, event, tx);
      case 'due.gate':
        return this.#timeIsUp(event.body as WorkRow, event, tx);
      case 'due.release':
        return this.#goOn(event.body as WorkRow, tx);
      default:
        return this.#obey(event.body as GateCommand, event, tx);
    }
  }

  /** Credentials that work open the gate, unless it is an operator who keeps it closed; those that do not are tried again. */
  #validated({ gate, valid }: DeliveryEvents['validated'], event: FoldEvent, tx: Tx): void {
    const isBlocked = tx.get(GATES, gate)?.kind === 'blocked';
    if (isBlocked && valid) this.#open(gate, 'validator', event, tx);
    else if (isBlocked && valid === false) placeValidation(tx, gate, event);
    else tx.remove(WORK, validationKey(gate));
  }

  /** The timer may have been on its way while the gate was closed for longer, perhaps by another slot, or paused. */
  #timeIsUp(timer: WorkRow, event: FoldEvent, tx: Tx): void {
    const untilMs = tx.get(GATES, timer.ref)?.untilMs;
    if (untilMs === undefined) tx.remove(WORK, timer.key);
    else if (untilMs > tx.nowMs) tx.put(WORK, { ...timer, dueAtMs: untilMs });
    else {
      tx.remove(WORK, timer.key);
      this.#open(timer.ref, 'time', event, tx);
    }
  }

  #obey(command: GateCommand, event: FoldEvent, tx: Tx): void {
    if (command.name !== 'pause') return this.#open(command.key, 'operator', event, tx);
    const path: GatePath = { app: event.app, portal: event.portal, channel: '', account: event.account ?? '' };
    closeGate(tx, { key: command.key, kind: 'paused', closedAtMs: tx.nowMs }, path);
  }

  /** What waits for a shared gate is released by its owners, each of whom hears that the gate is gone: see `GateReleases`. */
  #open(key: string, by: Opener, event: FoldEvent, tx: Tx): void {
    if (this.#hasOwners(key)) openOnly(key, by, event, tx);
    else openAndRelease(key, by, event, tx);
  }

  #goOn(timer: WorkRow, tx: Tx): void {
    tx.remove(WORK, timer.key);
    const { gate, pausedMs } = JSON.parse(timer.ref) as { gate: string; pausedMs: number };
    this.#release(gate, pausedMs, timer, tx);
  }

  #release(gate: string, pausedMs: number, { app, portal }: Pick<WorkRow, 'app' | 'portal'>, tx: Tx): void {
    if (tx.get(GATES, gate)) return;
    const of = this.#hasOwners(gate) ? portalKey(app, portal) : undefined;
    releaseSome({ gate, pausedMs, ...(of === undefined ? {} : { of }) }, { app, portal }, tx);
  }

  /** Whether what waits for the gate may belong to several processes. */
  #hasOwners(gate: string): boolean {
    return this.slots.shared && isChannelGate(gate);
  }
}

/** The work of the lane says which gate it waits for. It looks again at its message's deadline, unless the gate is a pause. */
function waitFor({ lane, gate, untilMs }: DeliveryEvents['gated'], tx: Tx): void {
  const key = `lane:${lane}`;
  const work = tx.get(WORK, key);
  const closed = tx.get(GATES, gate);
  // The gate may have opened while this was on its way.
  if (!work || !closed) return;
  const paused = closed.kind === 'paused' ? { pausedSinceMs: closed.closedAtMs } : {};
  tx.put(WORK, { ...work, gate, dueAtMs: untilMs, ...paused });
}
