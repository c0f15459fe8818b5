import type { FailureClass, FailureReason, FailureScope } from '../contract/failure-reason.js';
import type { Refusal } from './outcome-of-status.js';

/** What one of a provider's errors means for a send: what is the same in the table of every adapter. */
export interface ErrorMeaning {
  /**
   * `rejected`: this message never goes. `retry`: the same may go later. `blocked`: nothing of this scope goes until somebody
   * mends something. `uncertain`: it may have gone. In a receipt the same error is a failure of the message in each case.
   */
  reaction: Refusal['kind'];
  class: FailureClass;
  scope: FailureScope;
  /** How long to wait at least, ms. */
  afterMs?: number;
  /** What the provider means by it, in the adapter's own words. */
  meaning: string;
}

/** The reason behind such an error, the same for an answer and for a receipt. @param waitMs what the provider asks for, ms */
export function reasonOfError(error: ErrorMeaning, code: string | number, waitMs = 0): FailureReason {
  const { class: failure, scope, meaning: detail } = error;
  const afterMs = Math.max(error.afterMs ?? 0, waitMs);
  return { class: failure, scope, code: String(code), detail, ...(afterMs > 0 && { afterMs }) };
}
