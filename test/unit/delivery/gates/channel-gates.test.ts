import { describe, expect, it } from '@jest/globals';
import { ClosedGates } from '../../../../src/delivery/gates/closed-gates.js';
import { closeGate } from '../../../../src/delivery/gates/gate-changes.js';
import { GateReducer } from '../../../../src/delivery/gates/gate-reducer.js';
import { GateReleases } from '../../../../src/delivery/gates/gate-releases.js';
import type { Accounts } from '../../../../src/directory/accounts/accounts.js';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import { GATES, type GateRow } from '../../../../src/outbox/gate.js';
import { LANES } from '../../../../src/outbox/lane.js';
import { slotOf } from '../../../../src/outbox/slot.js';
import { WORK, type WorkRow } from '../../../../src/outbox/work-row.js';
import type { WorkStore } from '../../../../src/outbox/work-store.js';
import { MESSAGES } from '../../../../src/status/message-row.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { MemoryTx } from '../../../fixtures/memory-tx.js';
import { ACCOUNT, APP, CREATED_AT, message, part, reason } from '../../../fixtures/message-rows.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { SomeSlots } from '../../../fixtures/some-slots.js';

const GATE = 'channel:sms';
const BLOCKED = 'provider:sms';
const [P1, P2] = ['1001', '1002'] as const;
const MINUTE = 60_000;

/** The rows of a fleet, and as many processes on them as a test wants. Each hears of the others when it is told. */
class Fleet {
  readonly tx = new MemoryTx(CREATED_AT);
  readonly accounts = [P1, P2].map((portal) => ({ row: { app: APP, portal, channel: 'sms' } }));

  process(...portals: string[]): Process {
    return new Process(this, portals);
  }

  /** A lane that waits. */
  wait(portal: string, conversation: string): void {
    const row = message([part()], { id: conversation, portal, conversation, receivedAtMs: this.tx.nowMs });
    const lane = `${conversation}:out`;
    const where = { app: APP, portal, channel: 'sms', account: ACCOUNT, conversation };
    const item = { atMs: 0, sequence: 0, kind: 'message' as const, key: row.key };
    this.tx.put(MESSAGES, row);
    this.tx.put(LANES, { key: lane, ...where, direction: 'out', items: [item] });
    this.tx.put(WORK, this.#work(portal, lane));
  }

  waits(conversation: string): boolean {
    return this.tx.get(WORK, `lane:${conversation}:out`)?.gate !== undefined;
  }

  deadline(conversation: string): number {
    return this.tx.all(MESSAGES).find((row) => row.conversation === conversation)!.deadlineAtMs;
  }

  timers(): WorkRow[] {
    return this.tx.all(WORK).filter(({ queue }) => queue === 'timer');
  }

  #work(portal: string, lane: string): WorkRow {
    const slot = slotOf(APP, portal);
    return { key: `lane:${lane}`, queue: 'outgoing', app: APP, portal, slot, dueAtMs: 0, leased: false, ref: lane };
  }
}

class Process {
  readonly slots = new SomeSlots();
  readonly gates = new ClosedGates(undefined as unknown as WorkStore);
  readonly releases: GateReleases;
  readonly log = new SilentLog();
  readonly #reducer: GateReducer;

  constructor(
    private readonly fleet: Fleet,
    portals: string[],
  ) {
    for (const portal of portals) this.slots.own(APP, portal);
    this.#reducer = new GateReducer(this.slots);
    const accounts = { all: () => this.fleet.accounts } as unknown as Accounts;
    const submit = async ({ kind, portal, body }: { kind: string; portal: string; body: unknown }) => {
      await Promise.resolve();
      if (this.slots.epochOf(slotOf(APP, portal)) === undefined) throw new ChannelwrightError('CW_STORE_FENCED');
      this.fold(kind, portal, body);
    };
    const scheduler = new ManualScheduler(CREATED_AT);
    this.releases = new GateReleases(this.gates, accounts, this.slots, submit, scheduler, this.log);
  }

  fold(kind: string, portal: string, body: unknown): void {
    this.#reducer.reduce({ kind, app: APP, portal, receivedAtMs: 0, body }, this.fleet.tx);
  }

  /** Runs the timers of its slots that are due. */
  runTimers(): void {
    for (const timer of this.fleet.timers()) {
      const isDue = timer.dueAtMs <= this.fleet.tx.nowMs && this.slots.mayBegin(timer.slot);
      if (isDue) this.fold(`due.${timer.key.slice(0, timer.key.indexOf(':'))}`, timer.portal, timer);
    }
  }

  gate(portal: string, conversation: string, gate = GATE): void {
    this.fold('delivery.gated', portal, { lane: `${conversation}:out`, gate, untilMs: Number.MAX_SAFE_INTEGER });
  }

