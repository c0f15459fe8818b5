import { inject, injectable } from 'inversify';
import type { Logger } from '../../contract/logger.js';
import { TOKENS } from '../../contract/tokens.js';
import type { HubSpotResult } from '../../hubspot/failure/hubspot-failure.js';
import { HUBSPOT_PORTALS, type HubSpotPortals } from '../../hubspot/hubspot-portals.js';
import { SUBMIT, type Submit } from '../../outbox/submit.js';
import type { WorkHandler } from '../../outbox/work-handler.js';
import type { WorkRow } from '../../outbox/work-row.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { SCHEDULER } from '../../policy/tokens.js';
import { CHANNEL_RUNTIMES, type Channels } from '../channels/channel-runtime.js';
import { ACCOUNT_QUEUE, ACCOUNT_READ, type AccountAnswer, type AccountReadBody } from './account-read.js';
import type { AccountRow } from './account-row.js';
import { ACCOUNT_DIRECTORY, type Accounts } from './accounts.js';

/** How long after a failure HubSpot is asked again, ms. */
const AGAIN_MS = 60_000;

interface Again {
  againAtMs: number;
}

/** Reads a channel account at HubSpot: its webhook says that it has changed, not what. */
@injectable()
export class AccountReader implements WorkHandler {
  readonly queue = ACCOUNT_QUEUE;
  readonly concurrency = 8;
  readonly perPortal = 2;

  constructor(
    @inject(ACCOUNT_DIRECTORY) private readonly accounts: Accounts,
    @inject(CHANNEL_RUNTIMES) private readonly channels: Channels,
    @inject(HUBSPOT_PORTALS) private readonly portals: HubSpotPortals,
    @inject(SUBMIT) private readonly submit: Submit,
    @inject(SCHEDULER) private readonly scheduler: Scheduler,
    @inject(TOKENS.Logger) private readonly log: Logger,
  ) {}

  heldUntil(portal: string): number | undefined {
    const slash = portal.indexOf('/');
    return this.portals.heldUntil(portal.slice(0, slash), portal.slice(slash + 1));
  }

  async run({ app, portal, ref: account }: WorkRow): Promise<Again | undefined> {
    const row = this.accounts.get(account)?.row;
    const answer = row ? await this.#read(row) : ({ kind: 'unknown' } as const);
    if ('againAtMs' in answer) return answer;
    const body: AccountReadBody = { account, answer };
    await this.submit({ kind: ACCOUNT_READ, app, portal, account, receivedAtMs: this.scheduler.now(), body });
    return undefined;
  }

  /** Answers when to ask again, where it could not be read now. */
  async #read({ key, app, portal, channel, channelAccountId }: AccountRow): Promise<AccountAnswer | Again> {
    const api = this.portals.of(app, portal)?.client.channelAccounts;
    const channelId = this.channels.byName(channel)?.hubspotChannelId;
    if (!api || channelId === undefined) return { kind: 'unknown' };
    const present = await api.get(channelId, channelAccountId);
    // What is archived is not found otherwise. Nothing of the account is kept after this: one word is not enough.
    const answer = isGone(present) ? await api.get(channelId, channelAccountId, { archived: true }) : present;
    if (answer.ok) {
      const { archived, authorized = true, name } = answer.value;
      if (archived) return { kind: 'gone' };
      return { kind: 'there', authorized, ...(name === undefined ? {} : { name }) };
    }
    if (isGone(answer)) return { kind: 'gone' };
    const { kind, retry, retryAfterMs = 0 } = answer.failure;
    this.log.warn('a channel account could not be read at HubSpot', { account: key, failure: kind });
    return retry === 'never'
      ? { kind: 'unknown' }
      : { againAtMs: this.scheduler.now() + Math.max(AGAIN_MS, retryAfterMs) };
  }
}

/** HubSpot knows of no such account. That it knows of no such path says nothing about it. */
function isGone(answer: HubSpotResult<unknown>): boolean {
  return !answer.ok && answer.failure.kind === 'not-found' && answer.failure.unrouted !== true;
}
