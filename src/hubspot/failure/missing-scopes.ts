import type { HubSpotFailure } from './hubspot-failure.js';

/**
 * The scopes for want of which HubSpot refused a call; empty where it names none; `undefined` where it was refused for something
 * else. HubSpot has been seen to name the wrong one. Source: HubSpot, "Error handling"; hubspot-api-nodejs, issue 268.
 */
export function missingScopes({ kind, category, requiredScopes }: HubSpotFailure): string[] | undefined {
  if (kind !== 'forbidden') return undefined;
  return requiredScopes ?? (category === 'MISSING_SCOPES' ? [] : undefined);
}

/** Whether the call will do as soon as somebody installs the app anew: what it was for is worth keeping. */
export function waitsForInstall(failure: HubSpotFailure): boolean {
  return failure.authentication === 'disconnected' || missingScopes(failure) !== undefined;
}
