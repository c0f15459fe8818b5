import type {
  ContentItem,
  OutboundMessage,
  PartDraft,
  PlanContext,
  QuickRepliesItem,
  Rejection,
} from 'channelwright/adapter';
import { isText } from './keyboard.js';
import type { TelegramAccountSettings } from './settings.js';

/** As the framework plans, with the URLs written out where a message has both texts and URLs to choose from. */
export function planParts(
  message: OutboundMessage,
  ctx: PlanContext<TelegramAccountSettings>,
): PartDraft[] | Rejection {
  return ctx.plan({ ...message, content: message.content.flatMap(withOneKindOfButton) });
}

function withOneKindOfButton(item: ContentItem): ContentItem[] {
  if (item.kind !== 'quickReplies' || new Set(item.replies.map(isText)).size < 2) return [item];
  const urls = item.replies.filter((reply) => !isText(reply));
  const text = urls.map(({ label, value }) => (label ? `${label}: ${value}` : value)).join('\n');
  return [{ kind: 'text', text }, { ...item, replies: item.replies.filter(isText) } satisfies QuickRepliesItem];
}
