import type { HubSpotFailure } from '../failure/hubspot-failure.js';
import type { TokenFailure } from './access-tokens.js';

/**
 * What a call comes to for which there is no token.
 *
 * @param transientKind what it is when there may be a token later: nothing has left, or HubSpot has refused the old one
 */
export function tokenless(failure: TokenFailure, transientKind: 'not-sent' | 'unauthenticated'): HubSpotFailure {
  const { kind, message, retryAfterMs } = failure;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (kind === 'transient') return { kind: transientKind, retry: 'later', message, ...wait };
  return { kind: 'unauthenticated', retry: 'never', message, authentication: kind };
}
