import type { Capabilities, MediaCapability, TextCapability } from '../contract/capabilities.js';
import type { ContentItem, FileItem, TextItem } from '../contract/content-item.js';
import type { FailureClass } from '../contract/failure-reason.js';
import type { OutboundMessage, PartDraft, Rejection } from '../contract/outbound-message.js';
import { splitText } from './split-text.js';

/**
 * Plans by the declared capabilities alone: every text, cut at the declared limit, then one part per file or other item, in
 * the order in which they were written. What the capabilities show to be unsendable refuses the whole message.
 */
export function planByCapabilities(message: OutboundMessage, capabilities: Capabilities): PartDraft[] | Rejection {
  const files = message.content.filter((item) => item.kind === 'file');
  const refusal = refuseFiles(files, capabilities.media);
  if (refusal) return refusal;
  const parts: PartDraft[] = [];
  for (const item of message.content) {
    const drafts = item.kind === 'text' ? planText(item, capabilities.text) : planItem(item, capabilities);
    if ('rejected' in drafts) return drafts;
    parts.push(...drafts);
  }
  return parts.length > 0 ? packed(parts, capabilities.itemsPerPart ?? 1) : refuse('content-empty');
}

/** Several items in one call, where the provider takes that: they arrive together or not at all. */
function packed(parts: PartDraft[], itemsPerPart: number): PartDraft[] {
  if (itemsPerPart <= 1) return parts;
  const packs: PartDraft[] = [];
  for (const { items } of parts) {
    const last = packs.at(-1);
    if (last && last.items.length + items.length <= itemsPerPart) last.items.push(...items);
    else packs.push({ items: [...items], ...(last ? { continues: true } : {}) });
  }
  return packs;
}

function planText(item: TextItem, capability: TextCapability): PartDraft[] | Rejection {
  const text = replaceUnsupported(item.text, capability);
  if (text === undefined) return refuse('content-unsupported');
  const pieces = splitText(text, capability);
  if (pieces.length > 1 && capability.overflow === 'reject') return refuse('content-too-long');
  return pieces.map((piece, index) => ({
    items: [pieces.length === 1 && piece === item.text ? item : { kind: 'text', text: piece }],
    ...(index === 0 ? {} : { continues: true }),
  }));
}

function replaceUnsupported(text: string, { encode, unsupported }: TextCapability): string | undefined {
  const characters = encode?.(text).unsupported ?? [];
  if (characters.length === 0) return text;
  if (unsupported === undefined || unsupported === 'reject') return undefined;
  return characters.reduce((replaced, character) => replaced.replaceAll(character, unsupported.replaceWith), text);
}

function planItem(
  item: Exclude<ContentItem, TextItem>,
  { content, media, quickReplies }: Capabilities,
): PartDraft[] | Rejection {
  switch (item.kind) {
    case 'file':
      return media ? [{ items: [item] }] : refuse('content-unsupported');
    case 'quickReplies':
      return quickReplies ? [{ items: [item] }] : refuse('content-unsupported');
    case 'location':
    case 'contact':
      return content?.includes(item.kind) ? [{ items: [item] }] : refuse('content-unsupported');
    case 'unsupported':
      return refuse('content-unsupported');
  }
}

function refuseFiles(files: FileItem[], media: MediaCapability | undefined): Rejection | undefined {
  if (files.length === 0 || !media) return undefined;
  if (files.length > media.maxCount) return refuse('content-unsupported');
  for (const file of files) {
    const rules = media.rules.filter(({ types }) => types.some((type) => matchesType(type, file.type)));
    if (rules.length === 0) return refuse('media-type-refused');
    if (!rules.some(({ maxBytes }) => (file.size ?? 0) <= maxBytes)) return refuse('media-too-large');
  }
  return undefined;
}

/** Whether a MIME type fits a pattern such as `image/*`. */
function matchesType(pattern: string, type: string | undefined): boolean {
  if (pattern === '*' || type === undefined || pattern === type) return true;
  return pattern.endsWith('/*') && type.startsWith(pattern.slice(0, -1));
}

function refuse(failure: FailureClass): Rejection {
  return { rejected: { class: failure, scope: 'message' } };
}
