import { z } from 'zod';

/** One of our numbers at the double: a sender, and where its customers' messages go. */
const numberSchema = z.strictObject({
  /** As Twilio writes it: `+15550100` or `whatsapp:+15550100`. */
  sender: z.string().min(3),
  /** Where inbound messages are posted. May be set later by `configureNumber`. */
  webhookUrl: z.url().optional(),
  messagingServiceSid: z.string().optional(),
  /** Send `OptOutType` with STOP, START and HELP. */
  advancedOptOut: z.boolean().default(false),
});

const accountSchema = z.strictObject({
  accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/),
  authToken: z.string().min(1),
  /** API key SID → secret. */
  apiKeys: z.record(z.string(), z.string()).default({}),
  status: z.enum(['active', 'suspended', 'closed']).default('active'),
  numbers: z.array(numberSchema).default([]),
  /** Whether numbers and short codes may be listed; else 403. */
  mayListNumbers: z.boolean().default(true),
});

export const doubleOptions = z.strictObject({
  accounts: z.array(accountSchema).min(1),
  /** 0: any free port. */
  port: z.number().int().min(0).default(0),
  /** Between two statuses of a message, ms. 0: as fast as the callbacks are answered. */
  stepMs: z.number().min(0).default(0),
  /** WhatsApp texts fail with 63016 unless the peer wrote within 24 hours. */
  enforceWindow: z.boolean().default(false),
  /** Fetch `MediaUrl` as Twilio does; a message whose file cannot be fetched fails. */
  fetchMedia: z.boolean().default(true),
});

export type TwilioDoubleOptions = z.input<typeof doubleOptions>;
export type ResolvedOptions = z.output<typeof doubleOptions>;
export type DoubleAccount = z.output<typeof accountSchema>;
export type DoubleNumber = z.output<typeof numberSchema>;
