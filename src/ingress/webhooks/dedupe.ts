import { hash } from 'node:crypto';

/** Longer keys are stored as their hash: some providers make keys of whole bodies. */
const LONGEST_KEY = 300;

const DAY_MS = 86_400_000;

/**
 * HubSpot goes on trying a webhook for up to a day.
 * Source: HubSpot, webhooks guide, "Retries"; nothing is documented for the webhooks of custom channels in particular.
 */
const HUBSPOT_RETRY_HORIZON_MS = DAY_MS;

/** One fact, whatever number of times it is delivered. Ids of providers may tell an address, which is not to be read here. */
export function dedupeKey(side: 'h' | 'p' | 'u', ...parts: string[]): string {
  const key = `${side}|${parts.join('|')}`;
  return side !== 'p' && key.length <= LONGEST_KEY ? key : `${side}#${hash('sha256', key, 'base64url')}`;
}

/** How long a dedupe key is remembered: as long as the sender may still repeat itself, and a day. */
export function dedupeUntil(receivedAtMs: number, retryHorizonMs = HUBSPOT_RETRY_HORIZON_MS): number {
  return receivedAtMs + retryHorizonMs + DAY_MS;
}
