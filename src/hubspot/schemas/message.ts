import { z } from 'zod';
import { attachment } from './attachment.js';
import { looseDeliveryIdentifier } from './delivery-identifier.js';
import { decorative, id, listOf, openEnum, timestamp } from './lenient.js';

/** Source: OpenAPI `PublicMessageStatus.statusType`. */
const messageStatusType = openEnum(['FAILED', 'READ', 'RECEIVED', 'SENT']);

/** An object where messages are read, a bare string in webhooks (the guide says so): always read as the object. */
const messageStatus = z.union([
  z.looseObject({
    statusType: messageStatusType,
    failureDetails: decorative(
      z.looseObject({
        errorMessage: z.string().optional(),
        errorMessageTokens: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  }),
  messageStatusType.transform((statusType) => ({ statusType, failureDetails: undefined })),
]);

const participant = {
  actorId: decorative(id),
  name: decorative(z.string()),
  deliveryIdentifier: decorative(looseDeliveryIdentifier),
};

const messageSender = z.looseObject({ ...participant, senderField: decorative(z.string()) });
const messageRecipient = z.looseObject({ ...participant, recipientField: decorative(z.string()) });

/** What a message has wherever it is read: REST and webhook. Only its id is certain. */
export const messageFields = {
  id,
  conversationsThreadId: decorative(id),
  createdAt: decorative(timestamp),
  createdBy: decorative(id),
  senders: listOf(messageSender),
  recipients: listOf(messageRecipient),
  text: z.string().optional(),
  richText: z.string().optional(),
  subject: decorative(z.string()),
  attachments: listOf(attachment),
  direction: decorative(openEnum(['INCOMING', 'OUTGOING'])),
  truncationStatus: decorative(openEnum(['NOT_TRUNCATED', 'TRUNCATED', 'TRUNCATED_TO_MOST_RECENT_REPLY'])),
  inReplyToId: decorative(id),
  channelId: decorative(id),
  channelAccountId: decorative(id),
  status: decorative(messageStatus),
  updatedAt: decorative(timestamp),
  client: decorative(
    z.looseObject({
      clientType: openEnum(['HUBSPOT', 'INTEGRATION', 'SYSTEM', 'UNKNOWN']).optional(),
      integrationAppId: decorative(id),
    }),
  ),
  archived: decorative(z.boolean()),
};

/** A message as operations 11, 12 and 13 answer it. Source: OpenAPI `PublicConversationsMessage`. */
export const message = z.looseObject({ type: z.string().default('MESSAGE'), ...messageFields });
export type Message = z.infer<typeof message>;
export type MessageStatus = z.infer<typeof messageStatus>;
