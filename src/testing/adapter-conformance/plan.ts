import type { ContentItem, PartItem } from '../../contract/content-item.js';
import type { OutboundMessage, PartDraft, Rejection } from '../../contract/outbound-message.js';
import type { PlanContext } from '../../contract/send-context.js';
import { planByCapabilities } from '../../delivery/default-planner.js';
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
  return {
    account,
    conversation: { key: 'conversation-1', address: peer, aliases: [peer], lastInboundAtMs },
    nowMs: clock.now(),
    capabilities,
    fileLink: ({ name }) => `https://files.example.com/${name ?? 'file'}`,
    plan: (message) => planByCapabilities(message, capabilities),
  };
}

export function isRejection(plan: PartDraft[] | Rejection): plan is Rejection {
  return !Array.isArray(plan);
}

/** The texts of a plan, one for each item that has one. */
export function textsOf(items: PartItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'text') return [item.text];
    return item.kind === 'file' && item.caption !== undefined ? [item.caption] : [];
  });
}
