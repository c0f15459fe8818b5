import { FAILURE_CLASSES } from 'channelwright/adapter';
import { z } from 'zod';
import { itemsOf, type WireContent, wireAddress, wireContent } from './wire-content.js';

const id = z.string().min(1).max(512);
const time = z.iso.datetime({ offset: true }).transform((iso) => Date.parse(iso));

/**
 * Why something failed. A `class` or `scope` we do not know is no reason to lose the rest. There is no scope beyond the
 * account: accounts may have endpoints of their own, and none may close the channel for the others.
 */
export const wireReason = z.object({
  code: z.union([z.string(), z.number()]).transform(String).exactOptional(),
  message: z.string().exactOptional(),
  class: z.enum(FAILURE_CLASSES).optional().catch(undefined),
  scope: z.enum(['message', 'peer', 'sender', 'account']).optional().catch(undefined),
});

export type WireReason = z.infer<typeof wireReason>;

/** What was consumed. */
export const wireUsage = z.object({
  units: z.int().nonnegative().exactOptional(),
  price: z.object({ amount: z.string().regex(/^-?\d+(\.\d+)?$/), currency: z.string().length(3) }).exactOptional(),
});

const message = wireContent.extend({
  id,
  from: wireAddress.extend({ name: z.string().min(1).exactOptional() }),
  conversation: wireAddress.exactOptional(),
  replyTo: id.exactOptional(),
  sequence: z.int().exactOptional(),
});

/** We wrote it ourselves elsewhere, so who wrote does not say who it was for. */
const echo = message.extend({ conversation: wireAddress });

const holdsSomething = (content: WireContent) => itemsOf(content).length > 0;

const receipt = z.object({
  of: z.union([
    z.object({ id }),
    z.object({ correlation: id, ids: z.array(id).min(1).exactOptional() }),
    z.object({ peer: wireAddress, upTo: time }).transform(({ peer, upTo }) => ({ peer, upToMs: upTo })),
  ]),
  state: z.enum(['accepted', 'sent', 'delivered', 'read', 'failed']),
  final: z.boolean().exactOptional(),
  reason: wireReason.exactOptional(),
  usage: wireUsage.exactOptional(),
});

const common = {
  /** The same for every delivery of the same fact. */
  id,
  timestamp: time,
  /** Which of our accounts, by its address. Not needed where the URL names the account. */
  account: z.string().min(1).exactOptional(),
};

/** One thing the provider tells us. */
export const wireEvent = z.discriminatedUnion('type', [
  z.object({ ...common, type: z.literal('message'), data: message.refine(holdsSomething, 'holds nothing') }),
  z.object({ ...common, type: z.literal('echo'), data: echo.refine(holdsSomething, 'holds nothing') }),
  z.object({ ...common, type: z.literal('receipt'), data: receipt }),
  z.object({ ...common, type: z.literal('edited'), data: wireContent.extend({ of: id }) }),
  z.object({ ...common, type: z.literal('deleted'), data: z.object({ of: id }) }),
  z.object({
    ...common,
    type: z.literal('reaction'),
    data: z.object({ of: id, from: wireAddress, emoji: z.string().min(1).exactOptional() }),
  }),
  z.object({ ...common, type: z.literal('alias'), data: z.object({ from: wireAddress, to: wireAddress }) }),
  z.object({ ...common, type: z.literal(['optOut', 'optIn']), data: z.object({ peer: wireAddress }) }),
]);

export type WireEvent = z.infer<typeof wireEvent>;
export type WireMessage = z.infer<typeof message>;
export type WireReceipt = z.infer<typeof receipt>;
