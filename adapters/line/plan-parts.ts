import type { ContentItem, OutboundMessage, PartDraft, PlanContext, Rejection } from 'channelwright/adapter';
import type { LineAccountSettings } from './settings.js';

/**
 * The framework's plan, of content in the order LINE needs: files have no captions, so these are texts of their own, and quick
 * replies are shown under the newest message alone, so they come last.
 */
export function planParts(
  message: OutboundMessage,
  { plan }: Pick<PlanContext<LineAccountSettings>, 'plan'>,
): PartDraft[] | Rejection {
  const content = message.content.flatMap(withoutCaption);
  const replies = content.filter(({ kind }) => kind === 'quickReplies');
  const others = content.filter(({ kind }) => kind !== 'quickReplies');
  return plan({ ...message, content: [...others, ...replies] });
}

function withoutCaption(item: ContentItem): ContentItem[] {
  if (item.kind !== 'file' || !item.caption) return [item];
  const { caption, ...file } = item;
  return [file, { kind: 'text', text: caption }];
}
