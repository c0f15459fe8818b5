import type { DoubleFault } from 'channelwright/double';
import { z } from 'zod';
import { errorAnswer } from './message-json.js';

/** What a fault may hit. */
export const CALLS = ['create', 'lookup', 'media'] as const;
export type CallName = (typeof CALLS)[number];

/** An error answer in Twilio's form. Without a `code` it is the page of some proxy. */
const refusal = z.looseObject({
  kind: z.literal('refuse'),
  status: z.int(),
  code: z.int().optional(),
  /** Seconds, for `Retry-After`. */
  retryAfter: z.number().positive().optional(),
});

/** {@link DoubleFault}; a refusal may name Twilio's code in place of a body. */
export type TwilioFault = DoubleFault<CallName> & { code?: number; retryAfter?: number };

/** In the terms that every double has. */
export function plainFault(fault: TwilioFault): DoubleFault<CallName> {
  const { success, data } = refusal.safeParse(fault);
  if (!success || 'body' in data) return fault;
  const { code, retryAfter, ...rest } = data;
  const wait = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  const { body, headers } =
    code === undefined ? { body: '<html>', headers: { 'content-type': 'text/html' } } : errorAnswer(data.status, code);
  return { ...rest, body, headers: { ...headers, ...wait } };
}
