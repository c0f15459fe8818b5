import type { ApiPaths } from '../api-paths.js';
import { message } from '../schemas/message.js';
import type { MessageCreate, MessageStatusUpdate } from '../schemas/message-create.js';
import type { ApiCall, CallOptions } from './api-request.js';

/** Operations 11 to 13: messages of a channel. */
export function messagesApi(call: ApiCall, paths: ApiPaths) {
  return {
    /**
     * Puts a message into the inbox. Safe to repeat with the same `integrationIdempotencyId`; how HubSpot then answers is not
     * documented: 201 and 200 are both `ok` (see `status`), 409 and 400 are failures that `isDuplicatePublication` recognises
     * and whose `existingId` is the message's id, if the body names it.
     */
    publish: (channelId: string, json: MessageCreate, options?: CallOptions) =>
      call(
        {
          name: 'messages.publish',
          method: 'POST',
          path: paths.messages,
          ids: { channelId },
          json,
          schema: message,
          quotaClass: 'publication',
        },
        options,
      ),

    get: (channelId: string, messageId: string, options?: CallOptions) =>
      call(
        {
          name: 'messages.get',
          method: 'GET',
          path: paths.message,
          ids: { channelId, messageId },
          schema: message,
          quotaClass: 'read-back',
        },
        options,
      ),

    /**
     * Says what became of an agent's message. Which transitions HubSpot allows is not documented. The answer shows the
     * message, which is not read: that the status was taken is all a caller needs.
     */
    updateStatus: (channelId: string, messageId: string, json: MessageStatusUpdate, options?: CallOptions) =>
      call(
        {
          name: 'messages.updateStatus',
          method: 'PATCH',
          path: paths.message,
          ids: { channelId, messageId },
          json,
          quotaClass: json.statusType === 'FAILED' ? 'status-failed' : 'status',
        },
        options,
      ),
  };
}

export type MessagesApi = ReturnType<typeof messagesApi>;
