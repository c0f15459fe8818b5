import { z } from 'zod';

/** What we read of the message that a method has sent. Source: Telegram, "Bot API", `Message`. */
export const sentMessage = z.object({
  message_id: z.number(),
  chat: z.object({ id: z.number() }),
  business_connection_id: z.string().optional(),
});
