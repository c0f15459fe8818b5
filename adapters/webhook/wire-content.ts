import type { ContentItem, FileItem, PartItem } from 'channelwright/adapter';
import { z } from 'zod';

const text = z.string().min(1);

export const wireAddress = z.object({
  type: z.enum(['HS_PHONE_NUMBER', 'HS_EMAIL_ADDRESS', 'HS_SHORT_CODE', 'CHANNEL_SPECIFIC_OPAQUE_ID']),
  value: text.max(512),
});

const wireFile = z.object({
  url: z.url({ protocol: /^https?$/ }),
  name: text.exactOptional(),
  /** MIME type. */
  type: text.exactOptional(),
  size: z.int().nonnegative().exactOptional(),
  usage: z.enum(['AUDIO', 'IMAGE', 'OTHER', 'STICKER', 'VOICE_RECORDING']).exactOptional(),
  caption: text.exactOptional(),
});

const wireLocation = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  name: text.exactOptional(),
  address: text.exactOptional(),
  url: text.exactOptional(),
});

const use = z.enum(['HOME', 'WORK']);
const wireContact = z.object({
  name: z
    .object({
      prefix: text.exactOptional(),
      firstName: text.exactOptional(),
      middleName: text.exactOptional(),
      lastName: text.exactOptional(),
      suffix: text.exactOptional(),
    })
    .exactOptional(),
  phones: z
    .array(z.object({ phone: text, type: z.enum(['HOME', 'WORK', 'CELL', 'MAIN']).exactOptional() }))
    .exactOptional(),
  emails: z.array(z.object({ email: text, type: use.exactOptional() })).exactOptional(),
  urls: z.array(z.object({ url: text, type: use.exactOptional() })).exactOptional(),
  org: z
    .object({ company: text.exactOptional(), department: text.exactOptional(), title: text.exactOptional() })
    .exactOptional(),
});

const quickReply = z.object({ value: text, valueType: z.enum(['TEXT', 'URL']), label: text.exactOptional() });

/** What a message holds, the same both ways. */
export const wireContent = z.object({
  text: text.exactOptional(),
  /** HTML. */
  richText: text.exactOptional(),
  files: z.array(wireFile).max(50).exactOptional(),
  location: wireLocation.exactOptional(),
  contact: wireContact.exactOptional(),
  quickReplies: z.array(quickReply).exactOptional(),
  /** A sentence about something that cannot be shown, e.g. "Sent a poll". */
  unsupported: text.exactOptional(),
});

export type WireContent = z.infer<typeof wireContent>;
type WireFile = z.infer<typeof wireFile>;

/** Into the framework's items, in the order in which a person should see them. */
export function itemsOf({ richText, ...wire }: WireContent): ContentItem[] {
  const items: ContentItem[] = [];
  if (wire.text !== undefined)
    items.push({ kind: 'text', text: wire.text, ...(richText !== undefined && { richText }) });
  for (const file of wire.files ?? []) items.push(fileItem(file));
  if (wire.location) items.push({ kind: 'location', ...wire.location });
  if (wire.contact) items.push({ kind: 'contact', ...wire.contact });
  if (wire.quickReplies) items.push({ kind: 'quickReplies', replies: wire.quickReplies });
  if (wire.unsupported !== undefined) items.push({ kind: 'unsupported', description: wire.unsupported });
  return items;
}

/**
 * Onto the wire. One call carries one item (and its quick replies), as the capabilities declare, so nothing is overwritten.
 *
 * @param urlOf a URL from which the provider can fetch the file
 */
export async function wireOf(items: PartItem[], urlOf: (file: FileItem) => Promise<URL>): Promise<WireContent> {
  const wire: WireContent = {};
  for (const item of items) Object.assign(wire, await fieldsOf(item, urlOf));
  return wire;
}

async function fieldsOf(item: PartItem, urlOf: (file: FileItem) => Promise<URL>): Promise<WireContent> {
  switch (item.kind) {
    case 'text': {
      const { kind: _, ...fields } = item;
      return fields;
    }
    case 'file': {
      const { kind: _, ref: __, ...fields } = item;
      return { files: [{ url: (await urlOf(item)).href, ...fields }] };
    }
    case 'location': {
      const { kind: _, ...location } = item;
      return { location };
    }
    case 'contact': {
      const { kind: _, ...contact } = item;
      return { contact };
    }
    case 'quickReplies':
      return { quickReplies: item.replies };
    case 'template':
      return {};
    case 'unsupported':
      return item.description === undefined ? {} : { unsupported: item.description };
  }
}

function fileItem({ url, usage, ...file }: WireFile): FileItem {
  return { kind: 'file', ref: { kind: 'url', url }, usage: usage ?? usageOf(file.type), ...file };
}

function usageOf(type = ''): FileItem['usage'] {
  if (type.startsWith('image/')) return 'IMAGE';
  return type.startsWith('audio/') ? 'AUDIO' : 'OTHER';
}
