import type { FailureReason } from '../../contract/failure-reason.js';
import { GATES, type GateRow } from '../../outbox/gate.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { TIMER_QUEUE } from '../../outbox/work-handler.js';
import { WORK } from '../../outbox/work-row.js';
import { type GatePayload, lifecycleEvent } from '../../status/lifecycle-events.js';
import { channelGates, isChannelGate } from './channel-gate.js';

export const VALIDATION_QUEUE = 'validate';
/** How often the credentials of a blocked account are tried, ms. */
const VALIDATE_EVERY_MS = 60_000;

/** Whose gates a message has to pass. */
export interface GatePath {
  app: string;
  portal: string;
  channel: string;
  account: string;
}

type Whose = Pick<GatePath, 'app' | 'portal'>;

/** The keys of every gate before a message, widest first. */
export function gatesBefore({ app, portal, channel, account }: GatePath): string[] {
  return [
    `portal:${app}/${portal}`,
    consentGate(app, portal),
    ...channelGates(channel),
    heldGate(account),
    `account:${account}`,
    `sender:${account}`,
  ];
}

/** The gate that is closed while a portal's consent is gone. Apart from `portal:`, which an operator may close. */
export function consentGate(app: string, portal: string): string {
  return `consent:${app}/${portal}`;
}

/** The gate that is closed while an account is held. Apart from `account:`, which a refusal or an operator may close as well. */
export function heldGate(account: string): string {
  return `held:${account}`;
}

/** The gate a reason closes; none for what concerns one message or one peer. */
export function gateKeyOf({ channel, account }: GatePath, reason: FailureReason): string | undefined {
  switch (reason.scope) {
    case 'provider':
      return `provider:${channel}`;
    case 'account':
      return `account:${account}`;
    case 'sender':
      return `sender:${account}`;
    default:
      return undefined;
  }
}

/**
 * Closes a gate, or keeps it closed for longer. Nothing a provider says weakens an operator's pause, or opens sooner what an
 * earlier refusal has closed.
 */
export function closeGate(tx: Tx, gate: GateRow, path: GatePath): void {
  const present = tx.get(GATES, gate.key);
  if (present && gate.kind === 'blocked' && !isLonger(gate, present)) return;
  tx.put(GATES, present?.kind === gate.kind ? { ...gate, closedAtMs: present.closedAtMs } : gate);
  const { app, portal } = path;
  const slot = slotOf(app, portal);
  const timer = timerKey(gate.key, slot);
  if (gate.untilMs === undefined) tx.remove(WORK, timer);
  else {
    tx.put(WORK, {
      key: timer,
      queue: TIMER_QUEUE,
      app,
      portal,
      slot,
      dueAtMs: gate.untilMs,
      leased: false,
      ref: gate.key,
    });
  }
  if (gate.kind === 'blocked' && gate.key.startsWith('account:')) placeValidation(tx, gate.key, path);
  if (present) return;
  tx.journal({ type: 'gate.closed', atMs: tx.nowMs, ...path, data: { gate: gate.key, ...causeOf(gate.reason) } });
  tx.emit(lifecycleEvent('gate.closed', gatePayload(gate, tx.nowMs)));
}

function isLonger({ untilMs = Infinity }: GateRow, present: GateRow): boolean {
  return present.kind === 'blocked' && untilMs > (present.untilMs ?? Infinity);
}

function gatePayload({ key, kind, untilMs, reason }: GateRow, atMs: number): GatePayload {
  return {
    gate: key,
    kind,
    atMs,
    ...(reason ? { class: reason.class } : {}),
    ...(untilMs === undefined ? {} : { untilMs }),
  };
}

/** Several slots may have closed a shared gate: each keeps a timer of its own, which goes with the slot to its next owner. */
function timerKey(gate: string, slot: number): string {
  return isChannelGate(gate) ? `gate:${slot}|${gate}` : `gate:${gate}`;
}

/** A gate is gone. What waited for it is made due by the release of its work (see `gate-reducer`). */
export function openGate(tx: Tx, gate: GateRow, { app, portal }: Pick<GatePath, 'app' | 'portal'>): void {
  tx.remove(GATES, gate.key);
  tx.remove(WORK, timerKey(gate.key, slotOf(app, portal)));
  tx.remove(WORK, validationKey(gate.key));
  tx.emit(lifecycleEvent('gate.opened', gatePayload(gate, tx.nowMs)));
}

/** Has the account's credentials tried, some time from now. */
export function placeValidation(tx: Tx, gate: string, whose: Whose): void {
  placeAt(tx.nowMs + VALIDATE_EVERY_MS, gate, whose, tx);
}

/** Has the account's credentials tried as soon as may be. */
export function validateNow(tx: Tx, gate: string, whose: Whose): void {
  placeAt(tx.nowMs, gate, whose, tx);
}

function placeAt(dueAtMs: number, gate: string, { app, portal }: Whose, tx: Tx): void {
  const key = validationKey(gate);
  tx.put(WORK, {
    key,
    queue: VALIDATION_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs,
    leased: false,
    ref: gate,
  });
}

export function validationKey(gate: string): string {
  return `validate:${gate}`;
}

function causeOf(reason: FailureReason | undefined): { class?: string; code?: string } {
  return { ...(reason ? { class: reason.class } : {}), ...(reason?.code === undefined ? {} : { code: reason.code }) };
}
