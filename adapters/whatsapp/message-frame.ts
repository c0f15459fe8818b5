import { z } from 'zod';
import { optional } from './optional.js';

/** What messages and echoes of every type have in common. Source: Meta, "Webhooks, messages". */
export const message = z.looseObject({
  id: z.string().min(1),
  type: z.string().min(1),
  timestamp: z.coerce.number().catch(Number.NaN),
  from: optional(z.string()),
  from_user_id: optional(z.string()),
  from_parent_user_id: optional(z.string()),
  to: optional(z.string()),
  to_user_id: optional(z.string()),
  to_parent_user_id: optional(z.string()),
  group_id: optional(z.string().min(1)),
  context: optional(
    z.object({
      id: optional(z.string()),
      forwarded: optional(z.boolean()),
      frequently_forwarded: optional(z.boolean()),
      referred_product: optional(z.object({ product_retailer_id: optional(z.string()) })),
    }),
  ),
  referral: optional(
    z.object({ source_url: optional(z.string()), headline: optional(z.string()), body: optional(z.string()) }),
  ),
});
export type WhatsAppMessage = z.output<typeof message>;

const contact = z.object({
  wa_id: optional(z.string()),
  user_id: optional(z.string()),
  parent_user_id: optional(z.string()),
  profile: optional(z.object({ name: optional(z.string()), username: optional(z.string()) })),
});
export type Contact = z.output<typeof contact>;

/** Who somebody is of whom a number or a user ID is known; without either, the only one there is. */
export type People = (waId?: string | null, userId?: string | null) => Contact | undefined;

/**
 * The people a change is about, read once for all its messages: there may be a thousand. One that cannot be read costs a name,
 * not the message.
 */
export function peopleIn(value: Record<string, unknown>): People {
  const list = Array.isArray(value['contacts']) ? value['contacts'] : [];
  const people = list.flatMap((piece: unknown) => contact.safeParse(piece).data ?? []);
  const byUserId = firstOf(people, ({ user_id }) => user_id);
  const byNumber = firstOf(people, ({ wa_id }) => wa_id);
  return (waId, userId) => {
    const named = (userId && byUserId.get(userId)) || (waId && byNumber.get(waId));
    if (named) return named;
    return people.length === 1 && !waId && !userId ? people[0] : undefined;
  };
}

function firstOf(people: Contact[], nameOf: (one: Contact) => string | null | undefined): Map<string, Contact> {
  const found = new Map<string, Contact>();
  for (const one of people) {
    const name = nameOf(one);
    if (name && !found.has(name)) found.set(name, one);
  }
  return found;
}

export function atMsOf({ timestamp }: { timestamp: number }): number {
  return timestamp * 1000;
}
