import { z } from 'zod';

/** An answer that refuses. The HTTP status is 200 as well. */
const refused = z.object({ result: z.literal('error'), code: z.string().max(20) });

const yen = z.string().regex(/^\d+(\.\d+)?$/);
const id = z.string().min(1).max(64);

/** What is asked for one message, and what a report tells of it. */
export const report = z.object({
  id,
  reference: z.string().max(40),
  state: z.enum(['waiting', 'sent', 'reached', 'unreached', 'unknown']),
  /** When it came to this state. */
  at: z.iso.datetime({ offset: true }),
  /** Why it did not arrive. */
  code: z.string().max(20).optional(),
  segments: z.int().nonnegative().optional(),
  charge: yen.optional(),
});
export type Report = z.output<typeof report>;

/** A subscriber wrote to the contract's number. */
export const inbound = z.object({
  id,
  from: z.string().max(20),
  text: z.string().max(5000),
  at: z.iso.datetime({ offset: true }),
});

export const sendAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('ok'), id, segments: z.int().positive(), charge: yen }),
  refused,
]);
export const reportsAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('ok'), reports: z.array(z.unknown()).max(1000), more: z.boolean() }),
  refused,
]);
export const inboundAnswer = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('ok'),
    messages: z.array(z.unknown()).max(1000),
    next: z.string().min(1),
    more: z.boolean(),
  }),
  refused,
]);
export const accountAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('ok'), number: z.string(), balance: yen }),
  refused,
]);
