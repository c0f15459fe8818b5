import type { FailureReason } from '../contract/failure-reason.js';
import type { HubSpotClient } from '../hubspot/client/hubspot-client.js';
import type { HubSpotFailure, HubSpotResult } from '../hubspot/failure/hubspot-failure.js';
import type { HubSpotPortals } from '../hubspot/hubspot-portals.js';

/** An answer of HubSpot, or why there is none. `passing`: it may work later. */
export type Fetched<T> = { ok: true; value: T } | { ok: false; reason: FailureReason; passing: boolean };

export interface Asked<A, T> {
  app: string;
  portal: string;
  call(client: HubSpotClient): Promise<HubSpotResult<A>>;
  read(answer: A): T;
}

/** How long a call may wait for the quota of its portal, ms: whoever waits takes up a place that others could use. */
const LONGEST_WAIT_MS = 1_000;

/** Asks HubSpot for something about a message that is being sent: with the highest priority, or not at all for now. */
export async function askHubSpot<A, T>(
  portals: HubSpotPortals,
  nowMs: number,
  { app, portal, call, read }: Asked<A, T>,
): Promise<Fetched<T>> {
  const api = portals.of(app, portal);
  if (!api) return { ok: false, reason: { class: 'account-unavailable', scope: 'account' }, passing: false };
  const waitMs = api.quota.nextFreeAt('delivery') - nowMs;
  if (waitMs > LONGEST_WAIT_MS) return { ok: false, reason: quotaSpent(waitMs), passing: true };
  const result = await call(api.client);
  return result.ok ? { ok: true, value: read(result.value) } : refusal(result.failure);
}

function quotaSpent(afterMs: number): FailureReason {
  return { class: 'media-unavailable', scope: 'message', afterMs, detail: 'the quota of the portal is spent' };
}

function refusal({ kind, retry, retryAfterMs, category, message }: HubSpotFailure): Fetched<never> {
  const reason: FailureReason = {
    class: 'media-unavailable',
    scope: 'message',
    detail: message,
    ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }),
    ...(category === undefined ? {} : { code: category }),
  };
  return { ok: false, reason, passing: retry !== 'never' || kind === 'unauthenticated' };
}
