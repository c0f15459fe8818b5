import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { ErrorCode } from '../../errors/registry.js';
import type { HubSpotFailure, HubSpotFailureKind } from './hubspot-failure.js';

const CODES: Record<HubSpotFailureKind, ErrorCode> = {
  validation: 'CW_HUBSPOT_REFUSED',
  'not-found': 'CW_HUBSPOT_REFUSED',
  conflict: 'CW_HUBSPOT_REFUSED',
  unauthenticated: 'CW_HUBSPOT_UNAUTHENTICATED',
  forbidden: 'CW_HUBSPOT_FORBIDDEN',
  'rate-limited': 'CW_HUBSPOT_BUSY',
  locked: 'CW_HUBSPOT_BUSY',
  migrating: 'CW_HUBSPOT_BUSY',
  server: 'CW_HUBSPOT_UNAVAILABLE',
  'not-sent': 'CW_HUBSPOT_UNAVAILABLE',
  ambiguous: 'CW_HUBSPOT_UNAVAILABLE',
  unreadable: 'CW_HUBSPOT_UNREADABLE',
};

/** A failure as an error, for commands and start-up: there a person is told, and nothing goes on without the answer. */
export function hubSpotError(failure: HubSpotFailure): ChannelwrightError {
  const { status, category, subCategory, requiredScopes, correlationId, unrouted } = failure;
  const particulars = [
    status === undefined ? undefined : `status ${status}`,
    subCategory ?? category,
    requiredScopes === undefined ? undefined : `scopes ${requiredScopes.join(', ')}`,
    correlationId === undefined ? undefined : `correlation id ${correlationId}`,
  ].filter((one) => one !== undefined);
  const detail = particulars.length === 0 ? failure.message : `${failure.message} (${particulars.join('; ')})`;
  return new ChannelwrightError(unrouted ? 'CW_HUBSPOT_UNREADABLE' : CODES[failure.kind], detail);
}
