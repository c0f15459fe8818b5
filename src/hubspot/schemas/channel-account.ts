import { z } from 'zod';
import { deliveryIdentifier, looseDeliveryIdentifier } from './delivery-identifier.js';
import { id, timestamp } from './lenient.js';

/** Source: OpenAPI `PublicChannelAccount`. */
export const channelAccount = z.looseObject({
  id,
  channelId: id.optional(),
  inboxId: id.optional(),
  name: z.string().optional(),
  active: z.boolean().optional(),
  /** `false`: the account is disabled. */
  authorized: z.boolean().optional(),
  archived: z.boolean().default(false),
  createdAt: timestamp.optional(),
  archivedAt: timestamp.optional(),
  deliveryIdentifier: looseDeliveryIdentifier.optional(),
});
export type ChannelAccount = z.infer<typeof channelAccount>;

/** Source: OpenAPI `PublicChannelAccountEgg`. The guide says that `authorized` defaults to true. */
export const channelAccountCreate = z.object({
  inboxId: id,
  name: z.string(),
  authorized: z.boolean().default(true),
  deliveryIdentifier: deliveryIdentifier.optional(),
});

/** Source: OpenAPI `PublicChannelAccountUpdateRequest`. */
export const channelAccountUpdate = z.object({ name: z.string().optional(), authorized: z.boolean().optional() });
export type ChannelAccountUpdate = z.infer<typeof channelAccountUpdate>;
