import { z } from 'zod';

const id = z.string().regex(/^\d{5,25}$/);

/** One of our numbers. */
const numberSchema = z.strictObject({
  phoneNumberId: id,
  /** Digits, as WhatsApp writes it. */
  number: z.string().regex(/^\d{5,15}$/),
});

const templateSchema = z.strictObject({
  name: z.string().min(1),
  language: z.string().default('en_US'),
  /** How many variables its body has. */
  variables: z.int().nonnegative().default(0),
});

/** A business that has installed the app: its numbers, its approved templates, the token it gave. */
const businessSchema = z.strictObject({
  wabaId: id,
  accessToken: z.string().min(1),
  numbers: z.array(numberSchema).min(1),
  templates: z.array(templateSchema).default([]),
});

export const doubleOptions = z.strictObject({
  businesses: z.array(businessSchema).min(1),
  appSecret: z.string().min(1),
  /** Where webhooks go; may be set later. */
  webhookUrl: z.url().optional(),
  /** 0: any free port. */
  port: z.int().min(0).default(0),
  /** Between two statuses of a message, ms. 0: as fast as they are taken. */
  stepMs: z.number().min(0).default(0),
  /** After these many ms a webhook that was not taken is tried again. */
  retryAfterMs: z.array(z.number().positive()).default([]),
  /** What is no template fails with 131047 unless the customer wrote within 24 hours. */
  enforceWindow: z.boolean().default(false),
  /** Fetch the links of files, as Meta does; a file that cannot be fetched fails with 131053. */
  fetchMedia: z.boolean().default(true),
});

export type WhatsAppDoubleOptions = z.input<typeof doubleOptions>;
export type ResolvedOptions = z.output<typeof doubleOptions>;
export type Business = z.output<typeof businessSchema>;
export type OurNumber = z.output<typeof numberSchema>;

/** One of our numbers and whose it is. */
export interface Line extends OurNumber {
  business: Business;
}

export function linesOf(businesses: readonly Business[]): Line[] {
  return businesses.flatMap((business) => business.numbers.map((number) => ({ ...number, business })));
}
