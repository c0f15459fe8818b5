import type { Clock } from '../../contract/clock.js';
import type { WebhooksJournalApi } from '../../hubspot/client/webhooks-journal-api.js';
import type { HubSpotFailure } from '../../hubspot/failure/hubspot-failure.js';
import type { Append } from '../../outbox/append.js';
import { UNPARSABLE } from '../webhooks/unparsable-event.js';
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
    const taken = await this.#take(app, journal, { url, offset }, signal);
    return taken.ok ? undefined : taken.failure;
  }

  async #take(
    app: string,
    journal: WebhooksJournalApi,
    { url, offset }: LinkedEntry,
    signal: AbortSignal,
  ): Promise<{ ok: true; isNew: boolean } | { ok: false; failure: HubSpotFailure }> {
    const file = await journal.file(url, signal);
    if (!file.ok) return file;
    const events = journalYield(app, { offset, text: file.value }, this.clock.now());
    const outcomes = events.length > 0 ? await this.append(events) : [];
    const isDuplicate = outcomes.some((outcome, at) => outcome === 'duplicate' && events[at]?.kind === UNPARSABLE);
    return { ok: true, isNew: !isDuplicate };
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
    const taken = await this.#take(app, journal, { url: entry.url, offset }, signal);
    if (!taken.ok) return whyMissed(taken.failure) ?? taken.failure;
    // It was put aside before, and its letter may have lost its content since.
    return taken.isNew ? undefined : 'it cannot be read';
  }
}
