import { z } from 'zod';

/** Which call a fault hits. */
const call = z.enum(['create', 'lookup', 'media']);
export type DoubleCall = z.output<typeof call>;

const shared = { on: call.default('create'), to: z.string().optional(), times: z.number().int().positive().default(1) };

/**
 * What goes wrong with the next calls. `to` narrows it to one recipient.
 *
 * - `answerLost`: the message is taken and goes out, the connection breaks before the answer.
 * - `reset`: the connection breaks before anything is done.
 * - `refuse`: an error answer, with Twilio's JSON where there is a code.
 * - `slow`: done at once, answered late.
 */
export const doubleFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('answerLost'), ...shared }),
  z.strictObject({ kind: z.literal('reset'), ...shared }),
  z.strictObject({
    kind: z.literal('refuse'),
    status: z.number().int().min(400).max(599),
    code: z.number().int().optional(),
    retryAfter: z.number().positive().optional(),
    ...shared,
  }),
  z.strictObject({ kind: z.literal('slow'), ms: z.number().positive(), ...shared }),
]);

export type DoubleFault = z.input<typeof doubleFault>;
export type ActiveFault = z.output<typeof doubleFault>;

export class FaultQueue {
  private faults: ActiveFault[] = [];

  add(input: DoubleFault): void {
    this.faults.push(doubleFault.parse(input));
  }

  /** The first fault that fits this call; using it up is counted. */
  take(on: DoubleCall, to?: string): ActiveFault | undefined {
    const fault = this.faults.find((f) => f.on === on && (f.to === undefined || f.to === to));
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.faults = this.faults.filter((f) => f !== fault);
    return fault;
  }

  clear(): void {
    this.faults = [];
  }
}
