import { inject, injectable } from 'inversify';
import type { CallName } from '../hubspot/client/api-request.js';
import { failureCode } from '../hubspot/failure/failure-code.js';
import type { HubSpotFailure } from '../hubspot/failure/hubspot-failure.js';
import { waitsForInstall } from '../hubspot/failure/missing-scopes.js';
import { HUBSPOT_PORTALS, type HubSpotPortals, type PortalApi } from '../hubspot/hubspot-portals.js';
import type { Permit } from '../hubspot/quota/quota.js';
import type { Scheduler } from '../policy/scheduler.js';
import { SCHEDULER } from '../policy/tokens.js';
import type { ReadAnswer, StatusAnswer, StatusBody, StatusCalls, StatusPermit, StatusUrgency } from './status-calls.js';
import type { StatusRow } from './status-row.js';

/** How long statuses of a portal we have no tokens for rest before it is looked for again, ms. */
const NO_PORTAL_MS = 30_000;

const CALLS: Record<StatusUrgency, CallName> = {
  'status-failed': 'messages.updateStatus',
  status: 'messages.updateStatus',
  'read-back': 'messages.get',
};

/** Gateways that gave up waiting: what they waited for may still be done, later than it should. */
const GAVE_UP_WAITING = new Set([502, 504, 522, 524]);

/** {@link StatusCalls} over HubSpot's API. */
@injectable()
export class HubSpotStatusCalls implements StatusCalls {
  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  heldUntil(app: string, portal: string, urgency: StatusUrgency): number | undefined {
    const now = this.scheduler.now();
    const held = this.portals.heldUntil(app, portal, CALLS[urgency]);
    if (held !== undefined) return held;
    const freeAt = this.portals.of(app, portal)?.quota.nextFreeAt(urgency) ?? now + NO_PORTAL_MS;
    return freeAt > now ? freeAt : undefined;
  }

  permit(app: string, portal: string, urgency: StatusUrgency): StatusPermit | undefined {
    if (this.portals.heldUntil(app, portal, CALLS[urgency]) !== undefined) return undefined;
    const api = this.portals.of(app, portal);
    const permit = api?.quota.tryAcquire(urgency);
    return api && permit && statusPermit(api, permit);
  }
}

function statusPermit({ client }: PortalApi, permit: Permit): StatusPermit {
  return {
    async update({ hubspotChannelId, messageId }: StatusRow, body: StatusBody, signal: AbortSignal) {
      const result = await client.messages.updateStatus(hubspotChannelId, messageId, body, { permit, signal });
      return result.ok ? { kind: 'taken' } : statusAnswer(result.failure);
    },
    async read({ hubspotChannelId, messageId }: StatusRow, signal: AbortSignal) {
      const result = await client.messages.get(hubspotChannelId, messageId, { permit, signal });
      if (!result.ok) return readAnswer(result.failure);
      const { status } = result.value;
      const errorMessage = status?.failureDetails?.errorMessage;
      return {
        kind: 'found',
        statusType: status?.statusType,
        ...(errorMessage === undefined ? {} : { errorMessage }),
      };
    },
    giveBack: () => permit.giveBack(),
  };
}

/** What a failure of HubSpot means for a PATCH that may be repeated at any time. */
export function statusAnswer(failure: HubSpotFailure): StatusAnswer {
  const why = { code: failureCode(failure), detail: detailOf(failure) };
  if (waitsForInstall(failure)) return { kind: 'held', ...why };
  switch (failure.kind) {
    case 'not-found':
      // No such path at all is a mistake of the configuration, not a message that is gone.
      return failure.unrouted ? { kind: 'later', ...why } : { kind: 'missing', ...why };
    case 'validation':
    case 'forbidden':
    case 'conflict':
      return { kind: 'refused', ...why };
    case 'ambiguous':
      return { kind: 'ambiguous', ...why };
    case 'server':
      return GAVE_UP_WAITING.has(failure.status ?? 0) ? { kind: 'ambiguous', ...why } : { kind: 'later', ...why };
    default:
      return { kind: 'later', ...why, ...waitOf(failure) };
  }
}

function readAnswer(failure: HubSpotFailure): ReadAnswer {
  const answer = statusAnswer(failure);
  if (answer.kind === 'missing' || answer.kind === 'refused' || answer.kind === 'held') return answer;
  return { kind: 'later', detail: detailOf(failure), ...waitOf(failure) };
}

function waitOf({ retryAfterMs }: HubSpotFailure): { afterMs?: number } {
  return retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
}

function detailOf({ status, message, correlationId }: HubSpotFailure): string {
  const where = correlationId === undefined ? '' : ` (correlation ${correlationId})`;
  return `${status ?? 'no answer'}: ${message}${where}`;
}
