import type { ContactItem, ContentItem, FileItem, FileUsage } from '../../contract/content-item.js';
import type { Attachment } from '../../hubspot/schemas/attachment.js';
import type { WebhookMessage } from '../../hubspot/schemas/webhook.js';
import { inlineImages } from './inline-images.js';

/**
 * What an agent wrote, as content items: the text, the images hidden in its HTML, then the attachments in their order.
 * HubSpot's webhook leaves inline images out of `attachments`.
 */
export function contentOf(message: WebhookMessage): ContentItem[] {
  const text = message.text?.trim() ? [textItem(message.text, message.richText)] : [];
  const images = inlineImages(message.richText ?? '');
  return [...text, ...images, ...message.attachments.flatMap(itemOf)];
}

function textItem(text: string, richText: string | undefined): ContentItem {
  return richText === undefined ? { kind: 'text', text } : { kind: 'text', text, richText };
}

function itemOf(attachment: Attachment): ContentItem[] {
  switch (attachment.type) {
    case 'FILE':
      return fileItem(attachment);
    case 'LOCATION': {
      const { latitude, longitude, name, address, url } = attachment;
      return [{ kind: 'location', latitude, longitude, ...present({ name, address, url }) }];
    }
    case 'QUICK_REPLIES':
      return [
        {
          kind: 'quickReplies',
          replies: attachment.quickReplies.map(({ value, valueType, label }) => ({
            value,
            valueType: valueType === 'URL' ? 'URL' : 'TEXT',
            ...present({ label }),
          })),
        },
      ];
    case 'CONTACT':
      return [contactItem(attachment)];
    default:
      return [{ kind: 'unsupported', description: attachment.type }];
  }
}

function fileItem(file: Extract<Attachment, { type: 'FILE' }>): ContentItem[] {
  const usage = usageOf(file.fileUsageType);
  const name = present({ name: file.name });
  if (file.fileId !== undefined) {
    return [{ kind: 'file', ref: { kind: 'hubspot', fileId: file.fileId }, usage, ...name } satisfies FileItem];
  }
  if (file.url !== undefined) return [{ kind: 'file', ref: { kind: 'url', url: file.url }, usage, ...name }];
  return [{ kind: 'unsupported', description: 'FILE' }];
}

const USAGES: readonly string[] = ['AUDIO', 'IMAGE', 'OTHER', 'STICKER', 'VOICE_RECORDING'] satisfies FileUsage[];

function usageOf(value: string | undefined): FileUsage {
  return value !== undefined && USAGES.includes(value) ? (value as FileUsage) : 'OTHER';
}

function contactItem({ contactProfile }: Extract<Attachment, { type: 'CONTACT' }>): ContactItem {
  const { name, phones, emails, urls, org } = contactProfile;
  return {
    kind: 'contact',
    ...present({ name: name && present(name), org: org && present(org) }),
    phones: phones.map(({ phone }) => ({ phone })),
    emails: emails.map(({ email }) => ({ email })),
    urls: urls.map(({ url }) => ({ url })),
  };
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the members that are undefined. */
function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
}
