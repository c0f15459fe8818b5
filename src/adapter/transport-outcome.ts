import type { FailureReason, FailureScope } from '../contract/failure-reason.js';
import { isTransportError } from '../contract/http-transport.js';
import type { SendOutcome } from '../contract/send-outcome.js';

/**
 * What it means for a send that the provider did not answer: `retry` where nothing had left this process, or the
 * request was only preparatory, else `uncertain`.
 *
 * @param scope what else is out of reach. Default: the provider; `account` where accounts have endpoints of their own
 * @throws the error itself when it is no failed request, or when the licence had run out: both are the framework's to judge
 */
export function transportOutcome(error: unknown, scope: FailureScope = 'provider'): SendOutcome {
  const reason = transportReason(error, scope);
  if (!isTransportError(error) || error.code === 'unlicensed') throw error;
  return { kind: error.requestSent === 'no' || error.preparatory ? 'retry' : 'uncertain', reason };
}

/** Why there was no answer, for a receipt or for `validateAccount`. @throws the error itself when it is no failed request */
export function transportReason(error: unknown, scope: FailureScope = 'provider'): FailureReason {
  if (!isTransportError(error)) throw error;
  const timedOut = error.code === 'timeout' || error.code === 'connect-timeout';
  return { class: timedOut ? 'timeout' : 'network', scope, detail: error.code };
}
