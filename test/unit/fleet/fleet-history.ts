import type { SlotEpoch } from '../../../src/outbox/owned-slots.js';
import { ManualScheduler } from '../../../src/testing/manual-scheduler.js';
import { FleetProcess } from '../../fixtures/fleet-process.js';
import { MemoryLedger } from '../../fixtures/memory-fleet.js';

/** What may happen to one of the processes of a fleet. */
export type Happening = { who: number } & (
  | { kind: 'start' | 'kill' | 'fence' }
  | { kind: 'stop'; hardMs: number }
  | { kind: 'pause'; ms: number; suspended: boolean }
  | { kind: 'outage' | 'clock' | 'slow' | 'busy'; ms: number }
);

/** How long everything takes to be well again: expiries, and as many handovers as it takes. */
const HEALED_MS = 120_000;
const STEP_MS = 400;

interface Place {
  process: FleetProcess;
  /** How long a statement takes to arrive, and its answer, ms. */
  latencyMs: number;
  /** How long a call under way keeps a slot from being handed over, ms. */
  busyMs: number;
  /** One of its clocks went wrong: on the wall, or, while the machine was suspended, the other. Both are one fault too many. */
  clock: 'right' | 'set' | 'stood still';
}

/** A fleet to which things happen, watched all the time. */
export class FleetHistory {
  readonly #real = new ManualScheduler();
  readonly #ledger = new MemoryLedger(this.#real);
  readonly #places = new Map<number, Place>();
  /** All that ever ran. */
  readonly #all: FleetProcess[] = [];
  readonly #epochs = new Map<number, number>();
  readonly #faults: string[] = [];

  constructor() {
    this.#start(0);
  }

  happen(what: Happening): void {
    const place = this.#places.get(what.who);
    if (what.kind === 'start') return place ? undefined : this.#start(what.who);
    if (!place) return;
    const { process } = place;
    switch (what.kind) {
      case 'kill':
        process.time.kill();
        this.#places.delete(what.who);
        break;
      case 'stop':
        void process.member.stop(this.#after(what.hardMs));
        this.#places.delete(what.who);
        break;
      case 'pause':
        process.time.stop();
        this.#real.at(this.#real.now() + what.ms, () => {
          const isSuspended = what.suspended && place.clock !== 'set';
          if (isSuspended) place.clock = 'stood still';
          if (!process.time.isDead) process.time.resume(isSuspended ? what.ms : 0);
          this.#judge();
        });
        break;
      case 'outage':
        process.fleet.down = true;
        this.#real.at(this.#real.now() + what.ms, () => {
          process.fleet.down = false;
        });
        break;
      case 'clock':
        if (place.clock === 'stood still') break;
        process.time.aheadMs += what.ms;
        place.clock = 'set';
        break;
      case 'slow':
        place.latencyMs = what.ms;
        break;
      case 'busy':
        place.busyMs = what.ms;
        break;
      case 'fence': {
        const slot = process.member.owned()[0];
        if (slot) this.#fence(slot.slot, process);
      }
    }
  }

  async pass(ms: number, stepMs = STEP_MS): Promise<void> {
    for (let left = ms; left > 0; left -= stepMs) {
      await this.#real.advance(Math.min(left, stepMs));
      this.#judge();
    }
  }

  /** Lets everything be well again. Answers how many slots each process owns then. */
  async heal(): Promise<number[]> {
    if (this.#places.size === 0) this.#start(0);
    for (const place of this.#places.values()) {
      place.latencyMs = 1;
      place.busyMs = 0;
    }
    await this.pass(HEALED_MS, 3 * STEP_MS);
    return [...this.#places.values()].map(({ process }) => process.size);
  }

  #start(who: number): void {
    const place: Place = {
      process: new FleetProcess(this.#real, this.#ledger, { latencyMs: () => place.latencyMs }),
      latencyMs: 1,
      busyMs: 0,
      clock: 'right',
    };
    const { process } = place;
    process.handOver = (_, signal) => process.time.sleep(place.busyMs, signal);
    process.prepare = (slots) => {
      this.#gained(process, slots);
      return process.time.sleep(place.busyMs / 10);
    };
    this.#places.set(who, place);
    this.#all.push(process);
    process.member.start().catch(() => this.#places.get(who) === place && this.#places.delete(who));
  }

  /** The database gives the slot to nobody, under a new epoch. The process learns of it by its next commit. */
  #fence(slot: number, process: FleetProcess): void {
    const state = this.#ledger.slots[slot]!;
    const epoch = process.member.epochOf(slot)!;
    if (state.epoch === epoch) {
      state.epoch += 1;
      state.owner = undefined;
    }
    process.member.fenced({ slot, epoch });
  }

  #after(ms: number): AbortSignal {
    const hard = new AbortController();
    this.#real.at(this.#real.now() + ms, () => hard.abort());
    return hard.signal;
  }

  #judge(): void {
    const callers = new Map<number, FleetProcess>();
    const working = this.#all
      .map((process) => ({ process, slots: process.callable() }))
      .filter(({ slots }) => slots.length > 0);
    for (const { process, slots } of working) {
      if (process.members < working.length) throw new Error(`knows of ${process.members}, ${working.length} may call`);
      for (const slot of slots) {
        if (callers.has(slot)) throw new Error(`two may call for slot ${slot}`);
        callers.set(slot, process);
      }
    }
    if (this.#faults.length > 0) throw new Error(this.#faults.join('\n'));
  }

  #gained(by: FleetProcess, slots: readonly SlotEpoch[]): void {
    for (const { slot, epoch } of slots) {
      if (epoch <= (this.#epochs.get(slot) ?? 0)) this.#faults.push(`slot ${slot} was gained under epoch ${epoch}`);
      this.#epochs.set(slot, epoch);
      const other = this.#all.find((one) => one !== by && !one.time.isStopped && one.mayCall(slot));
      if (other) this.#faults.push(`slot ${slot} was gained while another could call for it`);
    }
  }
}
