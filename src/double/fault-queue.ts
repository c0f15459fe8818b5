import { z } from 'zod';

/**
 * What goes wrong with the next calls.
 *
 * - `answerLost`: the call is done, the connection breaks before the answer.
 * - `reset`: the connection breaks before anything is done.
 * - `refuse`: an error answer; nothing is done.
 * - `slow`: done at once, answered late.
 */
export type DoubleFault<Call extends string = string> = {
  /** Which call it hits. Default: the one that sends. */
  on?: Call;
  /** Only calls for this recipient, as the provider writes it. */
  to?: string;
  /** How often. Default 1. */
  times?: number;
} & (
  | { kind: 'answerLost' | 'reset' }
  | { kind: 'refuse'; status: number; body?: unknown; headers?: Record<string, string> }
  | { kind: 'slow'; ms: number }
);

const shared = { on: z.string().optional(), to: z.string().optional(), times: z.int().positive().default(1) };
const fault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(['answerLost', 'reset']), ...shared }),
  z.strictObject({
    kind: z.literal('refuse'),
    status: z.int().min(300).max(599),
    body: z.unknown().optional(),
    headers: z.record(z.string(), z.string()).default({}),
    ...shared,
  }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().positive(), ...shared }),
]);

/** A fault as it strikes. */
export type ActiveFault = z.output<typeof fault>;

/** The faults to come, each used up by the calls it fits. */
export class FaultQueue<Call extends string> {
  #faults: ActiveFault[] = [];

  /** @param calls the names of the provider's calls; the first is the one that sends */
  constructor(private readonly calls: readonly [Call, ...Call[]]) {}

  /** @throws ZodError, and Error for a call that the provider does not have */
  add(input: DoubleFault<Call>): void {
    const added = fault.parse(input);
    const known: readonly string[] = this.calls;
    if (added.on !== undefined && !known.includes(added.on)) {
      throw new Error(`a fault hits ${known.join(', ')}; not ${added.on}`);
    }
    this.#faults.push(added);
  }

  /** The first fault that fits this call; using it up is counted. */
  take(on: Call, to?: string): ActiveFault | undefined {
    const found = this.#faults.find((f) => (f.on ?? this.calls[0]) === on && (f.to === undefined || f.to === to));
    if (found === undefined) return undefined;
    found.times -= 1;
    if (found.times <= 0) this.#faults = this.#faults.filter((f) => f !== found);
    return found;
  }

  clear(): void {
    this.#faults = [];
  }
}
