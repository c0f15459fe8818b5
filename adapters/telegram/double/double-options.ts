import { z } from 'zod';

export const doubleOptions = z.strictObject({
  /** The first is the one that customers write to unless they say otherwise. */
  bots: z
    .array(
      z.strictObject({
        token: z.string().regex(/^\d+:.+$/),
        username: z.string().default('double_bot'),
        /** The secret that its webhooks carry, once `webhookUrl` is set. */
        webhookSecret: z.string().optional(),
      }),
    )
    .min(1),
  /** People who have started the first bot, and groups (negative numbers) that it is in. */
  chats: z.array(z.number().int()).default([]),
  /** Default: any free port. */
  port: z.number().int().default(0),
});

export type TelegramDoubleOptions = z.input<typeof doubleOptions>;
