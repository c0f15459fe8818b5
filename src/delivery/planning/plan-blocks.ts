import type { Capabilities } from '../../contract/capabilities.js';
import type { ContentItem, FileItem, QuickRepliesItem, TextItem } from '../../contract/content-item.js';
import type { Rejection } from '../../contract/outbound-message.js';
import { fitQuickReplies, labelOf } from './fit-quick-replies.js';
import { planFile } from './plan-file.js';
import { described, refuse } from './refuse.js';
import { writtenContact, writtenFile, writtenLocation } from './written-out.js';

/** Words that are not yet cut, with what goes with their last piece. */
export interface TextBlock {
  kind: 'text';
  item: TextItem;
  /** Written out at its end. */
  lines: string[];
  replies?: QuickRepliesItem;
}

/** An item that goes as it is. */
export interface ItemBlock {
  kind: 'item';
  item: ContentItem;
}

export type Block = TextBlock | ItemBlock;

/** Lets what the account can show go as it is, writes the rest out, and gives quick replies to the text before them. */
export function planBlocks(
  content: readonly ContentItem[],
  capabilities: Capabilities,
  fileLink: (item: FileItem) => string,
): Block[] | Rejection {
  const blocks: Block[] = [];
  const say = (text: string) => {
    if (text.trim() !== '') blocks.push({ kind: 'text', item: { kind: 'text', text }, lines: [] });
  };
  let files = 0;
  for (const [index, item] of content.entries()) {
    switch (item.kind) {
      case 'text':
        if (item.text.trim() !== '') blocks.push({ kind: 'text', item, lines: [] });
        break;
      case 'location':
        if (capabilities.content?.includes('location')) blocks.push({ kind: 'item', item });
        else say(writtenLocation(item));
        break;
      case 'contact':
        if (capabilities.content?.includes('contact')) blocks.push({ kind: 'item', item });
        else say(writtenContact(item));
        break;
      case 'quickReplies':
        addReplies(blocks, item, capabilities);
        break;
      case 'file': {
        const plan = planFile(item, capabilities.media, files);
        if (plan.kind === 'refused') return refuse(plan.failure, described(item, index));
        if (plan.kind === 'link') {
          say(writtenFile(item, fileLink(item)));
          break;
        }
        files++;
        if (plan.before !== undefined) say(plan.before);
        blocks.push({ kind: 'item', item: plan.item });
        break;
      }
      case 'unsupported':
        return refuse('content-unsupported', described(item, index));
    }
  }
  return blocks;
}

function addReplies(blocks: Block[], item: QuickRepliesItem, { quickReplies }: Capabilities): void {
  const before = blocks.findLast((block) => block.kind === 'text');
  // A text has one set of buttons.
  const { buttons, lines } = fitQuickReplies(item.replies, before?.replies ? undefined : quickReplies);
  const replies = buttons.length > 0 ? { replies: { ...item, replies: buttons } } : {};
  if (before) {
    before.lines.push(...lines);
    Object.assign(before, replies);
    return;
  }
  const own = [...(buttons.length > 0 ? [buttons.map(labelOf).join(' / ')] : []), ...lines];
  if (own.length === 0) return;
  blocks.push({ kind: 'text', item: { kind: 'text', text: own.join('\n') }, lines: [], ...replies });
}
