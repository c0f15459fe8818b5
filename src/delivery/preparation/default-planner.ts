import type { Capabilities } from '../../contract/capabilities.js';
import type { FileItem } from '../../contract/content-item.js';
import type { OutboundMessage, PartDraft, Rejection } from '../../contract/outbound-message.js';
import { type Block, planBlocks } from '../planning/plan-blocks.js';
import { planText } from '../planning/plan-text.js';
import { refuse } from '../planning/refuse.js';

/**
 * Plans by the declared capabilities alone, in the order in which the message was written: texts formatted and cut, quick
 * replies with the last piece of the text before them, one part per file or other item, what the channel cannot show as it is
 * written out. What cannot be sent at all refuses the whole message. Pure.
 *
 * @param fileLink an address of the connector that serves the file to whoever has it
 */
export function planByCapabilities(
  message: OutboundMessage,
  capabilities: Capabilities,
  fileLink: (item: FileItem) => string,
): PartDraft[] | Rejection {
  const blocks = planBlocks(message.content, capabilities, fileLink);
  if ('rejected' in blocks) return blocks;
  const parts: PartDraft[] = [];
  for (const block of blocks) {
    const drafts = planBlock(block, capabilities);
    if ('rejected' in drafts) return drafts;
    parts.push(...drafts);
  }
  return parts.length > 0 ? packed(parts, capabilities.itemsPerPart ?? 1) : refuse('content-empty');
}

function planBlock(block: Block, { text }: Capabilities): PartDraft[] | Rejection {
  if (block.kind === 'item') return [{ items: [block.item] }];
  const pieces = planText(block, text);
  if ('rejected' in pieces) return pieces;
  const parts = pieces.map(
    (piece, index): PartDraft => ({ items: [piece], ...(index === 0 ? {} : { continues: true }) }),
  );
  if (block.replies) parts.at(-1)?.items.push(block.replies);
  return parts;
}

/** Several items in one call, where the provider takes that: they arrive together or not at all. */
function packed(parts: PartDraft[], itemsPerPart: number): PartDraft[] {
  if (itemsPerPart <= 1) return parts;
  const packs: PartDraft[] = [];
  let held = 0;
  for (const { items } of parts) {
    const last = packs.at(-1);
    // Quick replies belong to their text: each part that is packed counts as one item.
    if (last && held < itemsPerPart) {
      last.items.push(...items);
      held++;
    } else {
      packs.push({ items: [...items], ...(last ? { continues: true } : {}) });
      held = 1;
    }
  }
  return packs;
}
