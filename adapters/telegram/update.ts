import { z } from 'zod';
import { chat, inaccessibleMessage, message, user } from './message.js';

const memberStatus = z.object({
  status: z.string(),
  /** With `restricted`. */
  can_send_messages: z.boolean().optional(),
});

const reaction = z.object({
  type: z.string(),
  emoji: z.string().optional(),
});
export type Reaction = z.output<typeof reaction>;

/**
 * What we read of an update; the rest is dropped. Exactly one of the optional fields is there, perhaps one that we do not know.
 * Source: Telegram, "Bot API", `Update`. A type test compares this with @grammyjs/types.
 */
export const update = z.object({
  update_id: z.number().int(),
  message: message.optional(),
  edited_message: message.optional(),
  business_message: message.optional(),
  edited_business_message: message.optional(),
  deleted_business_messages: z.object({ chat, message_ids: z.array(z.number()) }).optional(),
  callback_query: z
    .object({
      id: z.string(),
      from: user,
      message: inaccessibleMessage.optional(),
      data: z.string().optional(),
    })
    .optional(),
  message_reaction: z
    .object({
      chat,
      message_id: z.number(),
      old_reaction: z.array(reaction),
      new_reaction: z.array(reaction),
    })
    .optional(),
  my_chat_member: z.object({ chat, new_chat_member: memberStatus }).optional(),
});

export type Update = z.output<typeof update>;

/** What we ask for, by webhook (see the guide) and by poll. Reactions come only when they are asked for. */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'callback_query',
  'message_reaction',
  'my_chat_member',
] as const satisfies readonly Exclude<keyof Update, 'update_id'>[];
