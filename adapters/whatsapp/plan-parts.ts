import type { ContentItem, OutboundMessage, PartDraft, PlanContext, Rejection } from 'channelwright/adapter';
import { inWords, replyForm } from './interactive.js';
import type { WhatsAppAccountSettings } from './settings.js';

/** The framework's plan; only, quick replies that WhatsApp has no form for are made to be written out first. */
export function planParts(
  message: OutboundMessage,
  ctx: Pick<PlanContext<WhatsAppAccountSettings>, 'plan'>,
): PartDraft[] | Rejection {
  const content = message.content.flatMap((item, index) => expressible(item, message.content[index - 1]));
  return ctx.plan({ ...message, content });
}

/**
 * A message has answers or one link, not both. What is left over goes as a second set of quick replies: a text has one set of
 * buttons, so the framework writes the second out.
 */
function expressible(item: ContentItem, before: ContentItem | undefined): ContentItem[] {
  if (item.kind !== 'quickReplies') return [item];
  const answers = item.replies.filter(({ valueType }) => valueType === 'TEXT');
  const kept = answers.length > 0 ? answers : item.replies.slice(0, 1);
  const others = item.replies.filter((reply) => !kept.includes(reply));
  const rest: ContentItem[] = others.length > 0 ? [{ ...item, replies: others }] : [];
  const text = before?.kind === 'text' ? before.text : '';
  if (replyForm(text, kept) !== undefined) return [{ ...item, replies: kept }, ...rest];
  return [{ kind: 'text', text: inWords(item.replies) }];
}
