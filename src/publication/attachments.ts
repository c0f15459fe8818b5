import type { ContactItem, ContentItem, FileItem, LocationItem } from '../contract/content-item.js';
import type { AttachmentCreate } from '../hubspot/schemas/attachment-create.js';
import type { Phrases } from './phrases.js';
import type { PublicationFile } from './publication-row.js';

/** What one content item adds to a publication. */
export interface Shown {
  /** What has to be said of it in the text. */
  lines: string[];
  attachment?: AttachmentCreate;
  /** What to say where the whole message has no text: HubSpot may refuse an empty one. */
  label?: string;
  richText?: string;
}

const UNSUPPORTED: AttachmentCreate = { type: 'UNSUPPORTED_CONTENT' };

/**
 * @param plain HubSpot refused the attachments: everything is said in words
 */
export function shown(item: ContentItem, file: PublicationFile | undefined, phrases: Phrases, plain: boolean): Shown {
  switch (item.kind) {
    case 'text':
      return { lines: [item.text], ...(item.richText === undefined ? {} : { richText: item.richText }) };
    case 'file':
      return shownFile(item, file, phrases, plain);
    case 'location':
      return plain ? { lines: [locationInWords(item, phrases)] } : shownLocation(item, phrases);
    case 'contact':
      return plain ? { lines: [contactInWords(item, phrases)] } : shownContact(item, phrases);
    case 'quickReplies': {
      const replies = item.replies.map((reply) => reply.label ?? reply.value);
      if (plain) return { lines: [`${phrases.quickReplies}: ${replies.join(' · ')}`] };
      return {
        lines: [],
        label: phrases.quickReplies,
        attachment: { type: 'QUICK_REPLIES', quickReplies: item.replies },
      };
    }
    case 'unsupported': {
      const lines = [item.description ?? phrases.unsupported];
      return plain ? { lines } : { lines, attachment: UNSUPPORTED };
    }
  }
}

function shownFile(item: FileItem, file: PublicationFile | undefined, phrases: Phrases, plain: boolean): Shown {
  const name = item.name ?? phrases.file[item.usage];
  const caption = item.caption === undefined ? [] : [item.caption];
  if (file?.state === 'stored' && file.fileId !== undefined && !file.late) {
    if (plain) return { lines: [...caption, `[${name}]`] };
    return {
      lines: caption,
      label: name,
      attachment: { type: 'FILE', fileId: file.fileId, fileUsageType: file.usage ?? item.usage },
    };
  }
  if (file?.state === 'failed' && !file.late) {
    const lines = [...caption, phrases.fileFailed(name)];
    return plain ? { lines } : { lines, attachment: UNSUPPORTED };
  }
  return { lines: [...caption, phrases.fileFollows(name)] };
}

function shownLocation({ kind: _, ...place }: LocationItem, phrases: Phrases): Shown {
  const label = place.name ?? place.address ?? phrases.location;
  return { lines: [], label, attachment: { type: 'LOCATION', ...place } };
}

function locationInWords({ latitude, longitude, name, address, url }: LocationItem, phrases: Phrases): string {
  const where = [name, address, `${latitude},${longitude}`, url].filter((part) => part !== undefined);
  return `${phrases.location}: ${where.join(', ')}`;
}

function shownContact({ name, phones = [], emails = [], urls = [], org }: ContactItem, phrases: Phrases): Shown {
  const contactProfile = { phones, emails, urls, addresses: [], ...(name ? { name } : {}), ...(org ? { org } : {}) };
  return { lines: [], label: phrases.contact, attachment: { type: 'CONTACT', contactProfile } };
}

function contactInWords({ name, phones = [], emails = [], org }: ContactItem, phrases: Phrases): string {
  const who = [name?.prefix, name?.firstName, name?.middleName, name?.lastName, name?.suffix].filter(Boolean).join(' ');
  const facts = [who, org?.company, ...phones.map(({ phone }) => phone), ...emails.map(({ email }) => email)];
  return `${phrases.contact}: ${facts.filter(Boolean).join(', ')}`;
}
