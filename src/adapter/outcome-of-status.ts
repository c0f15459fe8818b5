import type { FailureClass, FailureScope } from '../contract/failure-reason.js';
import type { SendOutcome } from '../contract/send-outcome.js';

/** What a send came to that was not accepted. */
export type Refusal = Exclude<SendOutcome, { kind: 'accepted' }>;

/**
 * What an HTTP status says by itself of a send, for an answer without a code that is known. Only a 4xx is certainly a refusal: the
 * message may have gone out before a server failed, and whatever stands in between may answer 2xx or 3xx to anything.
 */
export function outcomeOfStatus(status: number): Refusal {
  const [kind, failure, scope] = verdictOn(status);
  return { kind, reason: { class: failure, scope, detail: `HTTP ${status}` } };
}

function verdictOn(status: number): [Refusal['kind'], FailureClass, FailureScope] {
  if (status === 401 || status === 403) return ['blocked', 'credentials-invalid', 'account'];
  if (status === 429) return ['retry', 'rate-limited', 'account'];
  if (status === 408) return ['uncertain', 'timeout', 'message'];
  if (status >= 400 && status < 500) return ['rejected', 'unknown', 'message'];
  return ['uncertain', 'provider-unavailable', 'provider'];
}
