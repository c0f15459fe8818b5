import type { ChannelRuntime } from '../../directory/channels/channel-runtime.js';
import type { Attempt } from '../../status/part.js';

/** Until the provider's list of messages can be trusted to be complete, ms. Used where an adapter declares no other time. */
const DEFAULT_SETTLE_MS = 10_000;
/** Where a list needs no time to settle, it is still not asked without a pause, ms. */
const LOOKUP_AGAIN_MS = 1_000;

/** When something is to be done about an attempt whose outcome is unknown: the next lookup, or the decision by policy. */
export function resolveAtMs(attempt: Attempt, channel: ChannelRuntime): number {
  const since = uncertainSinceMs(attempt);
  const decideAt = since + channel.delivery.uncertainMs;
  if (!channel.adapter.wasSent) return decideAt;
  // A lookup costs a call: the first when the provider's list has settled, the others at growing distances.
  const distanceMs = attempt.lookups === 0 ? settleMs(channel) : Math.max(settleMs(channel), LOOKUP_AGAIN_MS);
  const lookupAt = since + distanceMs * 2 ** attempt.lookups;
  return Math.min(lookupAt, decideAt);
}

/**
 * What is to be done about it now. Nothing is decided about a message that could be asked for and never was: a connector
 * that was away while the time ran out asks once.
 */
export function resolution(attempt: Attempt, channel: ChannelRuntime, nowMs: number): 'wait' | 'lookup' | 'decide' {
  const mayStillAsk = channel.adapter.wasSent !== undefined && attempt.lookups === 0;
  if (!mayStillAsk && nowMs >= uncertainSinceMs(attempt) + channel.delivery.uncertainMs) return 'decide';
  return nowMs >= resolveAtMs(attempt, channel) ? 'lookup' : 'wait';
}

/** Whether "it was not sent" may be believed by now. */
export function isSettled(attempt: Attempt, channel: ChannelRuntime, askedAtMs: number): boolean {
  return askedAtMs >= uncertainSinceMs(attempt) + settleMs(channel);
}

/** From the discovery: the return of the call, or the moment a lost call was found. */
function uncertainSinceMs(attempt: Attempt): number {
  return attempt.returnedAtMs ?? attempt.intendedAtMs;
}

function settleMs(channel: ChannelRuntime): number {
  return channel.definition.receipts.lookupSettleMs ?? DEFAULT_SETTLE_MS;
}
