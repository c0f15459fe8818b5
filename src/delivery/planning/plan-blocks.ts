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
  let files = 0;
  for (const [index, item] of content.entries()) {
    switch (item.kind) {
      case 'text':
        blocks.push(...words(item));
        break;
      case 'location':
        blocks.push(...shownOr(item, capabilities, () => writtenLocation(item)));
        break;
      case 'contact':
        blocks.push(...shownOr(item, capabilities, () => writtenContact(item)));
        break;
      case 'quickReplies':
        addReplies(blocks, item, capabilities);
        break;
      case 'file': {
        const plan = planFile(item, capabilities.media, files);
        if (plan.kind === 'refused') return refuse(plan.failure, described(item, index));
        if (plan.kind === 'link') {
          blocks.push(...words(written(writtenFile(item, fileLink(item)))));
          break;
        }
        files++;
        blocks.push(...words(written(plan.before ?? '')), { kind: 'item', item: plan.item });
        break;
      }
      case 'unsupported':
        return refuse('content-unsupported', described(item, index));
    }
  }
  return blocks;
}

function written(text: string): TextItem {
  return { kind: 'text', text };
}

function words(item: TextItem): Block[] {
  return item.text.trim() === '' ? [] : [{ kind: 'text', item, lines: [] }];
}

function shownOr(
  item: Extract<ContentItem, { kind: 'location' | 'contact' }>,
  { content }: Capabilities,
  inWords: () => string,
): Block[] {
  return content?.includes(item.kind) ? [{ kind: 'item', item }] : words(written(inWords()));
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
  const labels = buttons.length > 0 ? [buttons.map(labelOf).join(' / ')] : [];
  blocks.push(...words(written([...labels, ...lines].join('\n'))).map((block) => ({ ...block, ...replies })));
}
