import { type FailureReason, providerWords } from 'channelwright/adapter';
import type { WireReason } from './wire-events.js';

/**
 * A reason in the framework's terms: what the provider said, and `otherwise` where it said nothing.
 *
 * @param otherwise the class and scope of a reason that names none
 */
export function reasonOf(
  said: WireReason | undefined,
  otherwise: FailureReason = { class: 'unknown', scope: 'message' },
): FailureReason {
  const { code, message, class: kind, scope } = said ?? {};
  return {
    ...otherwise,
    ...(kind && { class: kind }),
    ...(scope && { scope }),
    ...(code !== undefined && { code }),
    ...(message !== undefined && { detail: providerWords(message) }),
  };
}
