import { z } from 'zod';
import { OPERATION_NAMES } from './operation-names.js';

const operation = z.enum(OPERATION_NAMES);

/** What goes wrong. Webhook effects concern what the emulator sends; the others, what it answers. */
const effect = z.discriminatedUnion('kind', [
  /** Wait before anything else. Applies beside another effect. For the operation `webhook`: send later. */
  z.strictObject({ kind: z.literal('latency'), ms: z.int().min(0), jitterMs: z.int().min(0).default(0) }),
  /** 429, whatever the quota says. */
  z.strictObject({
    kind: z.literal('rate-limit'),
    policy: z.enum(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY']).default('TEN_SECONDLY_ROLLING'),
    retryAfterSeconds: z.int().min(0).optional(),
  }),
  /** An error answer without processing: 5xx, 423, 477 … `html: true` answers a page instead of JSON. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    retryAfterSeconds: z.int().min(0).optional(),
    html: z.boolean().default(false),
  }),
  /** 401 EXPIRED_AUTHENTICATION, though the token may be good. */
  z.strictObject({ kind: z.literal('token-expired') }),
  /** 404 OBJECT_NOT_FOUND, as for an object that cannot be seen yet. */
  z.strictObject({ kind: z.literal('not-visible') }),
  /** The connection is reset; nothing was processed. */
  z.strictObject({ kind: z.literal('reset-before') }),
  /** Processed, then the connection is reset without an answer. */
  z.strictObject({ kind: z.literal('reset-after') }),
  /**
   * The answer never comes, and the request is processed late: after `ms`, or (`ms` left out) right after the next request
   * to the same method and path has been processed. `connection` says what the caller sees meanwhile.
   */
  z.strictObject({
    kind: z.literal('late'),
    ms: z.int().min(0).optional(),
    connection: z.enum(['hang', 'reset']).default('hang'),
  }),
  /** The webhook is sent `copies` more times. */
  z.strictObject({ kind: z.literal('duplicate-webhook'), copies: z.int().min(1).max(20).default(1) }),
  /** The webhook waits until the next one has been sent. */
  z.strictObject({ kind: z.literal('reorder-webhook') }),
  /** The webhook is never sent. */
  z.strictObject({ kind: z.literal('drop-webhook') }),
]);

/** One dial: an effect and where, how often and until when it applies. Left out means everywhere, always. */
export const faultSchema = z.strictObject({
  effect,
  operations: z.array(operation).optional(),
  portalId: z.string().optional(),
  /** Let this many matching requests pass first. */
  skip: z.int().min(0).default(0),
  /** Apply this many times, then be gone. */
  times: z.int().min(1).optional(),
  /** Apply to this share of the matching requests. */
  probability: z.number().min(0).max(1).default(1),
  /** Be gone from this time on, ms since the epoch. */
  untilMs: z.number().optional(),
});

export type FaultSettings = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;
export type FaultEffect = Fault['effect'];
