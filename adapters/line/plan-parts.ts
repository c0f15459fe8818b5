import type { ContentItem, OutboundMessage, PartDraft, PlanContext, Rejection } from 'channelwright/adapter';
import type { LineAccountSettings } from './settings.js';

/** The framework's plan, but for quick replies: LINE shows them under the newest message alone, so they go with the last part. */
export function planParts(
  message: OutboundMessage,
  { plan }: Pick<PlanContext<LineAccountSettings>, 'plan'>,
): PartDraft[] | Rejection {
  const planned = plan({ ...message, content: message.content.map(withType) });
  if (!Array.isArray(planned)) return planned;
  const replies = planned.flatMap(({ items }) => items.filter(({ kind }) => kind === 'quickReplies'));
  if (replies.length === 0) return planned;
  const parts = planned.map((part) => ({ ...part, items: part.items.filter(({ kind }) => kind !== 'quickReplies') }));
  parts.at(-1)?.items.push(...replies);
  return parts;
}

/**
 * LINE takes any URL for a picture, and looks at none: what is not one would be told SENT, and show as nothing. So a file of a type
 * nobody knows is no picture, unless HubSpot calls it one; it goes as a link.
 */
function withType(item: ContentItem): ContentItem {
  const isUnknown = item.kind === 'file' && item.type === undefined && item.usage !== 'IMAGE';
  return isUnknown ? { ...item, type: 'application/octet-stream' } : item;
}
