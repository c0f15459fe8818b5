import type { OutsideWindow } from '../../config/outside-window.js';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { KnownAccount } from '../../directory/accounts/accounts.js';
import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { ConversationRow } from '../../directory/people/conversation-row.js';

/** What is known of an account for the question whether its peers may be written to freely. */
export type WindowFacts = Pick<KnownAccount, 'row' | 'capabilities'>;

/**
 * Whether the provider certainly takes nothing but a template now. In the first window after an account came to us, peers of
 * whom we have heard nothing may have written before: then the provider decides.
 */
export function isOutsideWindow(
  { row, capabilities }: WindowFacts,
  { lastInboundAtMs }: Pick<ConversationRow, 'lastInboundAtMs'>,
  nowMs: number,
): boolean {
  const lastMs = lastInboundAtMs ?? row.sinceMs;
  const window = capabilities?.window;
  return window !== undefined && lastMs !== undefined && nowMs - lastMs > window.ms;
}

/** What the account, or else its channel, wants of a message outside the window. */
export function outsidePolicy({ row }: Pick<KnownAccount, 'row'>, { delivery }: ChannelRuntime): OutsideWindow {
  return row.outsideWindow ?? delivery.outsideWindow;
}

export function outsideWindow(detail?: string): FailureReason {
  return { class: 'outside-window', scope: 'message', ...(detail === undefined ? {} : { detail }) };
}