  command(name: string, key = GATE): void {
    this.fold('command.gate', '', { name, key });
  }

  close(portal: string, untilMs: number): void {
    const gate: GateRow = { key: BLOCKED, kind: 'blocked', closedAtMs: 0, untilMs, reason: reason('rate-limited') };
    closeGate(this.fleet.tx, gate, { app: APP, portal, channel: 'sms', account: ACCOUNT });
  }

  /** What is announced has come through. */
  async hear(key = GATE): Promise<void> {
    this.gates.changed(key, this.fleet.tx.get(GATES, key));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('A gate that several processes wait for', () => {
  it('lets go what each of them owns, when it hears of it, and nothing else', async () => {
    const fleet = new Fleet();
    const [one, two] = [fleet.process(P1), fleet.process(P2)];
    one.command('pause');
    await Promise.all([one.hear(), two.hear()]);
    fleet.wait(P1, 'a');
    fleet.wait(P2, 'b');
    one.gate(P1, 'a');
    two.gate(P2, 'b');
    one.command('resume');
    expect([fleet.waits('a'), fleet.waits('b')]).toEqual([true, true]);
    await one.hear();
    expect([fleet.waits('a'), fleet.waits('b')]).toEqual([false, true]);
    await two.hear();
    expect(fleet.waits('b')).toBe(false);
    one.runTimers();
    two.runTimers();
    expect(fleet.timers()).toEqual([]);
  });

  it('lets go what waits in a slot that nobody owned when it was opened, and gives it its time back', async () => {
    const fleet = new Fleet();
    const [one, dead] = [fleet.process(P1), fleet.process(P2)];
    fleet.wait(P2, 'b');
    const before = fleet.deadline('b');
    one.command('pause');
    await one.hear();
    dead.gate(P2, 'b');
    fleet.tx.nowMs += 10 * MINUTE;
    one.command('resume');
    await one.hear();
    fleet.tx.nowMs += 5 * MINUTE;
    one.slots.own(APP, P2, 2);
    await one.releases.releaseStale(new Set([slotOf(APP, P2)]));
    expect(fleet.waits('b')).toBe(false);
    expect(fleet.deadline('b')).toBe(before + 15 * MINUTE);
  });

  it('keeps what waits in a slot taken over, while it is closed', async () => {
    const fleet = new Fleet();
    const one = fleet.process(P1, P2);
    fleet.wait(P2, 'b');
    one.command('pause');
    await one.hear();
    one.gate(P2, 'b');
    await one.releases.releaseStale(new Set([slotOf(APP, P2)]));
    expect(fleet.waits('b')).toBe(true);
  });

  it('releases more lanes than fit one commit, those of one portal alone', async () => {
    const fleet = new Fleet();
    const [one, two] = [fleet.process(P1), fleet.process(P2)];
    one.command('pause');
    await one.hear();
    for (let n = 0; n < 450; n++) {
      fleet.wait(P1, `a${n}`);
      one.gate(P1, `a${n}`);
    }
    fleet.wait(P2, 'b');
    two.gate(P2, 'b');
    one.command('resume');
    await one.hear();
    for (let step = 0; step < 4; step++) one.runTimers();
    const waiting = fleet.tx.all(WORK).filter(({ gate }) => gate !== undefined);
    expect(waiting.map(({ ref }) => ref)).toEqual(['b:out']);
    expect(fleet.timers()).toEqual([]);
  });

  it('is nobody else’s trouble when a slot is lost on the way', async () => {
    const fleet = new Fleet();
    const one = fleet.process(P1);
    one.command('pause');
    await one.hear();
    const submitted = one.releases.releaseOpened('provider:sms');
    one.slots.lose(APP, P1);
    await submitted;
    expect(one.log.lines).toEqual([]);
  });
});

describe('A gate that several slots have closed', () => {
  it('has a timer for each of them, and opens when the last time is up', () => {
    const fleet = new Fleet();
    const [one, two] = [fleet.process(P1), fleet.process(P2)];
    const start = fleet.tx.nowMs;
    one.close(P1, start + MINUTE);
    two.close(P2, start + 3 * MINUTE);
    expect(fleet.timers()).toHaveLength(2);
    fleet.tx.nowMs = start + MINUTE;
    one.runTimers();
    expect(fleet.tx.get(GATES, BLOCKED)).toBeDefined();
    fleet.tx.nowMs = start + 3 * MINUTE;
    // Either of them will do: the other may be dead.
    one.runTimers();
    expect(fleet.tx.get(GATES, BLOCKED)).toBeUndefined();
    two.runTimers();
    expect(fleet.timers()).toEqual([]);
  });
});
