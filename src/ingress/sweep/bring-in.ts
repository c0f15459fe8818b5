import type { Accounts } from '../../directory/accounts/accounts.js';
import type { Channels } from '../../directory/channels/channel-runtime.js';
import type { PortalRow } from '../../directory/portals/portal-row.js';
import type { ThreadMessage } from '../../hubspot/schemas/inbox.js';
import type { Append } from '../../outbox/append.js';
import type { NewInboxEvent } from '../../outbox/inbox-event.js';
import type { WorkStore } from '../../outbox/work-store.js';
import type { Scheduler } from '../../policy/scheduler.js';
import { messageKey } from '../../status/message-row.js';
import { mayBeEcho, unknownOf } from './known-messages.js';
import { acceptedEvent, reportedEvent } from './missed-event.js';
import { type Candidate, candidateOf, GRACE_MS, type OurChannels, type Verdict, verdictOn } from './missed-message.js';
import type { FoundMessage } from './sweep-events.js';
import type { SweepSettings } from './sweep-settings.js';

export interface BringInParts {
  store: Pick<WorkStore, 'read'>;
  channels: Channels;
  accounts: Accounts;
  append: Append;
  settings: SweepSettings;
  scheduler: Scheduler;
  row: PortalRow;
  appId: number;
}

/** What became of the messages of one page. */
export interface BroughtIn {
  found: FoundMessage[];
  /** One is so young that its webhook may be on its way: to be looked at again then, ms. */
  youngUntilMs?: number;
}

/** Brings messages into the inbox of which no webhook has told. */
export class BringIn {
  readonly #ours: OurChannels;

  constructor(private readonly parts: BringInParts) {
    const { channels, accounts, row, appId } = parts;
    this.#ours = {
      appId,
      isOurs: (channelId) => this.isOurs(channelId),
      connectedSince: (id) => {
        const known = accounts.byChannelAccount(row.app, id);
        return known && channels.byName(known.row.channel) && known.row.portal === row.portal && isInUse(known.row)
          ? (known.row.sinceMs ?? 0)
          : undefined;
      },
    };
  }

  isOurs(channelId: string): boolean {
    return this.parts.channels.byHubSpotId(this.parts.row.app, channelId) !== undefined;
  }

  /**
   * @param sinceMs older messages are let be
   * @param doubtUntilMs older messages may have been sent although the store does not know of them
   */
  async page(messages: readonly ThreadMessage[], sinceMs: number, doubtUntilMs = 0): Promise<BroughtIn> {
    const { store, row, scheduler, settings } = this.parts;
    const candidates = messages.flatMap((message) => candidateOf(message, sinceMs, this.#ours) ?? []);
    const brought: BroughtIn = { found: [] };
    for (const candidate of await unknownOf(store, row, candidates)) {
      const { createdMs } = candidate;
      const verdict = verdictOn(createdMs, scheduler.now(), settings.acceptWithinMs, doubtUntilMs);
      if (verdict === 'young') {
        brought.youngUntilMs = Math.max(brought.youngUntilMs ?? 0, createdMs + GRACE_MS);
      } else if (await this.#append(candidate, verdict, createdMs < doubtUntilMs)) {
        brought.found.push(this.#found(candidate, verdict));
      }
    }
    return brought;
  }

  /** Answers whether it was still missing. */
  async #append(candidate: Candidate, verdict: Exclude<Verdict, 'young'>, inDoubt: boolean): Promise<boolean> {
    const { store, accounts, row, scheduler, append } = this.parts;
    const account = accounts.byChannelAccount(row.app, candidate.message.channelAccountId ?? '')?.row.key ?? '';
    if (await mayBeEcho(store, account, candidate)) return false;
    const now = scheduler.now();
    const { app, portal } = row;
    const event: NewInboxEvent =
      verdict === 'accepted'
        ? acceptedEvent(app, portal, candidate, now)
        : reportedEvent(app, portal, candidate, inDoubt ? 'unconfirmed' : 'webhook-missed', now);
    const [outcome] = await append([event]);
    return outcome === 'appended';
  }

  #found({ message, createdMs }: Candidate, verdict: FoundMessage['verdict']): FoundMessage {
    const { row, scheduler } = this.parts;
    return { message: messageKey(row.app, row.portal, message.id), verdict, ageMs: scheduler.now() - createdMs };
  }
}

function isInUse({ state }: { state: string }): boolean {
  return state === 'active' || state === 'held';
}
