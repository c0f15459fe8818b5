import { GATES } from '../../outbox/gate.js';
import { slotOf } from '../../outbox/slot.js';
import type { Tx } from '../../outbox/tx.js';
import { TIMER_QUEUE } from '../../outbox/work-handler.js';
import { WORK } from '../../outbox/work-row.js';
import { giveTimeBack } from '../message/give-time-back.js';
import { openGate } from './gate-changes.js';

/** How many lanes one step of a release wakes: a gate with a million lanes behind it must not make a huge commit. */
const RELEASED_AT_ONCE = 200;

export type Opener = 'time' | 'validator' | 'operator' | 'account' | 'install';

interface Whose {
  app: string;
  portal: string;
}

/** Which lanes go on. */
export interface Release {
  gate: string;
  /** How long the pause has lasted, ms; 0 where the gate was none, or nobody remembers. */
  pausedMs: number;
  /** Only those of this portal (`app/portal`): the others may belong to other processes. */
  of?: string;
}

/** Opens a gate, if it is closed, and lets what waits for it go on. */
export function openAndRelease(key: string, by: Opener, whose: Whose, tx: Tx): void {
  const gate = tx.get(GATES, key);
  if (!gate) return;
  openOnly(key, by, whose, tx);
  const pausedMs = gate.kind === 'paused' ? tx.nowMs - gate.closedAtMs : 0;
  releaseSome({ gate: key, pausedMs }, whose, tx);
}

/** Opens a gate, if it is closed. What waits for it goes on waiting. */
export function openOnly(key: string, by: Opener, { app, portal }: Whose, tx: Tx): void {
  const gate = tx.get(GATES, key);
  if (!gate) return;
  openGate(tx, gate, { app, portal });
  tx.journal({ type: 'gate.opened', atMs: tx.nowMs, app, portal, data: { gate: key, by } });
}

/** Makes some of the waiting lanes due, and leaves a timer for the rest. */
export function releaseSome({ gate, pausedMs, of }: Release, { app, portal }: Whose, tx: Tx): void {
  const equal = of === undefined ? { gate } : { gate, portal: of };
  const waiting = tx.find(WORK, { equal, limit: RELEASED_AT_ONCE });
  for (const { gate: _opened, pausedSinceMs = tx.nowMs, ...work } of waiting) {
    tx.put(WORK, { ...work, dueAtMs: tx.nowMs });
    // A pause may have ended while nobody owned the lane: its row remembers what nobody else does.
    const stoodMs = Math.max(pausedMs, tx.nowMs - pausedSinceMs);
    if (stoodMs > 0) giveTimeBack(work.ref, stoodMs, tx);
  }
  // Fewer than asked for may be left of those found: other events of this commit have moved some. Only none is the end.
  if (waiting.length === 0) return;
  tx.put(WORK, {
    key: `release:${of === undefined ? '' : `${of}|`}${gate}`,
    queue: TIMER_QUEUE,
    app,
    portal,
    slot: slotOf(app, portal),
    dueAtMs: tx.nowMs,
    leased: false,
    ref: JSON.stringify({ gate, pausedMs }),
  });
}
