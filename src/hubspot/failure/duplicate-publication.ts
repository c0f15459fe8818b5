import type { HubSpotFailure } from './hubspot-failure.js';

/**
 * Does this refusal of a publication say that its idempotency id was used before, so that the message is there already?
 * How HubSpot answers is not documented (201 and 200 with the first message, 409 and 400 are all possible), so a 400 is
 * recognised by its words. `failure.existingId` is the message's id where the body names it.
 */
export function isDuplicatePublication(failure: HubSpotFailure): boolean {
  if (failure.kind === 'conflict') return true;
  if (failure.kind !== 'validation' || failure.status !== 400) return false;
  const words = [failure.category, failure.subCategory, failure.message].join(' ');
  return /idempoten|duplicate|already[ _](exists|published|processed|been)/i.test(words);
}
