import { describe, expect, it } from '@jest/globals';
import { closeGate } from '../../../../src/delivery/gates/gate-changes.js';
import { GateReducer } from '../../../../src/delivery/gates/gate-reducer.js';
import { GATES, type GateRow } from '../../../../src/outbox/gate.js';
import { SoleOwner } from '../../../../src/outbox/sole-owner.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { ACCOUNT, APP, PORTAL, reason } from '../../../fixtures/message-rows.js';

const KEY = `account:${ACCOUNT}`;
const path = { app: APP, portal: PORTAL, channel: 'sms', account: ACCOUNT };

function gates() {
  const tx = new MemoryTx();
  const fold = (kind: string, body: unknown) =>
    new GateReducer(new SoleOwner(1)).reduce({ kind, app: APP, portal: PORTAL, receivedAtMs: tx.nowMs, body }, tx);
  const close = (changes: Partial<GateRow> = {}) =>
    closeGate(
      tx,
      { key: KEY, kind: 'blocked', closedAtMs: tx.nowMs, reason: reason('credentials-invalid'), ...changes },
      path,
    );
  const pause = () => fold('command.gate', { name: 'pause', key: KEY });
  const work = (key: string) => tx.get(WORK, key);
  return { tx, fold, close, pause, work };
}

describe('a gate', () => {
  it('that an operator has closed is opened neither by working credentials nor by a timer on its way', () => {
    const { tx, fold, close, pause, work } = gates();
    close({ untilMs: tx.nowMs + 60_000 });
    const timer = work(`gate:${KEY}`);
    pause();
    tx.nowMs += 60_000;
    fold('delivery.validated', { gate: KEY, valid: true });
    fold('due.gate', timer);
    expect(tx.get(GATES, KEY)).toMatchObject({ kind: 'paused' });
  });

  it('that was closed for longer stays closed when its first timer runs out', () => {
    const { tx, fold, close, work } = gates();
    close({ untilMs: tx.nowMs + 60_000 });
    const timer = work(`gate:${KEY}`);
    close({ untilMs: tx.nowMs + 120_000 });
    tx.nowMs += 60_000;
    fold('due.gate', timer);
    expect(tx.get(GATES, KEY)).toBeDefined();
    tx.nowMs += 60_000;
    fold('due.gate', work(`gate:${KEY}`));
    expect(tx.get(GATES, KEY)).toBeUndefined();
  });

  it('gives back no more time than the pause has taken', () => {
    const { tx, close, pause } = gates();
    close({ untilMs: tx.nowMs + 60_000 });
    tx.nowMs += 30_000;
    pause();
    expect(tx.get(GATES, KEY)).toMatchObject({ closedAtMs: tx.nowMs });
  });

  it('lets out every lane, also when others of those found have moved in the same commit', () => {
    const { tx, fold, pause } = gates();
    pause();
    const lane = (n: number): WorkRow => ({
      key: `lane:${n}`,
      queue: 'outgoing',
      app: APP,
      portal: PORTAL,
      slot: 1,
      dueAtMs: Number.MAX_SAFE_INTEGER,
      leased: false,
      gate: KEY,
      ref: `${n}`,
    });
    for (let n = 0; n < 450; n++) tx.put(WORK, lane(n));
    const limited = Object.assign(Object.create(tx) as MemoryTx, {
      // What a store answers, less what this commit has changed.
      find: (table: typeof WORK, find: Parameters<MemoryTx['find']>[1]) => tx.find(table, find).slice(1, find.limit),
    });
    const resume = { kind: 'command.gate', app: APP, portal: PORTAL, receivedAtMs: 0 };
    new GateReducer(new SoleOwner(1)).reduce({ ...resume, body: { name: 'resume', key: KEY } }, limited);
    expect(tx.get(WORK, `release:${KEY}`)).toBeDefined();
    for (let timer = tx.get(WORK, `release:${KEY}`); timer; timer = tx.get(WORK, `release:${KEY}`))
      fold('due.release', timer);
    expect(tx.all(WORK).filter(({ gate }) => gate !== undefined)).toEqual([]);
  });
});
