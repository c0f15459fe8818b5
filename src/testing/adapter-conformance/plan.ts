import type { ContentItem, FileItem, PartItem } from '../../contract/content-item.js';
import type { OutboundMessage, PartDraft, Rejection } from '../../contract/outbound-message.js';
import type { PlanContext } from '../../contract/send-context.js';
import { planByCapabilities } from '../../delivery/preparation/default-planner.js';
import type { Bench } from './bench.js';

/** What becomes of a message: the adapter's own plan, or the framework's. @throws what `planParts` throws */
export function planOf(bench: Bench, content: ContentItem[]): PartDraft[] | Rejection {
  const message = outbound(bench, content);
  const context = planContext(bench);
  return bench.adapter.planParts?.(message, context) ?? context.plan(message);
}

export function outbound({ subject, clock }: Bench, content: ContentItem[]): OutboundMessage {
  return { id: 'hs-1', threadId: 'thread-1', createdAtMs: clock.now(), to: subject.peer, content };
}

export function planContext({ account, capabilities, clock, subject: { peer } }: Bench): PlanContext {
  const lastInboundAtMs = clock.now() - 60_000;
  const fileLink = ({ name }: FileItem) => `https://files.example.com/${name ?? 'file'}`;
  return {
    account,
    conversation: { key: 'conversation-1', address: peer, aliases: [peer], lastInboundAtMs },
    nowMs: clock.now(),
    capabilities,
    fileLink,
    plan: (message) => planByCapabilities(message, capabilities, fileLink),
  };
}

export function isRejection(plan: PartDraft[] | Rejection): plan is Rejection {
  return !Array.isArray(plan);
}

/**
 * The texts of a part, one for each item that has one.
 *
 * @param markup as they are sent, with the provider's own formatting
 */
export function textsOf(items: PartItem[], markup = false): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'text') return [markup ? (item.formatted ?? item.text) : item.text];
    return item.kind === 'file' && item.caption !== undefined ? [item.caption] : [];
  });
}
