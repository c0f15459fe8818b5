import type { Call, Outcome, ReadCall, Reply, WriteCall, Writes } from './protocol.js';
import type { Session } from './session.js';
import { toFailure } from './sqlite-failure.js';
import { writeGroup } from './write-group.js';

/** About this long at a time, so that nobody waits for all that others asked for at once. */
const SLICE_MS = 4;

/**
 * Serves calls in order, with one liberty: writes that are waiting become durable together, ahead of reads that came before
 * them. So a read sees every write that was called before it, and a hundred appends cost one commit.
 */
export class CallQueue {
  readonly #session: Session;
  #waiting: Call[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(calls: Call[]): void {
    for (const call of calls) this.#waiting.push(call);
  }

  /** Serves a group of writes, then the reads that no waiting write precedes. */
  slice(): Reply[] {
    return [...this.#writes(), ...this.#reads()];
  }

  #writes(): Reply[] {
    const calls = this.#waiting.filter(isWrite);
    if (calls.length === 0) return [];
    const outcomes = writeGroup(this.#session, calls, performance.now() + SLICE_MS);
    const served = new Set<Call>(calls.slice(0, outcomes.length));
    this.#waiting = this.#waiting.filter((call) => !served.has(call));
    return outcomes.map((outcome, at) => ({ id: calls[at]!.id, ...outcome }));
  }

  #reads(): Reply[] {
    const replies: Reply[] = [];
    const until = performance.now() + SLICE_MS;
    for (const call of this.#waiting) {
      if (isWrite(call)) break;
      replies.push({ id: call.id, ...this.#read(call) });
      if (performance.now() > until) break;
    }
    this.#waiting = this.#waiting.slice(replies.length);
    return replies;
  }

  #read(call: ReadCall): Outcome {
    try {
      return { ok: true, answer: this.#session.read(call) };
    } catch (error) {
      return { ok: false, failure: toFailure(error) };
    }
  }
}

const WRITES: ReadonlySet<string> = new Set<keyof Writes>([
  'append',
  'commit',
  'prune',
  'ping',
  'reseal',
  'forgetOtherKeys',
]);

function isWrite(call: Call): call is WriteCall {
  return WRITES.has(call.op);
}
