/**
 * Why a call to HubSpot did not give what was asked for.
 *
 * - `validation`: 400 and the other refusals of the request as it is; also a request that could not be built.
 * - `unauthenticated`: 401 even with a fresh token, or no token to be had (see `authentication`).
 * - `forbidden`: 403, a scope or permission is missing.
 * - `not-found`: 404; soon after creation perhaps only "not visible yet".
 * - `conflict`: 409.
 * - `rate-limited`: 429.
 * - `locked`: 423.
 * - `migrating`: 477, the portal moves between data centres.
 * - `server`: 5xx. Whether HubSpot acted is not known.
 * - `not-sent`: nothing left this process.
 * - `ambiguous`: no answer, though HubSpot may have acted.
 * - `unreadable`: a success whose body cannot be understood, or a redirect.
 *
 * Source: HubSpot, "Error handling".
 */
export type HubSpotFailureKind =
  | 'validation'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'rate-limited'
  | 'locked'
  | 'migrating'
  | 'server'
  | 'not-sent'
  | 'ambiguous'
  | 'unreadable';

/**
 * Whether the same request may work later. `park`: nothing of this portal will until `retryAfterMs` has passed. What may have
 * been processed (`server`, `ambiguous`) is `later` too: whether it may be repeated is for the caller to know.
 */
export type RetryAdvice = 'never' | 'later' | 'park';

export interface HubSpotFailure {
  kind: HubSpotFailureKind;
  retry: RetryAdvice;
  /** What happened, for operators: bounded, without credentials. */
  message: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  category?: string;
  subCategory?: string;
  /** HubSpot's reference for support. */
  correlationId?: string;
  /** How long to wait at least. Always there with `rate-limited`, `locked` and `migrating`. */
  retryAfterMs?: number;
  /** Which limit was reached, e.g. `TEN_SECONDLY_ROLLING`, `DAILY`. */
  policyName?: string;
  /** With `forbidden`: what the app was not granted. */
  requiredScopes?: string[];
  /** An id the body of the refusal names, e.g. that of the message an idempotency id already made. */
  existingId?: string;
  /** With `not-found`: HubSpot has no such path at all, so the version or the base URL is wrong. */
  unrouted?: true;
  /** With no answer: there was one, larger than what was asked for may be. It will be as large the next time. */
  tooLarge?: true;
  /** With `unauthenticated`: the portal took its consent back, or our credentials are wrong. */
  authentication?: 'disconnected' | 'configuration';
}

/** A call's answer as a value. Never thrown. */
export type HubSpotResult<T> = { ok: true; value: T; status: number } | { ok: false; failure: HubSpotFailure };
