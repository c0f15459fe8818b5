import { inject, injectable } from 'inversify';
import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import { HUBSPOT_PORTALS, type HubSpotPortals, type PortalApi } from '../../hubspot/hubspot-portals.js';
import { CurrentRows } from '../../outbox/current-rows.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import {
  CONNECTION_QUEUE,
  CONNECTION_TRIED,
  type ConnectionOutcome,
  type ConnectionTried,
} from './connection-events.js';
import { findChannelAccount } from './connection-look.js';
import { CONNECTIONS, type ConnectionProblem, type ConnectionRow } from './connection-row.js';
import { IdentityClaims } from './identity-claims.js';

/** A portal that cannot be called is tried again after so long at first, and at the slowest, ms. */
const LATER_MS = 1_000;
const LATER_CAP_MS = 600_000;
/** What HubSpot says is kept up to here, characters. */
const MOST_DETAIL = 300;

const TAKEN: ConnectionOutcome = { kind: 'refused', problem: { code: 'taken', detail: '' } };

/**
 * Tells HubSpot the name and the address of a channel account that is being connected, then asks for the account until it is there.
 * Both may be repeated: HubSpot knows the connection by its staging token.
 */
@injectable()
export class ConnectionHandler implements WorkHandler {
  readonly queue = CONNECTION_QUEUE;
  readonly concurrency = 16;
  readonly perPortal = 4;

  constructor(
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(IdentityClaims) private readonly claims: IdentityClaims,
    @inject(CurrentRows) private readonly rows: CurrentRows,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
  ) {}

  async run({ app, portal, ref: key }: WorkRow, signal: AbortSignal): Promise<undefined> {
    const row = await this.rows.get(CONNECTIONS, key);
    const outcome = row ? await this.#try(row, signal) : ({ kind: 'missing' } as const);
    const asked = row?.askedAtMs === undefined ? {} : { askedAtMs: row.askedAtMs };
    const body: ConnectionTried = { key, ...asked, outcome };
    await this.submit({ kind: CONNECTION_TRIED, app, portal, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  async #try(row: ConnectionRow, signal: AbortSignal): Promise<ConnectionOutcome> {
    const api = this.portals.of(row.app, row.portal);
    // A call would wait here for as long as HubSpot wants to be left alone, and with it connections of other portals.
    const pausedUntilMs = api?.quota.pausedUntil();
    if (pausedUntilMs !== undefined) {
      if (row.state === 'staged') return { kind: 'missing' };
      return this.#later(row, 'HubSpot wants to be left alone', pausedUntilMs - this.scheduler.now());
    }
    if (row.state === 'staged') return api ? findChannelAccount(row, api.client, signal) : { kind: 'missing' };
    return api ? this.#stage(row, api, signal) : this.#later(row, 'there are no tokens of this portal');
  }

  async #stage(row: ConnectionRow, { client }: PortalApi, signal: AbortSignal): Promise<ConnectionOutcome> {
    if (await this.claims.isTaken(row)) return TAKEN;
    const { hubspotChannelId, accountToken, accountName, address } = row;
    const filled = { accountName, deliveryIdentifier: { ...address } };
    // Somebody sits before the page and waits.
    const options = { signal, priority: 'delivery' } as const;
    const result = await client.channelAccounts.fillStagingToken(hubspotChannelId, accountToken, filled, options);
    // Source: an app in use takes 409 for "is connected already".
    if (!result.ok && result.failure.kind !== 'conflict') return this.#afterRefusal(row, result.failure);
    return this.#claim(row, signal);
  }

  /** HubSpot has confirmed it: before that anybody may have asked for it, and would keep the address from whose it is. */
  async #claim(row: ConnectionRow, signal: AbortSignal): Promise<ConnectionOutcome> {
    const verdict = await this.claims.claim(row, signal);
    if (verdict === 'undecided') return this.#later(row, '');
    return verdict === 'ours' ? { kind: 'staged' } : TAKEN;
  }

  /** A stale token is 404 or 400. The rest is not about the connection. */
  #afterRefusal(row: ConnectionRow, failure: HubSpotFailure): ConnectionOutcome {
    if (failure.kind === 'not-found') return { kind: 'refused', problem: problem('stale', failure.message) };
    if (failure.kind === 'validation') return { kind: 'refused', problem: problem('refused', failure.message) };
    return this.#later(row, failure.message, failure.retryAfterMs);
  }

  /** The longer it has been tried the less often. */
  #later({ createdAtMs }: ConnectionRow, detail: string, atLeastMs = LATER_MS): ConnectionOutcome {
    const ageMs = this.scheduler.now() - createdAtMs;
    const afterMs = Math.max(Math.min(ageMs / 2, LATER_CAP_MS), atLeastMs, LATER_MS);
    return { kind: 'later', afterMs: Math.round(afterMs), problem: problem('busy', detail) };
  }
}

function problem(code: ConnectionProblem['code'], detail: string): ConnectionProblem {
  return { code, detail: detail.slice(0, MOST_DETAIL) };
}
