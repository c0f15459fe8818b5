import { z } from 'zod';

const text = (most: number) => z.string().trim().min(1).max(most);
const unique = <T>(of: (one: T) => unknown) => ({
  check: (list: T[]) => new Set(list.map(of)).size === list.length,
  message: 'must be unique',
});

const body = (most: number) => z.strictObject({ text: text(most) });
const source = { link: z.url().optional(), id: z.string().optional() };
const caption = text(1024).optional();
const button = z.strictObject({ type: z.literal('reply'), reply: z.strictObject({ id: text(256), title: text(20) }) });
const row = z.strictObject({ id: text(200), title: text(24), description: text(72).optional() });
const uniqueTitles = unique((one: z.output<typeof button>) => one.reply.title);
const uniqueRows = unique((one: z.output<typeof row>) => one.id);

const interactive = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('button'),
    body: body(1024),
    action: z.strictObject({ buttons: z.array(button).min(1).max(3).refine(uniqueTitles.check, uniqueTitles.message) }),
  }),
  z.strictObject({
    type: z.literal('list'),
    body: body(4096),
    action: z.strictObject({
      button: text(20),
      sections: z
        .array(z.strictObject({ title: text(24).optional(), rows: z.array(row).min(1).max(10) }))
        .min(1)
        .refine((sections) => sections.flatMap(({ rows }) => rows).length <= 10, 'at most ten rows')
        .refine((sections) => uniqueRows.check(sections.flatMap(({ rows }) => rows)), uniqueRows.message),
    }),
  }),
  z.strictObject({
    type: z.literal('cta_url'),
    body: body(1024),
    action: z.strictObject({
      name: z.literal('cta_url'),
      parameters: z.strictObject({ display_text: text(20), url: z.url({ protocol: /^https?$/ }) }),
    }),
  }),
]);

const contact = z.strictObject({
  name: z
    .strictObject({
      formatted_name: text(200),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
      middle_name: z.string().optional(),
      prefix: z.string().optional(),
      suffix: z.string().optional(),
    })
    .refine((name) => Object.keys(name).length > 1, 'formatted_name alone is not enough'),
  phones: z.array(z.strictObject({ phone: text(50), type: z.string().optional() })).optional(),
  emails: z.array(z.strictObject({ email: text(200), type: z.string().optional() })).optional(),
  urls: z.array(z.strictObject({ url: text(2000), type: z.string().optional() })).optional(),
  org: z.strictObject({ company: z.string(), department: z.string(), title: z.string() }).partial().optional(),
});

/** No line breaks, tabs or long runs of spaces. */
const variable = z.strictObject({ type: z.literal('text'), text: text(32_768).regex(/^(?!.*(\t| {5}))[^\n]*$/) });
const template = z.strictObject({
  name: text(512),
  language: z.strictObject({ code: text(15) }),
  components: z.array(z.strictObject({ type: z.literal('body'), parameters: z.array(variable).min(1) })).optional(),
});

/** What each type must look like. Source: Meta, "Messages API" and the limits its pages name. */
const CONTENT = {
  text: z.strictObject({ body: text(4096), preview_url: z.boolean().optional() }),
  image: z.strictObject({ ...source, caption }),
  video: z.strictObject({ ...source, caption }),
  audio: z.strictObject(source),
  sticker: z.strictObject(source),
  document: z.strictObject({ ...source, caption, filename: text(240).optional() }),
  location: z.strictObject({
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    name: text(1000).optional(),
    address: text(1000).optional(),
  }),
  contacts: z.array(contact).min(1),
  interactive,
  template,
} as const;

const frame = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.enum(['individual', 'group']).default('individual'),
  to: z.string().min(5).optional(),
  recipient: z.string().min(4).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

export type ContentType = keyof typeof CONTENT;
export const CONTENT_TYPES = Object.keys(CONTENT) as ContentType[];

const FORMS = new Map(
  CONTENT_TYPES.map((type) => [type, z.strictObject({ ...frame, type: z.literal(type), [type]: CONTENT[type] })]),
);

/** A message as it is sent to the API. */
export interface OutboundPayload {
  type: ContentType;
  recipient_type: 'individual' | 'group';
  to?: string;
  recipient?: string;
  biz_opaque_callback_data?: string;
  text?: z.output<(typeof CONTENT)['text']>;
  interactive?: z.output<typeof interactive>;
  template?: z.output<typeof template>;
  [other: string]: unknown;
}

export function formOf(type: ContentType) {
  return FORMS.get(type)!;
}
