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

/** The people a change is about. One that cannot be read costs a name, not the message. */
export function contactsIn(value: Record<string, unknown>): Contact[] {
  const list = value['contacts'];
  return Array.isArray(list) ? list.flatMap((piece: unknown) => contact.safeParse(piece).data ?? []) : [];
}

/** Of a peer who may be named in the message, among the contacts, or half in both. */
export function contactFor(
  contacts: readonly Contact[],
  waId?: string | null,
  userId?: string | null,
): Contact | undefined {
  const named = contacts.find((one) => (userId && one.user_id === userId) || (waId && one.wa_id === waId));
  return named ?? (contacts.length === 1 && !waId && !userId ? contacts[0] : undefined);
}

export function atMsOf({ timestamp }: { timestamp: number }): number {
  return timestamp * 1000;
}
