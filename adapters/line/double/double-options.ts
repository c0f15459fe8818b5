import { z } from 'zod';

const bot = z.strictObject({
  botUserId: z.string().regex(/^U[0-9a-f]{32}$/),
  channelAccessToken: z.string().min(1),
  channelSecret: z.string().min(1),
  displayName: z.string().min(1).default('A bot'),
  /** Messages a month. Absent: without a limit. */
  quota: z.int().nonnegative().exactOptional(),
});

export const doubleOptions = z.strictObject({
  /** The official accounts. The first is the one meant where none is named. */
  bots: z.array(bot).min(1),
  /** Default: any free port. */
  port: z.int().nonnegative().default(0),
  /** After how many ms a webhook that was not taken is delivered again, and again. Default: it is not. */
  redeliverAfterMs: z.array(z.number().nonnegative()).default([]),
});

export type LineDoubleOptions = z.input<typeof doubleOptions>;
export type DoubleBot = z.output<typeof bot>;
