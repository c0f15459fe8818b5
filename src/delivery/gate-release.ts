import { GATES } from '../outbox/gate.js';
import { slotOf } from '../outbox/slot.js';
import type { Tx } from '../outbox/tx.js';
import { TIMER_QUEUE } from '../outbox/work-handler.js';
import { WORK } from '../outbox/work-row.js';
import { openGate } from './gate-changes.js';
import { giveTimeBack } from './give-time-back.js';

/** How many lanes one step of a release wakes: a gate with a million lanes behind it must not make a huge commit. */
const RELEASED_AT_ONCE = 200;

interface Whose {
  app: string;
  portal: string;
}

/** Opens a gate, if it is closed, and lets what waits for it go on. */
export function openAndRelease(
  key: string,
  by: 'time' | 'validator' | 'operator' | 'account',
  { app, portal }: Whose,
  tx: Tx,
): void {
  const gate = tx.get(GATES, key);
  if (!gate) return;
  openGate(tx, gate);
  tx.journal({ type: 'gate.opened', atMs: tx.nowMs, app, portal, data: { gate: key, by } });
  const pausedMs = gate.kind === 'paused' ? tx.nowMs - gate.closedAtMs : 0;
  releaseSome(key, pausedMs, { app, portal }, tx);
}

/** Makes some of the waiting lanes due, and leaves a timer for the rest. */
export function releaseSome(gate: string, pausedMs: number, { app, portal }: Whose, tx: Tx): void {
  const waiting = tx.find(WORK, { equal: { gate }, limit: RELEASED_AT_ONCE });
  for (const { gate: _opened, ...work } of waiting) {
    tx.put(WORK, { ...work, dueAtMs: tx.nowMs });
    if (pausedMs > 0) giveTimeBack(work.ref, pausedMs, tx);
  }
  // Fewer than asked for may be left of those found: other events of this commit have moved some. Only none is the end.
  if (waiting.length === 0) return;
  const ref = JSON.stringify({ gate, pausedMs });
  const key = `release:${gate}`;
  tx.put(WORK, {
    key,
    queue: TIMER_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: tx.nowMs,
    leased: false,
    ref,
  });
}
