import type { ReceiptState, Usage } from 'channelwright/adapter';
import { z } from 'zod';

/**
 * The parts of Twilio's Message resource this adapter reads. Source: Twilio's OpenAPI, `api.v2010.account.message`. Loose on
 * purpose: Twilio adds members without notice, and several are null until they are known.
 */
export const messageResource = z.object({
  sid: z.string().min(1),
  account_sid: z.string().nullish(),
  status: z.string(),
  direction: z.string().nullish(),
  to: z.string().nullish(),
  from: z.string().nullish(),
  body: z.string().nullish(),
  messaging_service_sid: z.string().nullish(),
  num_segments: z.union([z.string(), z.number()]).nullish(),
  num_media: z.union([z.string(), z.number()]).nullish(),
  price: z.union([z.string(), z.number()]).nullish(),
  price_unit: z.string().nullish(),
  error_code: z.number().nullish(),
  error_message: z.string().nullish(),
  date_created: z.string().nullish(),
  date_sent: z.string().nullish(),
});
export type MessageResource = z.output<typeof messageResource>;

export const messagePage = z.object({ messages: z.array(z.unknown()), next_page_uri: z.string().nullish() });

export const mediaPage = z.object({
  media_list: z.array(z.object({ sid: z.string(), content_type: z.string().nullish(), uri: z.string() })),
});

export const accountResource = z.object({ sid: z.string(), status: z.string() });

export const errorBody = z.object({ code: z.number().int(), message: z.string().optional() });

/**
 * Twilio's statuses in the framework's words; `undefined`: not one of a message we sent. `partially_delivered` proves no more
 * than `sent`.
 */
const STATES: Readonly<Record<string, ReceiptState>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  partially_delivered: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

export function stateOf(status: string): ReceiptState | undefined {
  return Object.hasOwn(STATES, status) ? STATES[status] : undefined;
}

/** Segments, and the price once Twilio knows it (never in the first answer). Prices are negative there: money that leaves. */
export function usageOf(message: MessageResource): Usage | undefined {
  const units = Number(message.num_segments ?? 0);
  const usage: Usage = {};
  if (units > 0) usage.units = units;
  if (message.price != null && message.price_unit) {
    usage.price = { amount: String(message.price).replace(/^-/, ''), currency: message.price_unit.toUpperCase() };
  }
  return Object.keys(usage).length > 0 ? usage : undefined;
}
