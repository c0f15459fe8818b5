import type { FileFacts } from './file-facts.js';

/** Where the bytes of a file in HubSpot are for now. The URL needs no credentials: it is never shown to anyone. */
export interface SignedFile extends FileFacts {
  url: string;
}

/** How long it is used again, ms: whoever gets it then still has time to read. */
export const SIGNED_KEPT_MS = 30 * 60_000;
/** How long a refusal is believed at most, ms: a provider that asks again and again must not spend the portal's quota. */
export const REFUSAL_KEPT_MS = 30_000;
