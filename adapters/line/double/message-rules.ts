import { z } from 'zod';

/** LINE fetches by https. A connector in a test is on this machine, and has no certificate. */
const fetchable = z
  .url()
  .max(2000)
  .refine((value) => /^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/.test(value), 'must be https');

const label = z.string().min(1).max(20);
const quickReplyItem = z.strictObject({
  type: z.literal('action'),
  imageUrl: fetchable.optional(),
  action: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('message'), label, text: z.string().min(1).max(300) }),
    z.strictObject({
      type: z.literal('uri'),
      label,
      uri: z
        .string()
        .max(1000)
        .regex(/^(https?|line|tel):/),
    }),
    z.strictObject({
      type: z.literal('postback'),
      label,
      data: z.string().min(1).max(300),
      displayText: z.string().optional(),
    }),
  ]),
});

const common = {
  quickReply: z.strictObject({ items: z.array(quickReplyItem).min(1).max(13) }).optional(),
  sender: z.strictObject({ name: z.string().max(20).optional(), iconUrl: fetchable.optional() }).optional(),
};

/** Message objects as LINE takes them. Source: LINE, "Messaging API reference", message objects. */
const message = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('text'),
    text: z.string().min(1).max(5000),
    quoteToken: z.string().optional(),
    ...common,
  }),
  z.strictObject({ type: z.literal('image'), originalContentUrl: fetchable, previewImageUrl: fetchable, ...common }),
  z.strictObject({ type: z.literal('video'), originalContentUrl: fetchable, previewImageUrl: fetchable, ...common }),
  z.strictObject({ type: z.literal('audio'), originalContentUrl: fetchable, duration: z.int().positive(), ...common }),
  z.strictObject({
    type: z.literal('location'),
    title: z.string().min(1).max(100),
    address: z.string().min(1).max(100),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    ...common,
  }),
  z.strictObject({ type: z.literal('sticker'), packageId: z.string(), stickerId: z.string(), ...common }),
]);
export type TakenMessage = z.output<typeof message>;

const messages = z.array(message).min(1).max(5);

/** What LINE says of a body it does not take. */
export interface Objection {
  message: string;
  details?: { message: string; property: string }[];
}

/** The messages of a call, or what is wrong with them. */
export function readMessages(given: unknown): TakenMessage[] | Objection {
  const read = messages.safeParse(given);
  if (read.success) return read.data;
  const details = read.error.issues.map((issue) => ({ message: issue.message, property: propertyOf(issue.path) }));
  return { message: `The request body has ${details.length} error(s)`, details };
}

function propertyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (so, key) => (typeof key === 'number' ? `${so}[${key}]` : `${so}.${String(key)}`),
    'messages',
  );
}
