import type { Clock } from '../../contract/clock.js';
import type { WebhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import type { Append } from '../../outbox/append.js';
import { journalYield } from './journal-yield.js';
import { whyMissed } from './missed-entry.js';

/** Where the file of an entry is; the link expires. */
export interface LinkedEntry {
  offset: string;
  url: string;
}

/** Brings what entries of HubSpot's journal tell into the inbox: when it answers, that is durable. */
export class EntryReader {
  constructor(
    private readonly append: Append,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** Answers why its file cannot be had. */
  async read(
    app: string,
    journal: WebhooksJournalApi,
    { url, offset }: LinkedEntry,
    signal: AbortSignal,
  ): Promise<HubSpotFailure | undefined> {
    const file = await journal.file(url, signal);
    if (!file.ok) return file.failure;
    const events = journalYield(app, { offset, text: file.value }, this.clock.now());
    if (events.length > 0) await this.append(events);
    return undefined;
  }

  /** By a new link. Answers a text where something is wrong with this one entry. */
  async readAgain(
    app: string,
    journal: WebhooksJournalApi,
    offset: string,
    signal: AbortSignal,
  ): Promise<HubSpotFailure | string | undefined> {
    const listed = await journal.entries([offset], { signal });
    if (!listed.ok) return whyMissed(listed.failure) ?? listed.failure;
    const entry = listed.value.results.find(({ currentOffset }) => currentOffset === offset);
    if (!entry) return 'HubSpot no longer has it';
    const failure = await this.read(app, journal, { url: entry.url, offset }, signal);
    return failure && (whyMissed(failure) ?? failure);
  }
}
