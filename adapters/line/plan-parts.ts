import type { OutboundMessage, PartDraft, PlanContext, Rejection } from 'channelwright/adapter';
import type { LineAccountSettings } from './settings.js';

/** The framework's plan, but for quick replies: LINE shows them under the newest message alone, so they go with the last part. */
export function planParts(
  message: OutboundMessage,
  { plan }: Pick<PlanContext<LineAccountSettings>, 'plan'>,
): PartDraft[] | Rejection {
  const planned = plan(message);
  if (!Array.isArray(planned)) return planned;
  const replies = planned.flatMap(({ items }) => items.filter(({ kind }) => kind === 'quickReplies'));
  if (replies.length === 0) return planned;
  const parts = planned.map((part) => ({ ...part, items: part.items.filter(({ kind }) => kind !== 'quickReplies') }));
  parts.at(-1)?.items.push(...replies);
  return parts;
}
