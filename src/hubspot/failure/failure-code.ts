import type { HubSpotFailure } from './hubspot-failure.js';

/** A code for what HubSpot said, for journals and dead letters: without its words, which may tell who wrote. */
export function failureCode({ subCategory, category, status, kind }: HubSpotFailure): string {
  return subCategory ?? category ?? (status === undefined ? kind : `HTTP ${status}`);
}
