import { z } from 'zod';
import { deliveryIdentifier, looseDeliveryIdentifier } from './delivery-identifier.js';
import { id, timestamp } from './lenient.js';

/** What an admin's half-finished connection holds. Source: OpenAPI `PublicChannelAccountStagingToken`. */
export const stagingToken = z.looseObject({
  accountToken: id,
  genericChannelId: id.optional(),
  inboxId: id.optional(),
  userId: id.optional(),
  createdAt: timestamp.optional(),
  accountName: z.string().optional(),
  deliveryIdentifier: looseDeliveryIdentifier.optional(),
});
export type StagingToken = z.infer<typeof stagingToken>;

/** Source: OpenAPI `PublicChannelAccountStagingTokenUpdateRequest`. 2025-09 and 2026-09 require both members. */
export const stagingTokenUpdate = z.object({
  accountName: z.string().optional(),
  deliveryIdentifier: deliveryIdentifier.optional(),
});
export type StagingTokenUpdate = z.infer<typeof stagingTokenUpdate>;
