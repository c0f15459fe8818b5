import { z } from 'zod';
import { attachmentCreate } from './attachment-create.js';
import { deliveryIdentifier } from './delivery-identifier.js';
import { id, numericId } from './lenient.js';

const participant = z.looseObject({
  deliveryIdentifier,
  name: z.string().optional(),
  /** v3 and 2026-03 only. */
  senderActorId: z.string().optional(),
});

/** A publication. Source: OpenAPI `ChannelIntegrationMessageEgg`. */
export const messageCreate = z.looseObject({
  channelAccountId: id,
  messageDirection: z.enum(['INCOMING', 'OUTGOING']),
  text: z.string(),
  richText: z.string().optional(),
  /** ISO 8601. */
  timestamp: z.string(),
  senders: z.array(participant),
  recipients: z.array(participant),
  attachments: z.array(attachmentCreate),
  /** Only under the INTEGRATION_THREAD_ID threading model: elsewhere a value is refused. */
  integrationThreadId: z.string().optional(),
  /** Unique per channel account. */
  integrationIdempotencyId: z.string().optional(),
  inReplyToId: z.string().optional(),
  associateWithContactId: numericId.optional(),
  preResolvedContacts: z
    .looseObject({
      contacts: z.array(z.looseObject({ contactVid: numericId, contactPropertiesLeadingToMatch: z.array(z.string()) })),
    })
    .optional(),
});
export type MessageCreate = z.infer<typeof messageCreate>;

/** What HubSpot in fact accepts: real integrations leave out what the specification requires. For the emulator. */
export const messageCreateLenient = messageCreate
  .partial({ timestamp: true, recipients: true, attachments: true })
  .extend({ integrationThreadId: z.string().nullish() });

/** The one way to tell HubSpot what became of a message. Source: OpenAPI `PublicChannelIntegrationMessageUpdateRequest`. */
export const messageStatusUpdate = z.object({
  statusType: z.enum(['SENT', 'FAILED', 'READ']),
  errorMessage: z.string().optional(),
});
export type MessageStatusUpdate = z.infer<typeof messageStatusUpdate>;
