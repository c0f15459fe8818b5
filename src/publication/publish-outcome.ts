import { isDuplicatePublication } from '../hubspot/failure/duplicate-publication.js';
import { failureCode } from '../hubspot/failure/failure-code.js';
import type { HubSpotFailure, HubSpotResult } from '../hubspot/failure/hubspot-failure.js';
import { waitsForInstall } from '../hubspot/failure/missing-scopes.js';
import type { MessageCreate } from '../hubspot/schemas/message-create.js';
import { canBePlainer } from './publication-body.js';
import type { PublishedMessage } from './publication-calls.js';
import type { PublishOutcome } from './publication-events.js';

/** HubSpot has it, but did not say under which id. */
export interface IdWanted {
  kind: 'id-wanted';
}

/** Its portal is held: it stays due as it is. */
export interface Held {
  kind: 'held';
}

/** How often a channel or account that HubSpot does not find is asked for again: a new one is not usable at once. */
const NOT_FOUND_TRIES = 5;

/**
 * What an answer means for the publication. A repeated call is harmless, so everything that may pass is tried again; only what
 * HubSpot says of the message itself is final.
 *
 * @param failures how often the call has failed before
 */
export function publishOutcome(
  result: HubSpotResult<PublishedMessage>,
  body: MessageCreate,
  failures: number,
): PublishOutcome | IdWanted | Held {
  if (result.ok) {
    const { id: messageId, ...rest } = result.value;
    return { kind: 'published', messageId, ...rest };
  }
  const { failure } = result;
  if (waitsForInstall(failure)) return { kind: 'held' };
  if (isDuplicatePublication(failure)) {
    return failure.existingId === undefined
      ? { kind: 'id-wanted' }
      : { kind: 'published', messageId: failure.existingId };
  }
  switch (failure.kind) {
    case 'unreadable':
      return isSuccess(failure) ? { kind: 'id-wanted' } : later(failure);
    case 'not-found':
      return failure.unrouted || failures < NOT_FOUND_TRIES ? later(failure) : refused(failure, false);
    case 'validation':
      return refused(failure, canBePlainer(body));
    default:
      // Credentials, scopes, quota, HubSpot itself: nothing the message is to blame for.
      return later(failure);
  }
}

function later(failure: HubSpotFailure): PublishOutcome {
  const { message, retryAfterMs } = failure;
  const code = failureCode(failure);
  return { kind: 'retry', code, detail: message, ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs }) };
}

function refused(failure: HubSpotFailure, plainer: boolean): PublishOutcome {
  return { kind: 'refused', code: failureCode(failure), detail: failure.message, plainer };
}

function isSuccess({ status = 0 }: HubSpotFailure): boolean {
  return status >= 200 && status < 300;
}
