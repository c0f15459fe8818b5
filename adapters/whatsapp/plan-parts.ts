import type { ContentItem, OutboundMessage, PartDraft, PlanContext, Rejection } from 'channelwright/adapter';
import { inWords, replyForm } from './interactive.js';
import type { WhatsAppAccountSettings } from './settings.js';

/** The framework's plan; only, quick replies that WhatsApp has no form for are written out before it counts and cuts. */
export function planParts(
  message: OutboundMessage,
  ctx: Pick<PlanContext<WhatsAppAccountSettings>, 'plan'>,
): PartDraft[] | Rejection {
  const content = message.content.map((item, index) => expressible(item, message.content[index - 1]));
  return ctx.plan({ ...message, content });
}

function expressible(item: ContentItem, before: ContentItem | undefined): ContentItem {
  if (item.kind !== 'quickReplies') return item;
  const text = before?.kind === 'text' ? before.text : '';
  return replyForm(text, item.replies) === undefined ? { kind: 'text', text: inWords(item.replies) } : item;
}
